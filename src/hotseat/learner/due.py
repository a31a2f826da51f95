"""Today's list: what is due, what is new and what may be taken ahead, within the minutes of today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hotseat.core.item import Item
from hotseat.learner.history import History
from hotseat.learner.outcome import last_moment
from hotseat.learner.plan import Plan, Planned
from hotseat.learner.reviews import Review, that_fit
from hotseat.learner.settings import WEEKDAYS, LearnerSettings
from hotseat.learner.words import local_day, on_past_day, past_day


@dataclass(frozen=True, slots=True)
class Entry:
    """An item on today's list, and why it is there (or, among those that did not fit, why it is not)."""

    item: Item
    because: str


@dataclass(frozen=True, slots=True)
class DueList:
    """Today's list, in the order in which to do it.

    `reviews` are due, `new` is what the plan has for today, `ahead` what it has for later days and today has room for.
    Their minutes together are at most `minutes`, which is what is left of today. `did_not_fit` are the other reviews that
    are due. `note` is a sentence for the learner, "" where there is nothing to say.
    """

    minutes: int
    reviews: tuple[Entry, ...]
    new: tuple[Entry, ...]
    ahead: tuple[Entry, ...]
    did_not_fit: tuple[Entry, ...]
    note: str

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything on the list; the first is the next best thing."""
        return self.reviews + self.new + self.ahead

    @property
    def minutes_planned(self) -> int:
        """Minutes of everything on the list."""
        return sum(entry.item.minutes for entry in self.entries)


def due_list(plan: Plan, history: History, settings: LearnerSettings, now: datetime) -> DueList:
    """Today's list under the plan, which was made from the same history and settings at the same moment."""
    new = plan.days[0].new if plan.days and plan.days[0].date == plan.today else ()
    left = plan.minutes_today - sum(planned.item.minutes for planned in new)
    reviews = that_fit(plan.due, left)
    left -= sum(review.item.minutes for review in reviews)
    ahead = _ahead(plan, new, left)
    return DueList(
        minutes=plan.minutes_today,
        reviews=tuple(Entry(review.item, _since(review, plan.today)) for review in reviews),
        new=tuple(Entry(planned.item, planned.because + _unrated(planned.item, history, now)) for planned in new),
        ahead=tuple(Entry(planned.item, planned.because + _unrated(planned.item, history, now)) for planned in ahead),
        did_not_fit=tuple(Entry(review.item, _no_room(review, plan, settings)) for review in plan.due if review not in reviews),
        note="" if reviews or new or ahead else _note(plan, settings),
    )


def _ahead(plan: Plan, new: Sequence[Planned], minutes: int) -> list[Planned]:
    """Items of later days for the minutes that are left, in the plan's order, never before what comes before them."""
    waiting = {planned.item.uuid for day in plan.days for planned in day.new} - {planned.item.uuid for planned in new}
    ahead = []
    for planned in (planned for day in plan.days for planned in day.new if planned.item.uuid in waiting):
        ready = all(earlier.uuid not in waiting for earlier in plan.before[planned.item.uuid])
        if ready and planned.item.minutes <= minutes:
            ahead.append(planned)
            waiting.remove(planned.item.uuid)
            minutes -= planned.item.minutes
    return ahead


def _since(review: Review, today: date) -> str:
    return "Due today." if review.due == today else f"Due since {past_day(review.due, today)}."


def _no_room(review: Review, plan: Plan, settings: LearnerSettings) -> str:
    longest = max(settings.minutes_per_day, plan.minutes_today)
    if review.item.minutes > longest:
        return f"{_since(review, plan.today)} It takes {review.item.minutes} minutes; your day has {longest}."
    return f"{_since(review, plan.today)} No room today."


def _unrated(item: Item, history: History, now: datetime) -> str:
    """A reminder where the learner began the item and never rated it: until then it counts as new."""
    attempts = history.at(item)
    if not attempts:
        return ""
    return f" You opened it {on_past_day(local_day(last_moment(attempts[-1]), now), now.date())} and have not rated it."


def _note(plan: Plan, settings: LearnerSettings) -> str:
    """Why the list is empty."""
    if plan.minutes_today == 0 and plan.today.weekday() not in settings.weekdays:
        return f"{WEEKDAYS[plan.today.weekday()]} is not one of your days."
    if not plan.due and not any(day.new for day in plan.days):
        return plan.note or "Nothing is due and nothing is new."
    if plan.minutes_today == 0:
        return "Today's minutes are used."
    return f"Nothing is as short as the {plan.minutes_today} minutes that are left."
