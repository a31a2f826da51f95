"""Laying items on days: each on one day or on none, never over a day's minutes, prerequisites first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hotseat.core.item import Item
from hotseat.learner.precedence import Precedence


@dataclass(slots=True)
class Bench:
    """A day while items are being laid on it.

    `minutes` is its cap, of which `reserve` is kept for reviews. An item longer than `usual` fits beside no day's
    reserve: it may take the reserve too, on a day of its own.
    """

    minutes: int
    reserve: int
    usual: int
    items: list[Item] = field(default_factory=list)
    taken: int = 0

    @property
    def free(self) -> int:
        """Minutes left for new items."""
        return self.minutes - self.reserve - self.taken

    def has_room(self, item: Item) -> bool:
        """Whether the item fits."""
        return item.minutes <= self.free or (not self.items and self.usual < item.minutes <= self.minutes)

    def put(self, item: Item) -> None:
        """Lay it here."""
        self.items.append(item)
        self.taken += item.minutes


class Layout:
    """Items laid on benches.

    `windows` gives, by item uuid, the first and last bench of the item's own weeks; None when these are past, and it is
    laid as early as it can. After `lay`, `day` holds by uuid the bench of each laid item, and `left_out` the others,
    with the prerequisite that was left out before them or None.
    """

    def __init__(self, benches: Sequence[Bench], windows: Mapping[str, tuple[int, int] | None], order: Precedence) -> None:
        self.benches = benches
        self.day: dict[str, int] = {}
        self.left_out: dict[str, Item | None] = {}
        self._windows = windows
        self._order = order
        self._open: set[str] = set()
        self._needed_by: dict[str, Item] = {}

    def lay(self, items: Iterable[Item]) -> None:
        """Lay the items, in this order of importance, each behind what comes before it; then fill the days left idle."""
        for item in items:
            self._lay(item)
        self._fill_idle_days()

    def _lay(self, item: Item) -> None:
        if item.uuid in self.day or item.uuid in self.left_out or item.uuid in self._open:
            return  # laid, left out, or a circle of prerequisites, which is cut where it closes
        self._open.add(item.uuid)
        for earlier in self._order.before[item.uuid]:
            self._lay(earlier)
        self._open.remove(item.uuid)
        missing = next((need for need in self._order.needs[item.uuid] if need.uuid in self.left_out), None)
        day = None if missing else self._choose(item)
        if day is None:
            self.left_out[item.uuid] = missing
        else:
            self._put(item, day)

    def needed_by(self, item: Item) -> Item | None:
        """The first laid item that has this one as a prerequisite."""
        return self._needed_by.get(item.uuid)

    def _put(self, item: Item, day: int) -> None:
        self.benches[day].put(item)
        self.day[item.uuid] = day
        for need in self._order.needs[item.uuid]:
            self._needed_by.setdefault(need.uuid, item)

    def _earliest(self, item: Item) -> int:
        return max((self.day.get(earlier.uuid, 0) for earlier in self._order.before[item.uuid]), default=0)

    def _choose(self, item: Item) -> int | None:
        """The emptiest day of its own weeks, so that they fill evenly; else the nearest before them; else the first after."""
        earliest = self._earliest(item)
        first, last = self._windows[item.uuid] or (0, -1)
        inside = [day for day in range(max(first, earliest), last + 1) if self.benches[day].has_room(item)]
        if inside:
            return max(inside, key=lambda day: (self.benches[day].free, -day))
        others = [*range(min(first, len(self.benches)) - 1, earliest - 1, -1), *range(max(last + 1, earliest), len(self.benches))]
        return next((day for day in others if self.benches[day].has_room(item)), None)

    def _fill_idle_days(self) -> None:
        """No day stays without a new item while a later day has one that may come earlier."""
        for day, bench in enumerate(self.benches):
            if bench.items:
                continue
            for later in self.benches[day + 1 :]:
                item = next((item for item in later.items if bench.has_room(item) and self._earliest(item) <= day), None)
                if item is not None:
                    later.items.remove(item)
                    later.taken -= item.minutes
                    self._put(item, day)
                    break
