"""The attempts, grouped by item, and the memory that they leave."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from hotseat.core.attempt import Attempt
from hotseat.core.item import Item
from hotseat.learner.memory import Card, remember
from hotseat.learner.outcome import in_order, last_moment


@dataclass(frozen=True, slots=True)
class History:
    """All attempts of a learner. Both mappings are by item uuid; the attempts at an item are in the order of their opening."""

    attempts: Mapping[str, tuple[Attempt, ...]]
    cards: Mapping[str, Card]

    @classmethod
    def of(cls, attempts: Iterable[Attempt]) -> "History":
        """The history that these attempts make, in whatever order they come."""
        by_item: dict[str, list[Attempt]] = {}
        for attempt in attempts:
            by_item.setdefault(attempt.item, []).append(attempt)
        ordered = {uuid: in_order(found) for uuid, found in sorted(by_item.items())}
        cards = {uuid: card for uuid, found in ordered.items() if (card := remember(found))}
        return cls(ordered, cards)

    def at(self, item: Item) -> tuple[Attempt, ...]:
        """The attempts at this item."""
        return self.attempts.get(item.uuid, ())

    def minutes_spent(self, items: Iterable[Item], now: datetime) -> int:
        """Minutes that the learner gave to these items on the day of `now`, rounded up.

        An attempt counts from its opening to its last moment, but at most the item's minutes (a page may be left open)
        and only what lies in today.
        """
        midnight = datetime.combine(now, time(), now.tzinfo)
        spent = timedelta()
        for item in items:
            for attempt in self.at(item):
                until = min(last_moment(attempt), now)
                if until > midnight:
                    spent += min(max(until - max(attempt.opened_at, midnight), timedelta()), timedelta(minutes=item.minutes))
        return math.ceil(spent / timedelta(minutes=1))
