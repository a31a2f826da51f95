"""Several items are worked on at a time."""

import threading
from contextlib import closing

import pytest

from hotseat.authoring.verify.pool import each


@pytest.mark.parametrize("jobs", [1, 2, 9])
def test_every_task_is_done_once(jobs: int) -> None:
    assert sorted(each(lambda number: number * 2, range(20), jobs)) == [number * 2 for number in range(20)]


def test_two_jobs_work_at_the_same_time() -> None:
    both = threading.Barrier(2, timeout=20)

    def meet(number: int) -> int:
        both.wait()
        return number

    assert sorted(each(meet, [1, 2, 3, 4], 2)) == [1, 2, 3, 4]


@pytest.mark.parametrize("jobs", [1, 3])
def test_an_exception_reaches_the_caller(jobs: int) -> None:
    def fail(number: int) -> int:
        raise LookupError(str(number))

    with pytest.raises(LookupError):
        list(each(fail, [1, 2, 3], jobs))


def test_when_the_caller_leaves_no_further_task_begins() -> None:
    begun: list[threading.Thread] = []
    go_on = threading.Semaphore(0)

    def work(number: int) -> int:
        begun.append(threading.current_thread())
        go_on.acquire(timeout=20)
        return number

    with closing(each(work, range(100), 2)) as results:
        go_on.release()
        next(results)
    go_on.release(100)
    for thread in set(begun):
        thread.join()
    assert len(begun) <= 4
