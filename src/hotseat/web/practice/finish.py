"""The end of an attempt: the rating that what happened proposes, when each rating brings the item back, what comes next."""

from dataclasses import dataclass, replace
from datetime import datetime

from hotseat.core.attempt import Attempt, Rating
from hotseat.learner.due import Entry
from hotseat.learner.memory import remember
from hotseat.learner.rating import Proposal, propose
from hotseat.web import actions
from hotseat.web.pages import clock
from hotseat.web.pages.learner import learner_now
from hotseat.web.practice.desk import Desk


@dataclass(frozen=True, slots=True)
class Choice:
    """One rating, its key, and when the item would come back."""

    rating: Rating
    back: datetime
    chosen: bool


@dataclass(frozen=True, slots=True)
class Finish:
    """The rating form and what follows it."""

    proposal: Proposal
    choices: tuple[Choice, ...]
    next: Entry | None


def finish(desk: Desk) -> Finish:
    """The end of this attempt, as things stand now."""
    now = clock.now()
    attempt, item = desk.attempt, desk.folder.item
    attempts = actions.attempts(item.uuid)
    proposal = propose(item, attempt, attempts, hints=desk.hints_opened)
    chosen = attempt.rating or proposal.rating
    choices = tuple(Choice(rating, _back(attempt, attempts, rating, now), rating is chosen) for rating in Rating)
    return Finish(proposal, choices, _next(desk) if attempt.rating is not None else None)


def _back(attempt: Attempt, attempts: tuple[Attempt, ...], rating: Rating, now: datetime) -> datetime:
    """When the item is due if this attempt is rated so."""
    rated = replace(attempt, rating=rating, rated_at=attempt.rated_at or now)
    card = remember([*(other for other in attempts if other.id != attempt.id), rated])
    return card.due if card else now


def _next(desk: Desk) -> Entry | None:
    """The next best thing that is not this item again."""
    entries = learner_now().due.entries
    return next((entry for entry in entries if entry.item.uuid != desk.folder.item.uuid), None)
