"""The plan: the roadmap's weeks laid on a calendar, from today to the interview, as values to show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hotseat.core.item import Item
from hotseat.core.roadmap import Leaf, Week
from hotseat.learner.reviews import Review


@dataclass(frozen=True, slots=True)
class Planned:
    """An item on a day, and why it is there."""

    item: Item
    because: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An item on no day, and why. `too_long` says that it is longer than any day, so that it needs a day of more minutes."""

    item: Item
    because: str
    too_long: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """One day of study: its minutes, those kept for reviews, the new items, and the roadmap's weeks that fall on it."""

    date: date
    weeks: tuple[int, ...]
    minutes: int
    for_reviews: int
    new: tuple[Planned, ...]

    @property
    def new_minutes(self) -> int:
        """Minutes of the new items. With `for_reviews` they are at most `minutes`."""
        return sum(planned.item.minutes for planned in self.new)


@dataclass(frozen=True, slots=True)
class Stage:
    """Consecutive days on which the same of the roadmap's weeks fall, with what these are for in its own words."""

    weeks: tuple[Week, ...]
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done from `today` until the day before `ends`.

    `minutes_today` is what is left of today, and `due` everything that is due, the greatest risk first. `left_out` are the
    items that no day has room for, and `no_item` the leaves without an item of their own, both by weight. `before` is, by
    item uuid, what comes before an item that is still to be done. `note` is a sentence for the learner, or "".
    """

    today: date
    starts: date
    ends: date
    minutes_today: int
    due: tuple[Review, ...]
    days: tuple[Day, ...]
    stages: tuple[Stage, ...]
    left_out: tuple[LeftOut, ...]
    no_item: tuple[Leaf, ...]
    before: Mapping[str, tuple[Item, ...]]
    note: str

    @property
    def minutes_by_area(self) -> dict[str, int]:
        """Minutes of new items by area."""
        minutes: dict[str, int] = {}
        for day in self.days:
            for planned in day.new:
                minutes[planned.item.area] = minutes.get(planned.item.area, 0) + planned.item.minutes
        return minutes
