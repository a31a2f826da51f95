"""How much an item matters: its area, whether interviewers ask it, its level, and whether it is the first of its leaf."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hotseat.core.item import Item
from hotseat.core.roadmap import Leaf, Roadmap
from hotseat.learner.settings import LearnerSettings

EXPECT = 2.0
"""What a leaf that interviewers really ask weighs against one that they may ask."""
LEVEL = {"mid": 0.8, "senior": 1.0, "staff": 0.7}
"""The rounds are senior ones: what a mid-level is asked is a base, what a staff engineer is asked is a reserve."""
OUTSIDE = 1.0
"""The weight of an area that the roadmap does not have, as in a third party's pack."""

KIND_ORDER = ("explain", "predict", "code", "optimize", "lab")


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of one learner's items. `leaves` and `first` are by leaf id; `rank` is by item uuid."""

    areas: Mapping[str, float]
    leaves: Mapping[str, Leaf]
    first: Mapping[str, Item]
    rank: Mapping[str, int]

    @classmethod
    def of(cls, roadmap: Roadmap, items: Iterable[Item], settings: LearnerSettings) -> "Weights":
        """The weights, where a leaf's items come in the order in which they are practised: explain first."""
        by_leaf: dict[str, list[Item]] = {}
        for item in sorted(items, key=_within_leaf):
            by_leaf.setdefault(item.primary_leaf, []).append(item)
        return cls(
            {area.id: area.weight for area in roadmap.areas} | dict(settings.area_weights),
            {leaf.id: leaf for leaf in roadmap.leaves},
            {leaf: found[0] for leaf, found in by_leaf.items()},
            {item.uuid: rank for found in by_leaf.values() for rank, item in enumerate(found)},
        )

    def of_leaf(self, leaf_id: str) -> float:
        """The weight of a leaf: that of its area, doubled where interviewers ask it."""
        leaf = self.leaves.get(leaf_id)
        return self.areas.get(leaf_id.partition(".")[0], OUTSIDE) * (EXPECT if leaf and leaf.expect else 1)

    def of_item(self, item: Item) -> float:
        """The weight of an item. The second item of a leaf weighs half of the first, the third a third: breadth first."""
        return self.of_leaf(item.primary_leaf) * LEVEL.get(item.level, 1) / (1 + self.rank[item.uuid])


def _within_leaf(item: Item) -> tuple[int, int, str]:
    kind = KIND_ORDER.index(item.kind) if item.kind in KIND_ORDER else len(KIND_ORDER)
    return kind, item.minutes, item.id
