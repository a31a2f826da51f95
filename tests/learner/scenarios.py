"""Learners of every sort, for the properties of plan and today's list."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from hypothesis import strategies as st

from hotseat.core.attempt import Attempt, Rating
from hotseat.core.item import LEVELS, Item
from hotseat.core.verdict import Verdict
from hotseat.learner.due import DueList, due_list
from hotseat.learner.history import History
from hotseat.learner.plan import Plan
from hotseat.learner.planner import make_plan
from hotseat.learner.settings import LearnerSettings

from .world import MONDAY, NOON, attempt, item, roadmap

LEAVES = [*[leaf.id for leaf in roadmap().leaves][::6], "rust.borrowing"]
AREAS = [area.id for area in roadmap().areas]


@dataclass(frozen=True)
class Scenario:
    items: tuple[Item, ...]
    attempts: tuple[Attempt, ...]
    settings: LearnerSettings
    now: datetime
    minutes_now: int | None = None

    @cached_property
    def history(self) -> History:
        return History.of(self.attempts)

    @cached_property
    def plan(self) -> Plan:
        return make_plan(roadmap(), self.items, self.history, self.settings, self.now, minutes_now=self.minutes_now)

    @cached_property
    def today(self) -> DueList:
        return due_list(self.plan, self.history, self.settings, self.now)

    def with_attempts(self, *more: Attempt) -> "Scenario":
        return replace(self, attempts=(*self.attempts, *more))


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    items: list[Item] = []
    for number in range(draw(st.integers(0, 30))):
        needs = draw(st.lists(st.sampled_from(items), max_size=2, unique_by=lambda one: one.uuid)) if items else []
        items.append(
            item(
                draw(st.sampled_from(LEAVES)),
                f"n{number}",
                kind=draw(st.sampled_from(["explain", "predict", "code"])),
                level=draw(st.sampled_from(LEVELS)),
                minutes=draw(st.integers(1, 90)),
                prerequisites=tuple(one.id for one in needs),
            )
        )
    attempts = [
        attempt(
            one,
            NOON - timedelta(minutes=draw(st.integers(100, 60_000))),
            draw(st.none() | st.sampled_from(Verdict)),
            draw(st.none() | st.sampled_from(Rating)),
            took=draw(st.integers(0, 90)),
            test_out=draw(st.booleans()),
        )
        for one in (draw(st.lists(st.sampled_from(items), max_size=12)) if items else [])
    ]
    started_on = MONDAY - timedelta(days=draw(st.integers(-5, 90)))
    days = draw(st.none() | st.integers(1, 120))
    return Scenario(
        tuple(items),
        tuple(attempts),
        LearnerSettings(
            started_on,
            None if days is None else started_on + timedelta(days=days),
            draw(st.integers(5, 120)),
            draw(st.frozensets(st.integers(0, 6), min_size=1)),
            draw(st.dictionaries(st.sampled_from(AREAS), st.sampled_from([0.0, 0.5, 1.0, 3.0]), max_size=3)),
        ),
        NOON + timedelta(minutes=draw(st.integers(0, 700))),
        draw(st.none() | st.integers(0, 200)),
    )
