"""Items are found by id, by slug and by uuid; one broken folder hides no other."""

import shutil
from pathlib import Path

import pytest

from hotseat.curriculum import Curriculum, UnknownItem, Unreadable, load
from hotseat.curriculum.catalogue import content_root
from tests.authoring.items import WHOLE


@pytest.fixture
def known(tmp_path: Path) -> Curriculum:
    """Three whole items, one of them in two areas, and one that cannot be read."""
    shutil.copytree(WHOLE, tmp_path / "items")
    shutil.copytree(WHOLE / "algorithms" / "double", tmp_path / "items" / "web" / "double")
    (tmp_path / "items" / "web" / "torn").mkdir()
    (tmp_path / "items" / "web" / "torn" / "item.toml").write_text("kind =")
    (tmp_path / "items" / "web" / ".hidden").mkdir()
    (tmp_path / "items" / "web" / "notes.txt").write_text("not an item")
    shutil.copy(content_root() / "roadmap.toml", tmp_path)
    return load(tmp_path)


def test_every_folder_is_an_item_or_broken(known: Curriculum) -> None:
    assert list(known.folders) == ["algorithms/double", "algorithms/one-list", "algorithms/sorted-or-sort", "web/double"]
    assert list(known.broken) == ["web/torn"]


def test_an_item_is_found_by_its_id_and_by_a_unique_slug(known: Curriculum) -> None:
    assert known.find("algorithms/one-list") is known.find("one-list") is known.folders["algorithms/one-list"]
    assert known.by_uuid["6a0c7b0e-6d8f-4f0f-9a4e-0d5c1b7f2a03"].item.id == "algorithms/one-list"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("double", "'double' names 2 items: algorithms/double, web/double. Write the area too."),
        ("one-lst", "There is no item 'one-lst'. Did you mean algorithms/one-list?"),
        ("web/one-list", "There is no item 'web/one-list'. Did you mean algorithms/one-list?"),
        ("quite-another", "There is no item 'quite-another'. `hotseat item list` shows them all."),
        ("", "There is no item ''."),
    ],
)
def test_a_name_of_no_item_is_told_with_what_is_near(known: Curriculum, name: str, message: str) -> None:
    with pytest.raises(UnknownItem) as error:
        known.find(name)
    assert message in str(error.value)


@pytest.mark.parametrize("name", ["web/torn", "torn"])
def test_a_broken_item_is_told_as_broken(known: Curriculum, name: str) -> None:
    with pytest.raises(Unreadable, match="It is not TOML"):
        known.find(name)


def test_a_roadmap_that_cannot_be_read_is_no_curriculum(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="cannot be read"):
        load(tmp_path)


def test_no_items_are_no_failure(tmp_path: Path) -> None:
    shutil.copy(content_root() / "roadmap.toml", tmp_path)
    assert (load(tmp_path).folders, load(tmp_path).broken) == ({}, {})
