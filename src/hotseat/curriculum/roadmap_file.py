"""roadmap.toml: areas, leaves and weeks."""

from pathlib import Path

from hotseat.core.roadmap import Area, Leaf, Roadmap, Week
from hotseat.curriculum.reading import Strict, read_toml


class LeafTable(Strict):
    """One leaf of an area."""

    id: str
    title: str
    group: str
    weeks: list[int] = []
    expect: bool = False


class AreaTable(Strict):
    """One `[[area]]`."""

    id: str
    title: str
    emphasis: str
    weight: float
    weeks: list[int]
    leaves: list[LeafTable]
    principle: str = ""


class WeekTable(Strict):
    """One `[[week]]`. `leaves` repeats, for a reader, what the leaves' own weeks say."""

    weeks: list[int]
    focus: list[str]
    leaves: list[str]
    practice: list[str] = []


class ResumeTable(Strict):
    """`[resume]`."""

    questions: list[str]


class RoadmapFile(Strict):
    """The keys of roadmap.toml."""

    area: list[AreaTable]
    week: list[WeekTable]
    resume: ResumeTable


def read_roadmap(path: Path) -> Roadmap:
    """The roadmap in this file. Raises `Unreadable`."""
    file = read_toml(path, RoadmapFile)
    areas = tuple(
        Area(
            id=area.id,
            title=area.title,
            emphasis=area.emphasis,
            weight=area.weight,
            weeks=tuple(area.weeks),
            principle=area.principle,
            leaves=tuple(
                Leaf(f"{area.id}.{leaf.id}", leaf.title, leaf.group, tuple(leaf.weeks or area.weeks), leaf.expect)
                for leaf in area.leaves
            ),
        )
        for area in file.area
    )
    weeks = tuple(Week(tuple(week.weeks), tuple(week.focus), tuple(week.practice)) for week in file.week)
    return Roadmap(areas, weeks, tuple(file.resume.questions))
