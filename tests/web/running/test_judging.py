from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist

from hotseat.core.event import Event, Progress
from hotseat.core.report import Report
from hotseat.core.submission import Submission
from hotseat.core.verdict import Verdict
from hotseat.judges.protocol import Tools
from hotseat.sandbox import NoProtection, Sandbox
from hotseat.sandbox.protection import UNCONTAINED
from hotseat.web import actions
from hotseat.web.actions import StorageFailed
from hotseat.web.running import judging
from hotseat.web.running.stream import Stream
from tests.web.curriculum import CODE

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ACCEPTED = Report("algorithms/adding", Verdict.ACCEPTED, "right")


@pytest.fixture
def pending(db: None, small: Path) -> str:
    """An attempt that the judge owes a report."""
    attempt = actions.open_attempt(CODE, now=NOW, seed=1)
    actions.submit(attempt.id, Submission.of({"solution.py": b"def add(a, b): return a + b"}), now=NOW)
    return attempt.id


def judged_by(monkeypatch: pytest.MonkeyPatch, *events: Event | Exception) -> list[tuple[Any, ...]]:
    """Let a judge tell these events. Returns the calls that it gets."""
    calls: list[tuple[Any, ...]] = []

    def judge(*arguments: Any) -> Iterator[Event]:
        calls.append(arguments)
        for event in events:
            if isinstance(event, Exception):
                raise event
            yield event

    monkeypatch.setattr(judging, "judge", judge)
    monkeypatch.setattr(judging, "tools", lambda: Tools(Sandbox(UNCONTAINED, Path())))
    return calls


def verdict(attempt_id: str) -> Report:
    """The recorded report."""
    report = actions.attempt(attempt_id).report
    assert report is not None
    return report


def test_a_pending_attempt_gets_what_the_judge_finds(pending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = judged_by(monkeypatch, Progress("one"), ACCEPTED)
    judging.judge_attempt.func(pending)
    assert verdict(pending) == ACCEPTED
    folder, submission, _, seed = calls[0]
    assert (folder.item.uuid, submission.files.keys(), seed) == (CODE, {"solution.py"}, 1)


def test_an_attempt_with_a_report_is_not_judged_again(pending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = judged_by(monkeypatch, ACCEPTED)
    judging.judge_attempt.func(pending)
    judging.judge_attempt.func(pending)
    assert len(calls) == 1


def test_a_cancelled_judgement_is_inconclusive_and_does_not_count(pending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    judged_by(monkeypatch, Progress("one"), ACCEPTED)
    monkeypatch.setattr(Stream, "cancelled", property(lambda self: True))
    judging.judge_attempt.func(pending)
    assert verdict(pending).verdict is Verdict.INCONCLUSIVE
    assert "does not count against you" in verdict(pending).message


@pytest.mark.parametrize(
    ("events", "words"),
    [([NoProtection("No protection works here.")], "No protection works here."), ([Progress("one")], "defect of Hotseat")],
)
def test_what_hotseat_cannot_do_is_a_judge_error_with_a_sentence(
    pending: str, monkeypatch: pytest.MonkeyPatch, events: list[Event | Exception], words: str
) -> None:
    judged_by(monkeypatch, *events)
    judging.judge_attempt.func(pending)
    assert verdict(pending).verdict is Verdict.JUDGE_ERROR
    assert words in verdict(pending).message


def test_an_attempt_whose_item_is_gone_does_not_wait_for_ever(db: None, small: Path) -> None:
    attempt = actions.open_attempt("00000000-0000-4000-8000-0000000000ff", now=NOW, seed=1)
    actions.submit(attempt.id, Submission.of({"solution.py": b"x"}), now=NOW)
    judging.judge_attempt.func(attempt.id)
    assert verdict(attempt.id).verdict is Verdict.JUDGE_ERROR
    assert "Your submission is kept" in verdict(attempt.id).message


def test_a_report_that_cannot_be_saved_is_said_and_the_attempt_stays_pending(
    pending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged_by(monkeypatch, ACCEPTED)

    def full(*_: object, **__: object) -> bool:
        raise StorageFailed("This was not saved: the disk is full.")

    monkeypatch.setattr(actions, "record_report", full)
    judging.judge_attempt.func(pending)
    assert actions.attempt(pending).pending
    assert "the disk is full" in judging.unsaved(pending)
    assert judging.stream_of(pending) is None


def test_waking_twice_follows_the_same_judgement(pending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    enqueued = _nothing_is_begun(monkeypatch)
    try:
        first = judging.wake(pending)
        assert judging.wake(pending) is first
        assert judging.stream_of(pending) is first
        judging.wake_all()
        assert enqueued == [(pending, CODE)]
    finally:
        judging._streams.clear()


def test_cancelling_what_waits_needs_no_free_worker(pending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = judged_by(monkeypatch, ACCEPTED)
    _nothing_is_begun(monkeypatch)
    stream = judging.wake(pending)
    judging.cancel(pending)
    assert verdict(pending).verdict is Verdict.INCONCLUSIVE
    assert stream.finished
    judging.judge_attempt.func(pending)  # its turn comes later
    assert calls == []


def test_cancelling_what_is_judged_leaves_it_to_the_thread_that_judges(pending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _nothing_is_begun(monkeypatch)
    stream = judging.wake(pending)

    def judge(*_: object) -> Iterator[Event]:
        judging.cancel(pending)
        assert actions.attempt(pending).pending
        yield Progress("one")
        raise AssertionError("It went on after it was cancelled")

    judged_by(monkeypatch)
    monkeypatch.setattr(judging, "judge", judge)
    judging.judge_attempt.func(pending)
    assert verdict(pending).verdict is Verdict.INCONCLUSIVE
    assert stream.finished


def test_cancelling_what_nobody_judges_changes_nothing(pending: str) -> None:
    judging.cancel(pending)
    assert actions.attempt(pending).pending


def test_it_is_full_with_so_many_that_wait(db: None, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _nothing_is_begun(monkeypatch)
    try:
        for _ in range(judging.MOST_WAITING):
            assert not judging.full()
            judging.wake(actions.open_attempt(CODE, now=NOW, seed=1).id)
        assert judging.full()
    finally:
        judging._streams.clear()


def _nothing_is_begun(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Let tasks wait for ever. Returns what was put into the queue: the attempt and whose turn it takes."""
    enqueued: list[tuple[str, str]] = []
    monkeypatch.setattr(
        type(judging.judge_attempt), "enqueue", lambda self, attempt_id, whose: enqueued.append((attempt_id, whose))
    )
    return enqueued


def test_an_unknown_attempt_ends_its_stream(db: None, small: Path) -> None:
    with pytest.raises((ObjectDoesNotExist, actions.UnknownAttempt)):
        judging.judge_attempt.func("00000000-0000-4000-8000-000000000001")
    assert judging.stream_of("00000000-0000-4000-8000-000000000001") is None
