"""The roadmap: ten areas, their leaves and the weeks they belong to."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Leaf:
    """One thing that a senior interview asks about. `id` is "area.leaf"; `expect` marks what interviewers really ask."""

    id: str
    title: str
    group: str
    weeks: tuple[int, ...]
    expect: bool = False

    @property
    def area(self) -> str:
        """The id of the area it belongs to."""
        return self.id.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Area:
    """A tenth of the roadmap. `weight` is its default share of attention."""

    id: str
    title: str
    emphasis: str
    weight: float
    weeks: tuple[int, ...]
    leaves: tuple[Leaf, ...]
    principle: str = ""


@dataclass(frozen=True, slots=True)
class Week:
    """What one stretch of the default six weeks is for, in the roadmap's own words."""

    weeks: tuple[int, ...]
    focus: tuple[str, ...]
    practice: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Roadmap:
    """The whole roadmap, in its own order. `resume_questions` are what every line of a résumé must answer."""

    areas: tuple[Area, ...]
    weeks: tuple[Week, ...]
    resume_questions: tuple[str, ...]

    @property
    def leaves(self) -> Iterator[Leaf]:
        """Every leaf, area by area."""
        return (leaf for area in self.areas for leaf in area.leaves)

    def area(self, area_id: str) -> Area:
        """The area with this id. Raises `KeyError`."""
        for area in self.areas:
            if area.id == area_id:
                return area
        raise KeyError(area_id)

    def leaf(self, leaf_id: str) -> Leaf:
        """The leaf with this id. Raises `KeyError`."""
        for leaf in self.leaves:
            if leaf.id == leaf_id:
                return leaf
        raise KeyError(leaf_id)
