"""Ids, slugs, areas and folders name items."""

from pathlib import Path

import pytest

from hotseat.authoring.chosen import chosen
from hotseat.curriculum import Curriculum, UnknownItem, Unreadable
from tests.authoring.items import WHOLE, curriculum_at, whole


@pytest.fixture
def known() -> Curriculum:
    whole_items = curriculum_at(WHOLE)
    broken = {"algorithms/torn": Unreadable("item.toml", "It is not TOML.", "Correct it.")}
    return Curriculum(whole_items.root, whole_items.roadmap, whole_items.folders, broken)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], ["algorithms/double", "algorithms/one-list", "algorithms/sorted-or-sort", "algorithms/torn"]),
        (["double"], ["algorithms/double"]),
        (["algorithms/double", "one-list"], ["algorithms/double", "algorithms/one-list"]),
        (["algorithms"], ["algorithms/double", "algorithms/one-list", "algorithms/sorted-or-sort", "algorithms/torn"]),
        (["algorithms/torn"], ["algorithms/torn"]),
    ],
)
def test_names_of_the_curriculum(known: Curriculum, names: list[str], expected: list[str]) -> None:
    assert [one.name for one in chosen(names, known)] == expected


def test_a_folder_elsewhere_is_an_item(tmp_path: Path, known: Curriculum) -> None:
    [one] = chosen([str(whole(tmp_path, "code").path)], known)
    assert one.name == "algorithms/double"
    assert one.folder is not None
    assert one.folder.path.is_relative_to(tmp_path)


def test_an_item_that_cannot_be_read_is_a_problem_that_says_why(tmp_path: Path, known: Curriculum) -> None:
    path = whole(tmp_path, "code").path
    (path / "item.toml").write_text("kind = \n")
    for name in ("algorithms/torn", str(path)):
        [one] = chosen([name], known)
        assert one.folder is None
        assert one.problem is not None
        assert (one.problem.rule, one.problem.fix != "") == ("readable", True)
        assert "It is not TOML" in one.problem.message


def test_a_name_of_nothing_is_refused(known: Curriculum) -> None:
    with pytest.raises(UnknownItem, match="Did you mean algorithms/double"):
        chosen(["doubel"], known)
