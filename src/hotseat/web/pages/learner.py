"""Where the learner stands at this moment, computed from their attempts: plan, today's list, mastery."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from hotseat.core.item import Item
from hotseat.learner.due import DueList, due_list
from hotseat.learner.history import History
from hotseat.learner.mastery import Judgement, mastery
from hotseat.learner.plan import Plan
from hotseat.learner.planner import make_plan
from hotseat.learner.settings import LearnerSettings
from hotseat.web import actions
from hotseat.web.pages import clock
from hotseat.web.running.tools import curriculum


@dataclass(frozen=True)
class Learner:
    """The learner at one moment. `minutes_now` is what they say they have now, in place of what is left of their day."""

    now: datetime
    items: tuple[Item, ...]
    history: History
    settings: LearnerSettings
    minutes_now: int | None = None

    @cached_property
    def plan(self) -> Plan:
        """The plan from today on."""
        return make_plan(curriculum().roadmap, self.items, self.history, self.settings, self.now, minutes_now=self.minutes_now)

    @cached_property
    def due(self) -> DueList:
        """Today's list."""
        return due_list(self.plan, self.history, self.settings, self.now)

    @cached_property
    def mastery(self) -> dict[str, Judgement]:
        """The judgement of every leaf, by its id."""
        return mastery(curriculum().roadmap, self.items, self.history, self.now)


def learner_now(minutes_now: int | None = None) -> Learner:
    """The learner as they stand now."""
    now = clock.now()
    items = tuple(folder.item for folder in curriculum().folders.values())
    return Learner(now, items, History.of(actions.attempts()), actions.settings(now.date()), minutes_now)
