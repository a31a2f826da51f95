"""A new item runs and is proved as it is laid out, and says at each place what its author must write."""

import re
from pathlib import Path

import pytest

from hotseat.authoring.lint import lint
from hotseat.authoring.scaffold import Occupied, lay
from hotseat.authoring.scaffold.laying import KINDS
from hotseat.authoring.verify import Standing, verify
from hotseat.judges.protocol import Tools
from tests.authoring.items import at, curriculum_at, told

UUID = "6f7ab9a8-6a8e-4a0c-9c0c-3d1b0c5e9d11"


def laid(root: Path, kind: str) -> Path:
    """A new item of this kind."""
    lay(root, "algorithms", f"new-{kind}", kind=kind, leaf="algorithms.sorting", uuid=UUID)
    return root / "algorithms" / f"new-{kind}"


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_left_is_the_sentences_and_each_says_what_to_write(tmp_path: Path, kind: str) -> None:
    folder = at(laid(tmp_path, kind))
    assert (folder.item.kind, folder.item.uuid, folder.item.covers) == (kind, UUID, ("algorithms.sorting",))
    problems = lint(folder, curriculum_at(tmp_path))
    assert {problem.rule for problem in problems} == {"unwritten"}
    assert all(re.fullmatch(r"Write \S+( \S+){3,}", problem.fix) for problem in problems), told(problems)


@pytest.mark.parametrize("kind", KINDS)
def test_once_the_sentences_are_written_it_is_proved(tmp_path: Path, kind: str, tools: Tools) -> None:
    path = laid(tmp_path, kind)
    for file in path.rglob("*.*"):
        file.write_text(file.read_text().replace("WRITE: ", ""))
    item = path / "item.toml"
    item.write_text(f"{item.read_text()}\n[limits]\ncpu_seconds = 0.5\n")
    verified = verify(at(path), curriculum_at(tmp_path), tools, [1])
    assert told(list(verified.problems)) == ""
    assert verified.standing is Standing.PROVED


def test_an_existing_folder_is_left_as_it_is(tmp_path: Path) -> None:
    path = laid(tmp_path, "code")
    before = {file: file.read_bytes() for file in path.rglob("*") if file.is_file()}
    with pytest.raises(Occupied, match="Nothing was written"):
        laid(tmp_path, "code")
    assert {file: file.read_bytes() for file in path.rglob("*") if file.is_file()} == before
