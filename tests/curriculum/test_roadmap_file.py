"""The project's own roadmap: ten areas, 115 leaves, each in a week."""

from hotseat.curriculum.catalogue import content_root
from hotseat.curriculum.roadmap_file import read_roadmap

ROADMAP = read_roadmap(content_root() / "roadmap.toml")


def test_ten_areas_and_115_leaves() -> None:
    assert len(ROADMAP.areas) == 10
    leaves = [leaf.id for leaf in ROADMAP.leaves]
    assert len(leaves) == len(set(leaves)) == 115
    assert all(leaf.area == area.id for area in ROADMAP.areas for leaf in area.leaves)


def test_every_leaf_is_in_a_week_of_the_calendar() -> None:
    weeks = {number for week in ROADMAP.weeks for number in week.weeks}
    assert all(leaf.weeks and set(leaf.weeks) <= weeks for leaf in ROADMAP.leaves)


def test_a_leafs_own_weeks_come_before_its_areas() -> None:
    assert ROADMAP.leaf("algorithms.optimize-slow-function").weeks == (2,)
    assert ROADMAP.leaf("algorithms.sorting").weeks == ROADMAP.area("algorithms").weeks


def test_what_interviewers_ask_is_marked() -> None:
    assert ROADMAP.leaf("core-python.list-vs-set-speed").expect
    assert not ROADMAP.leaf("algorithms.trie").expect
    assert len(ROADMAP.resume_questions) == 4
