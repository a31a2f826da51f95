"""Attempts for tests, as they come about: one step after another."""

from datetime import UTC, datetime, timedelta

from hotseat.core.attempt import Rating
from hotseat.core.report import CaseResult, Report
from hotseat.core.submission import Submission
from hotseat.core.verdict import Verdict
from hotseat.web import actions

ITEM = "5b0c2f0e-6f0a-4b53-9f0d-3a1f6f6f7c11"
START = datetime(2026, 3, 2, 18, 0, 0, 123456, tzinfo=UTC)
FILES = Submission.of({"solution.py": b"def add(a, b):\n    return a + b\n", "data.bin": b"\xff\x00"})


def at(minute: float) -> datetime:
    """A moment so many minutes after the first one."""
    return START + timedelta(minutes=minute)


def report(verdict: Verdict = Verdict.ACCEPTED) -> Report:
    """A report with one hidden case."""
    return Report("algorithms/adding", verdict, "said so", (CaseResult("one", verdict, 0.25, expected="3", hidden=True),), 0.5)


def finished(minute: float = 0, *, rating: Rating = Rating.GOOD) -> str:
    """The id of an attempt that went all the way."""
    attempt = actions.open_attempt(ITEM, now=at(minute), seed=7)
    actions.open_hint(attempt.id, 1, now=at(minute + 0.5))
    actions.commit(attempt.id, "answer.md", "in my own wörds", now=at(minute + 1), seconds=42)
    actions.submit(attempt.id, FILES, now=at(minute + 2))
    actions.record_report(attempt.id, report(), now=at(minute + 3))
    actions.self_assess(attempt.id, {"cost": True, "sharing": False}, now=at(minute + 4))
    actions.rate(attempt.id, rating, now=at(minute + 5))
    return attempt.id
