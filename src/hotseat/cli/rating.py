"""The end of an attempt: how well the learner recalled, prefilled from what happened."""

from dataclasses import replace

from hotseat.cli.asking import one_of
from hotseat.cli.learner_data import now
from hotseat.cli.terminal import asks, note, say
from hotseat.core.attempt import Attempt, Rating
from hotseat.core.item import Item
from hotseat.learner.memory import remember
from hotseat.learner.rating import Proposal, propose

NAMES = tuple(rating.name.lower() for rating in Rating)


def proposal(item: Item, attempt: Attempt) -> Proposal:
    """What happened in the attempt proposes this rating."""
    from hotseat.web import actions

    return propose(item, attempt, actions.attempts(item.uuid), hints=actions.hints_opened(attempt.id))


def rate(item: Item, attempt_id: str, wanted: str | None) -> Rating | None:
    """Ask for the rating, or take the one that was given. None where nobody was asked: it is not rated then."""
    from hotseat.web import actions

    attempt = actions.attempt(attempt_id)
    proposed = proposal(item, attempt)
    if wanted is None and not asks():
        usual = proposed.rating.name.lower() if proposed.rating else "good"
        note(f"Not rated yet. {proposed.reason} The same command with --rating {usual} rates it.")
        return None
    chosen = keep(attempt_id, wanted or _asked(item, attempt, proposed))
    say(f"Rated {chosen.name.lower()}. It comes back {_back(item, attempt, chosen)}.")
    return chosen


def keep(attempt_id: str, name: str) -> Rating:
    """Keep the rating of this name."""
    from hotseat.web import actions

    rating = Rating[name.upper()]
    actions.rate(attempt_id, rating, now=now())
    return rating


def _asked(item: Item, attempt: Attempt, proposed: Proposal) -> str:
    say(f"\nHow well did you recall it? {proposed.reason}", "bold")
    for rating in Rating:
        say(f"  {rating.name.lower():<6} comes back {_back(item, attempt, rating)}")
    default = proposed.rating.name.lower() if proposed.rating else ""
    return one_of(f"again, hard, good or easy{f' [{default}]' if default else ''}:", NAMES, default)


def _back(item: Item, attempt: Attempt, rating: Rating) -> str:
    """When the item is due after this rating."""
    from hotseat.web import actions

    moment = now()
    others = [other for other in actions.attempts(item.uuid) if other.id != attempt.id]
    card = remember([*others, replace(attempt, rating=rating, rated_at=moment)])
    return f"on {card.due.astimezone(moment.tzinfo):%a %d %B}" if card else "when it is next planned"
