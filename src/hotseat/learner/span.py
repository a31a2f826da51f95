"""The days that lead to the interview, and the roadmap's weeks laid on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile

from hotseat.core.roadmap import Leaf
from hotseat.learner.settings import LearnerSettings

SIX_WEEKS = timedelta(weeks=6)


@dataclass(frozen=True, slots=True)
class StudyDay:
    """A day on which the learner studies, with the roadmap's weeks that fall on it: several when the time is short."""

    date: date
    weeks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """From `starts` up to `ends`, which is the interview's day and no day of study, with the days of study between them."""

    starts: date
    ends: date
    days: tuple[StudyDay, ...]


def span_of(settings: LearnerSettings, weeks: int, today: date, *, also: date | None = None) -> Span:
    """The span in which `today` lies, with the roadmap's `weeks` weeks scaled to its days of study.

    Without an interview date the six weeks begin anew when they are over. `also` is a day of study besides the usual ones.
    """
    starts, ends = settings.started_on, settings.interview_date
    if ends is None:
        starts += max(0, (today - starts) // SIX_WEEKS) * SIX_WEEKS
        ends = starts + SIX_WEEKS
    dates = [starts + timedelta(days=n) for n in range((ends - starts).days)]
    dates = [day for day in dates if day.weekday() in settings.weekdays or day == also]
    return Span(starts, ends, tuple(StudyDay(day, _weeks_on(n, len(dates), weeks)) for n, day in enumerate(dates)))


def _weeks_on(day: int, days: int, weeks: int) -> tuple[int, ...]:
    """The weeks that fall on the day: every week falls on at least one, and every day has at least one."""
    first = day * weeks // days
    return tuple(range(first + 1, max(first + 1, (day + 1) * weeks // days) + 1))


def window_of(leaf: Leaf | None, days: Sequence[StudyDay]) -> tuple[int, int] | None:
    """The first and last of the days that belong to the leaf's weeks. None: its weeks are over.

    Of weeks that are apart (4 and 6) the first ones count: the later are for once more. Without a leaf any day will do.
    """
    if leaf is None:
        return 0, len(days) - 1
    weeks = sorted(leaf.weeks)
    run = {week for week, _ in takewhile(lambda pair: pair[0] == weeks[0] + pair[1], ((week, n) for n, week in enumerate(weeks)))}
    own = [n for n, day in enumerate(days) if not run.isdisjoint(day.weeks)]
    return (own[0], own[-1]) if own else None
