"""item.toml: what cannot be used is refused; defaults are those of docs/item-format.md."""

from pathlib import Path

import pytest

from hotseat.core.item import Limits
from hotseat.curriculum.item_file import read_item
from hotseat.curriculum.reading import Unreadable

WHOLE = """\
format_version = 1
uuid = "6a0c7b0e-6d8f-4f0f-9a4e-0d5c1b7f2a01"
title = "A title"
kind = "code"
covers = ["algorithms.sorting", "core-python.abc"]
level = "senior"
minutes = 8
license = "the project's own"
seconds = 3
services = ["postgres"]
prerequisites = ["core-python/gil"]

[sources]
docs = "Python 3.13 Library Reference"

[limits]
cpu_seconds = 1.5

[code]
file = "solution.py"
"""


def read(tmp_path: Path, text: str, slug: str = "a-slug") -> object:
    (tmp_path / "item.toml").write_text(text)
    return read_item(tmp_path / "item.toml", area="algorithms", slug=slug)


def test_every_key_arrives(tmp_path: Path) -> None:
    (tmp_path / "item.toml").write_text(WHOLE)
    item = read_item(tmp_path / "item.toml", area="algorithms", slug="a-slug")
    assert (item.id, item.uuid, item.title) == ("algorithms/a-slug", "6a0c7b0e-6d8f-4f0f-9a4e-0d5c1b7f2a01", "A title")
    assert (item.kind, item.level, item.minutes, item.proof_seconds) == ("code", "senior", 8, 3)
    assert (item.primary_leaf, item.covers[1]) == ("algorithms.sorting", "core-python.abc")
    assert (item.services, item.prerequisites) == (("postgres",), ("core-python/gil",))
    assert item.sources == {"docs": "Python 3.13 Library Reference"}
    assert item.limits == Limits(cpu_seconds=1.5)
    assert item.settings == {"file": "solution.py"}
    assert (item.python, item.slow) == (">=3.12", False)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("format_version = 1", "format_version = 2", "this Hotseat reads 1"),
        ('kind = "code"', 'kind = "quiz"', "The kind 'quiz' is unknown. Fix: Use one of explain, predict, code, optimize, lab."),
        ('level = "senior"', 'level = "junior"', "The level 'junior' is unknown. Fix: Use one of mid, senior, staff."),
        ('["algorithms.sorting", "core-python.abc"]', "[]", "It covers no leaf."),
        ("minutes = 8", "minutes = 0", "minutes = 0 is not 1 to 240."),
        ("6a0c7b0e-6d8f-4f0f-9a4e-0d5c1b7f2a01", "6a0c7b0e", "Invalid UUID"),
        ("[limits]", "[limit]", "unknown field `limit`"),
        ("cpu_seconds", "cpu", "unknown field `cpu`"),
    ],
)
def test_what_no_later_code_could_use_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert WHOLE.count(old) == 1
    with pytest.raises(Unreadable) as error:
        read(tmp_path, WHOLE.replace(old, new))
    assert message in str(error.value)


@pytest.mark.parametrize("slug", ["Upper", "two words", "a_b", "-a", "a--b", ""])
def test_a_folder_that_is_no_slug_is_refused(tmp_path: Path, slug: str) -> None:
    with pytest.raises(Unreadable, match="is not a slug"):
        read(tmp_path, WHOLE, slug)
