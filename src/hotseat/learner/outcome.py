"""What one attempt came to."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from hotseat.core.attempt import Attempt, Rating
from hotseat.core.verdict import Verdict

AFTER_REFERENCE = timedelta(days=1)
"""So long after the reference was shown, an accepted answer may be a copy of it."""


def in_order(attempts: Iterable[Attempt]) -> tuple[Attempt, ...]:
    """The attempts by the time they were opened, whatever order they came in."""
    return tuple(sorted(attempts, key=lambda attempt: (attempt.opened_at, attempt.id)))


def last_moment(attempt: Attempt) -> datetime:
    """When the learner last did something in it, as far as is known: rated, else got the report, submitted or opened it."""
    return attempt.rated_at or attempt.reported_at or attempt.submitted_at or attempt.opened_at


def judged_at(attempt: Attempt) -> datetime:
    """When its outcome was known, its rating left aside."""
    return attempt.reported_at or attempt.submitted_at or attempt.rated_at or attempt.opened_at


def verdict_on_answer(attempt: Attempt) -> Verdict | None:
    """The verdict where it speaks about the answer. None without a report and for `inconclusive` and `judge_error`."""
    return attempt.report.verdict if attempt.report and attempt.report.verdict.about_the_submission else None


def proven(attempts: Sequence[Attempt]) -> frozenset[str]:
    """The ids of the attempts at one item (in order) in which the learner showed that they can do it.

    That takes an accepted verdict that rests on at least one case, no giving up, and no look at the reference during
    the day before. An accepted report without cases decided nothing: it rests on the learner's own assessment.
    """
    shown = set()
    reference_until: datetime | None = None
    for attempt in attempts:
        if attempt.gave_up:
            reference_until = last_moment(attempt) + AFTER_REFERENCE
        elif reference_until is not None and attempt.opened_at < reference_until:
            continue
        elif verdict_on_answer(attempt) is Verdict.ACCEPTED and attempt.report and attempt.report.cases:
            shown.add(attempt.id)
    return frozenset(shown)


def knew_already(attempt: Attempt, shown: frozenset[str]) -> bool:
    """Whether "I know this" held: proven, and not rated below good by the learner. `shown` is what `proven` returned."""
    return attempt.test_out and attempt.id in shown and (attempt.rating is None or attempt.rating >= Rating.GOOD)
