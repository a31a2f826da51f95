import threading

import pytest
from django.tasks import task, task_backends
from django.tasks.exceptions import InvalidTask

from hotseat.web.running.threads import ThreadBackend

done: list[str] = []
running = threading.Semaphore(0)
gate = threading.Event()
most = {"at once": 0, "now": 0}
counting = threading.Lock()


@task(queue_name="judging")
def note(word: str) -> None:
    done.append(word)
    running.release()


@task(queue_name="judging")
def fail() -> None:
    raise ZeroDivisionError


@task(queue_name="judging")
def crowd() -> None:
    with counting:
        most["now"] += 1
        most["at once"] = max(most["at once"], most["now"])
    gate.wait(5)
    with counting:
        most["now"] -= 1
    running.release()


def test_the_app_uses_this_backend() -> None:
    assert isinstance(task_backends["default"], ThreadBackend)


def test_a_task_runs_on_a_thread_after_one_that_failed(caplog: pytest.LogCaptureFixture) -> None:
    done.clear()
    for _ in range(4):
        fail.enqueue()
    note.enqueue("after")
    assert running.acquire(timeout=5)
    assert done == ["after"]
    assert "ZeroDivisionError" in caplog.text


def test_a_queue_has_so_many_threads_and_no_more() -> None:
    gate.clear()
    for _ in range(6):
        crowd.enqueue()
    gate.set()
    for _ in range(6):
        assert running.acquire(timeout=5)
    assert 1 <= most["at once"] <= 2


def test_a_queue_that_nobody_works_at_is_refused() -> None:
    with pytest.raises(InvalidTask, match="somewhere"):
        note.using(queue_name="somewhere")
