"""The kind `lab`: its item folder is checked without running anything."""

import shutil
from pathlib import Path

import pytest

from hotseat.core.submission import Submission
from hotseat.core.verdict import Verdict
from hotseat.curriculum import ItemFolder, load
from hotseat.curriculum.item_file import read_item
from hotseat.judges.protocol import Tools
from hotseat.judges.registry import check, judge

LAB = load().find("system-design/payments")


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LAB.path, tmp_path / "system-design" / "payments"))


def problems(path: Path) -> list[str]:
    folder = ItemFolder(read_item(path / "item.toml", area="system-design", slug="payments"), path)
    return [f"{problem.message} {problem.fix}" for problem in check(folder)]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_the_lab_that_is_carried_is_as_it_should_be() -> None:
    assert check(LAB) == []


def test_a_bug_must_apply_to_its_reference(lab: Path) -> None:
    edit(lab / "submissions" / "accepted" / "sqlite" / "payments.py", "def cancel(", "def  cancel(")
    edit(lab / "submissions" / "wrong_answer" / "pw17.toml", "digest(body)", "digest( body)")
    assert ["occurs 0 times" in one for one in problems(lab)] == [True]


def test_every_invariant_is_broken_by_a_service_and_named_as_it_is(lab: Path) -> None:
    edit(lab / "submissions" / "expect.toml", '"P13"', '"P99"')
    found = problems(lab)
    assert any("There is no invariant 'P99'" in one for one in found)
    assert any("Nothing shows that P13 can be broken." in one for one in found)


def test_each_bug_says_which_invariant_rejects_it(lab: Path) -> None:
    edit(lab / "submissions" / "expect.toml", '"wrong_answer/pw27.toml" = "P13"\n', "")
    assert [one.partition(" ")[0] for one in problems(lab)] == ["wrong_answer/pw27.toml"]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("item.toml", 'system = "payments/1"', 'system = "payments/9"', "There is no lab 'payments/9'"),
        ("item.toml", 'system = "payments/1"', "systems = 1", "system"),
        ("starter/lab.toml", 'lab = "payments/1"', 'lab = "notify/1"', "It is for the lab 'notify/1'"),
        ("starter/lab.toml", "[process.api]", "[process.web]", "It has no [process.api]"),
        ("submissions/wrong_answer/pw1.toml", 'base = "sqlite"', 'base = "oracle"', "There is no reference 'oracle'"),
        ("submissions/wrong_answer/pw1.toml", "also =", "besides =", "unknown field"),
    ],
)
def test_what_cannot_be_used_is_told(lab: Path, file: str, old: str, new: str, said: str) -> None:
    edit(lab / file, old, new)
    assert any(said in one for one in problems(lab)), problems(lab)


def test_a_missing_contract_is_told(lab: Path) -> None:
    (lab / "starter" / "CONTRACT.md").unlink()
    assert problems(lab)[0].startswith("A lab item needs this file.")


def test_files_alone_are_no_service_and_nothing_is_held_against_them(tools: Tools) -> None:
    (report,) = judge(LAB, Submission.of({"lab.toml": b""}), tools, 1)
    assert getattr(report, "verdict", None) is Verdict.INCONCLUSIVE
    assert "`hotseat lab run`" in getattr(report, "message", "")
