"""Where the learner stands at this moment: their plan and today's list, computed from their attempts."""

from dataclasses import dataclass

from hotseat.cli import lookup
from hotseat.cli.learner_data import now
from hotseat.learner.due import DueList, due_list
from hotseat.learner.history import History
from hotseat.learner.plan import Plan
from hotseat.learner.planner import make_plan
from hotseat.learner.settings import LearnerSettings


@dataclass(frozen=True, slots=True)
class Standing:
    """The learner's plan, the list for today that follows from it, and the settings behind both."""

    plan: Plan
    due: DueList
    settings: LearnerSettings


def standing(minutes_now: int | None = None) -> Standing:
    """The learner's standing; `minutes_now` replaces what is left of their usual day. Needs the store to be ready."""
    from hotseat.web import actions

    moment = now()
    known = lookup.curriculum()
    history = History.of(actions.attempts())
    settings = actions.settings(moment.date())
    items = tuple(folder.item for folder in known.folders.values())
    plan = make_plan(known.roadmap, items, history, settings, moment, minutes_now=minutes_now)
    return Standing(plan, due_list(plan, history, settings, moment), settings)
