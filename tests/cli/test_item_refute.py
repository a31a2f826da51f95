"""`item refute`, as a process, on a copy of the curriculum."""

import shutil
from pathlib import Path

import pytest

from hotseat.curriculum.catalogue import content_root
from tests.cli.running import Done, Place

TWO_SUM = "items/algorithms/two-sum"
CONSTANT = "def two_sum(nums, target):\n    return [0, 0]\n"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder with one item."""
    root = tmp_path / "content"
    shutil.copytree(content_root() / TWO_SUM, root / TWO_SUM)
    shutil.copy(content_root() / "roadmap.toml", root)
    return root


def refute(place: Place, content: Path, source: str, *arguments: str) -> Done:
    (place.cwd / "fooled.py").write_text(source)
    return place.run("item", "refute", "two-sum", "fooled.py", *arguments, env={"HOTSEAT_CONTENT": str(content)})


def test_a_program_that_the_judge_accepts_stays_as_a_wrong_submission(place: Place, content: Path) -> None:
    right = (content / TWO_SUM / "submissions/accepted/one-pass.py").read_text()
    done = refute(place, content, right, "--because", "Looks right, and is not.")
    assert done.code == 1, done
    assert "`hotseat item verify algorithms/two-sum` fails until the judge says wrong_answer." in done.out
    kept = content / TWO_SUM / "submissions/wrong_answer/looks-right-and-is-not.py"
    assert kept.read_text().endswith(right)
    again = refute(place, content, right, "--because", "Looks right, and is not.")
    assert again.code == 2
    assert "is there already. Nothing was written." in again.err


def test_a_program_that_is_rejected_by_now_needs_nothing_more(place: Place, content: Path) -> None:
    done = refute(place, content, CONSTANT, "--because", "Always the first entry twice.")
    assert done.code == 0, done
    assert "it is right about this one by now" in done.out
    kept = content / TWO_SUM / "submissions/wrong_answer/always-the-first-entry-twice.py"
    assert kept.read_text() == "# Always the first entry twice.\n" + CONSTANT


def test_what_cannot_be_kept_says_why(place: Place, content: Path) -> None:
    nameless = refute(place, content, CONSTANT)
    assert nameless.code == 2
    assert "Name the mistake with --because" in nameless.err
    folder = place.run("item", "refute", "two-sum", ".", env={"HOTSEAT_CONTENT": str(content)})
    assert (folder.code, "is a folder" in folder.err) == (2, True)
    explained = place.run("item", "refute", "core-python/gil", "fooled.py")
    assert explained.code == 2
    assert not list((content / TWO_SUM / "submissions/wrong_answer").glob("always-*"))
