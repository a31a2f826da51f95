"""Judgements: an attempt that was submitted gets its report, whatever happens to the process in between."""

import threading
from collections.abc import Generator
from datetime import UTC, datetime
from typing import cast

from django.tasks import task

from hotseat.core.attempt import Attempt
from hotseat.core.event import Event
from hotseat.core.report import Report
from hotseat.core.verdict import Verdict
from hotseat.judges.protocol import Tools
from hotseat.judges.registry import judge
from hotseat.sandbox import NoProtection
from hotseat.web import actions
from hotseat.web.running.stream import Stream
from hotseat.web.running.tools import curriculum, tools

CANCELLED = "You cancelled this run before it was decided. It does not count against you. Try again whenever you like."
GONE = "The item is no longer in the curriculum, so nothing could be judged. Your submission is kept."
NOTHING = "The judge ended without a report. This is a defect of Hotseat."
MOST_WAITING = 32
"""Judgements that may wait or run at a time; more is refused, so that what waits is still done in a time worth waiting."""

_lock = threading.Lock()
_streams: dict[str, Stream[Event]] = {}
_started: set[str] = set()
_unsaved: dict[str, str] = {}
_closing = threading.Event()


def wake(attempt_id: str) -> Stream[Event]:
    """Have a worker judge this attempt, unless one does already. Returns the events to follow."""
    with _lock:
        stream = _streams.get(attempt_id)
        if stream is not None:
            return stream
        stream = _streams[attempt_id] = Stream()
        _unsaved.pop(attempt_id, None)
    try:
        judge_attempt.enqueue(attempt_id, whose=actions.attempt(attempt_id).item)
    except BaseException:
        _streams.pop(attempt_id, None)
        raise
    return stream


def full() -> bool:
    """Whether so many judgements wait that no more should be asked for."""
    return len(_streams) >= MOST_WAITING


def cancel(attempt_id: str) -> None:
    """End the judgement of this attempt. One that waits is not begun, and has its report when this returns."""
    stream = _streams.get(attempt_id)
    if stream is not None:
        stream.cancel()
        judge_attempt.func(attempt_id)


def wake_all() -> None:
    """Have workers judge everything that is pending. Called at the start, by the one process that holds the lock."""
    for attempt_id in actions.pending():
        wake(attempt_id)


def stream_of(attempt_id: str) -> Stream[Event] | None:
    """The events of the judgement that runs, or waits, for this attempt in this process."""
    return _streams.get(attempt_id)


def unsaved(attempt_id: str) -> str:
    """Why the report of this attempt could not be saved, as a sentence; "" where nothing went wrong."""
    return _unsaved.get(attempt_id, "")


def close() -> None:
    """End every judgement and record nothing of it: what is pending is judged at the next start."""
    _closing.set()
    for stream in list(_streams.values()):
        stream.cancel()


@task(queue_name="judging")
def judge_attempt(attempt_id: str, *, whose: str = "") -> None:  # noqa: ARG001 - for the queue
    """Judge one attempt and record its report. Does nothing when it has one, or another thread is at it. `whose`: its item."""
    with _lock:
        if attempt_id in _started:
            return
        _started.add(attempt_id)
        stream = _streams.setdefault(attempt_id, Stream())
    try:
        attempt = actions.attempt(attempt_id)
        if attempt.pending:
            report = _report(attempt, stream)
            if not _closing.is_set():
                actions.record_report(attempt_id, report, now=datetime.now(UTC))
    except actions.StorageFailed as error:
        _unsaved[attempt_id] = str(error)
    finally:
        with _lock:
            _streams.pop(attempt_id, None)
            _started.discard(attempt_id)
        stream.finish()


def _report(attempt: Attempt, stream: Stream[Event]) -> Report:
    """What the judge finds, or why it could find nothing."""
    folder = curriculum().by_uuid.get(attempt.item)
    if folder is None or attempt.submission is None:
        return Report("", Verdict.JUDGE_ERROR, GONE)
    if stream.cancelled:
        return Report(folder.item.id, Verdict.INCONCLUSIVE, CANCELLED)
    try:
        shared = tools()
        use = Tools(stream.sandbox(shared.sandbox), shared.examiners)
        stream.drain(cast("Generator[Event]", judge(folder, attempt.submission, use, attempt.seed)))
    except NoProtection as error:
        return Report(folder.item.id, Verdict.JUDGE_ERROR, str(error))
    last = stream.events[-1] if stream.events else None
    if isinstance(last, Report):
        return last
    why, text = (Verdict.INCONCLUSIVE, CANCELLED) if stream.cancelled else (Verdict.JUDGE_ERROR, NOTHING)
    return Report(folder.item.id, why, text)
