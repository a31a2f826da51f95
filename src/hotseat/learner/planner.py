"""Making the plan.

It is computed anew from today's date and the attempts, and never stored: what was missed is simply still to be done, and
competes by weight for the days that are left.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby

from hotseat.core.item import Item
from hotseat.core.roadmap import Leaf, Roadmap, Week
from hotseat.learner.history import History
from hotseat.learner.laying import Bench, Layout
from hotseat.learner.mastery import far_away
from hotseat.learner.plan import Day, LeftOut, Plan, Planned, Stage
from hotseat.learner.precedence import precedence
from hotseat.learner.reviews import Review, due_reviews, that_fit
from hotseat.learner.settings import LearnerSettings
from hotseat.learner.span import Span, span_of, window_of
from hotseat.learner.weight import Weights
from hotseat.learner.words import plain_day

FOR_REVIEWS = 1 / 3
"""The share of a day that is kept for what comes back. An assumption, not a measurement: a new item comes back about
twice within six weeks, and reviews that do not fit yield to those at greater risk."""


def make_plan(
    roadmap: Roadmap,
    items: Iterable[Item],
    history: History,
    settings: LearnerSettings,
    now: datetime,
    *,
    minutes_now: int | None = None,
) -> Plan:
    """The plan as it stands at `now`, an aware datetime in the learner's own zone: its date is today.

    `minutes_now` is what the learner says they have from now on, in place of what is left of their usual day.
    """
    items = tuple(items)
    weights = Weights.of(roadmap, items, settings)
    away = far_away(items, history)
    todo = [item for item in items if item.uuid not in history.cards and item.primary_leaf not in away]
    todo.sort(key=lambda item: (-weights.of_item(item), item.id))
    weeks = max((number for week in roadmap.weeks for number in week.weeks), default=1)
    span = span_of(settings, weeks, now.date(), also=None if minutes_now is None else now.date())
    days = [day for day in span.days if day.date >= now.date()]
    left = _minutes_left(items, history, settings, now) if minutes_now is None else max(0, minutes_now)
    reviews = due_reviews(items, history, weights, away, now)
    benches = [_bench(settings.minutes_per_day, left if day.date == now.date() else None, reviews) for day in days]

    order = precedence(todo, weights)
    windows = {item.uuid: window_of(weights.leaves.get(item.primary_leaf), days) for item in todo}
    layout = Layout(benches, windows, order)
    layout.lay(item for item in todo if weights.of_item(item) > 0)
    planned = tuple(
        Day(
            day.date,
            day.weeks,
            bench.minutes,
            min(bench.reserve, bench.minutes - bench.taken),
            tuple(Planned(item, _because(item, windows[item.uuid], weights, layout, order.before)) for item in bench.items),
        )
        for day, bench in zip(days, benches, strict=True)
    )
    longest, until = max(settings.minutes_per_day, left), plain_day(span.ends, now.date())
    return Plan(
        today=now.date(),
        starts=span.starts,
        ends=span.ends,
        minutes_today=left,
        due=reviews,
        days=planned,
        stages=_stages(planned, roadmap),
        left_out=tuple(_left_out(item, layout, longest, until) for item in todo if item.uuid not in layout.day),
        no_item=_no_item(roadmap, weights),
        before=order.before,
        note=_note(settings, span, now.date(), days=len(days), todo=len(todo)),
    )


def _minutes_left(items: Iterable[Item], history: History, settings: LearnerSettings, now: datetime) -> int:
    if now.weekday() not in settings.weekdays:
        return 0
    return max(0, settings.minutes_per_day - history.minutes_spent(items, now))


def _bench(usual: int, left: int | None, reviews: Sequence[Review]) -> Bench:
    """A day that has `usual` minutes, or today, of which `left` are left and the reviews are known.

    Today keeps for reviews what those at the greatest risk take, within their share, but at least the first of them.
    """
    share = int(usual * FOR_REVIEWS)
    if left is None:
        return Bench(usual, share, usual - share)
    possible = [review for review in reviews if review.item.minutes <= left]
    keep = that_fit(possible, min(left, max(share, possible[0].item.minutes))) if possible else ()
    return Bench(left, sum(review.item.minutes for review in keep), usual - share)


def _because(
    item: Item, window: tuple[int, int] | None, weights: Weights, layout: Layout, before: Mapping[str, Sequence[Item]]
) -> str:
    """Why the item is on its day, in short sentences."""
    day = layout.day[item.uuid]
    leaf = weights.leaves.get(item.primary_leaf)
    if leaf is None:
        return "Outside the roadmap."
    said = [f"Week {leaf.weeks[0]}: {leaf.title}" + ("" if leaf.title.endswith("?") else ".")]
    if leaf.expect:
        said.append("Interviewers ask it.")
    if window is None:
        said.append("Carried over: its week is past.")
    elif day > window[1]:
        held = next((first for first in before[item.uuid] if layout.day.get(first.uuid, 0) > window[1]), None)
        said.append(f"It waits for “{held.title}”." if held else "Carried over: its week has no room.")
    elif day < window[0]:
        said.append("Ahead of its week.")
    if (dependent := layout.needed_by(item)) is not None:
        said.append(f"“{dependent.title}” needs it.")
    return " ".join(said)


def _left_out(item: Item, layout: Layout, longest: int, until: str) -> LeftOut:
    missing = layout.left_out.get(item.uuid)
    if item.minutes > longest:
        return LeftOut(item, f"It takes {item.minutes} minutes; your day has {longest}.", too_long=True)
    if item.uuid not in layout.left_out:
        return LeftOut(item, "You gave its area no weight.")
    if missing is not None:
        return LeftOut(item, f"It needs “{missing.title}” first, which is left out too.")
    return LeftOut(item, f"No room before {until}.")


def _no_item(roadmap: Roadmap, weights: Weights) -> tuple[Leaf, ...]:
    leaves = (leaf for leaf in roadmap.leaves if leaf.id not in weights.first)
    return tuple(sorted(leaves, key=lambda leaf: -weights.of_leaf(leaf.id)))


def _stages(days: Iterable[Day], roadmap: Roadmap) -> tuple[Stage, ...]:
    def weeks_on(day: Day) -> tuple[Week, ...]:
        return tuple(week for week in roadmap.weeks if not set(week.weeks).isdisjoint(day.weeks))

    return tuple(Stage(weeks, tuple(found)) for weeks, found in groupby(days, weeks_on))


def _note(settings: LearnerSettings, span: Span, today: date, *, days: int, todo: int) -> str:
    interview = f"Your interview is on {plain_day(span.ends, today)}" if settings.interview_date else ""
    if interview and today > span.ends:
        return f"Your interview was on {plain_day(span.ends, today)}. Set a new date to plan again."
    if interview and today == span.ends:
        return "Your interview is today."
    if not days:
        return f"{interview}, and no day of study is left before it." if interview else ""
    return "" if todo else "Every item is done once. What comes back is on Today."
