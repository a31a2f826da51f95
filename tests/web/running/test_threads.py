import itertools
import threading

import pytest
from django.tasks import task, task_backends
from django.tasks.exceptions import InvalidTask
from hypothesis import given
from hypothesis import strategies as st

from hotseat.web.running.threads import ThreadBackend, Turns

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


@given(st.lists(st.sampled_from("abcd")))
def test_everybody_has_a_turn_between_two_of_one_owner(owners: list[str]) -> None:
    turns: Turns[tuple[str, int]] = Turns()
    for number, owner in enumerate(owners):
        turns.put(owner, (owner, number))
    taken = [turns.get() for _ in owners]
    assert sorted(number for _, number in taken) == list(range(len(owners)))
    for owner in set(owners):
        places = [place for place, (whose, _) in enumerate(taken) if whose == owner]
        numbers = [taken[place][1] for place in places]
        assert numbers == sorted(numbers)
        for start, end in itertools.pairwise(places):
            between = [whose for whose, _ in taken[start + 1 : end]]
            later = {whose for whose, _ in taken[end:]} - {owner}
            assert later <= set(between)
            assert len(between) == len(set(between))


def test_a_single_job_does_not_wait_behind_the_many_of_another() -> None:
    turns: Turns[str] = Turns()
    for number in range(50):
        turns.put("many", f"many {number}")
    turns.put("one", "the only one")
    assert [turns.get(), turns.get()] == ["many 0", "the only one"]
