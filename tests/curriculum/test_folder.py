"""An item's files, and submissions read from a disk that may hold anything."""

import os
from pathlib import Path

import pytest

from hotseat.core.submission import MAX_BYTES, MAX_FILES, SubmissionRefused
from hotseat.core.verdict import Verdict
from hotseat.curriculum.folder import read_submission
from tests.authoring.items import whole


def test_hints_are_split_at_their_numbers(tmp_path: Path) -> None:
    folder = whole(tmp_path, "code")
    (folder.path / "hints.md").write_text("1. One\n   goes on.\n\n2. Two\n10. Ten\nlast line\n")
    assert folder.hints() == ("One\ngoes on.", "Two", "Ten\nlast line")


def test_known_submissions_carry_verdict_and_case(tmp_path: Path) -> None:
    folder = whole(tmp_path, "code")
    (folder.path / "submissions" / "wrong_answer" / "__pycache__").mkdir()
    known = {one.name: (one.verdict, one.case) for one in folder.known_submissions()}
    assert known == {
        "accepted/product.py": (Verdict.ACCEPTED, None),
        "wrong_answer/one-more.py": (Verdict.WRONG_ANSWER, None),
        "wrong_answer/square.py": (Verdict.WRONG_ANSWER, "three"),
    }


def test_an_item_without_rubric_claims_and_proof_has_empty_ones(tmp_path: Path) -> None:
    folder = whole(tmp_path, "code")
    assert (folder.rubric().criteria, folder.claims(), folder.proof) == ((), (), None)


def test_a_file_gets_the_name_that_the_item_wants(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("x = 1\n")
    assert read_submission(tmp_path / "mine.py", single="solution.py").files == {"solution.py": b"x = 1\n"}


def test_a_folder_is_read_without_hidden_files_bytecode_and_links(tmp_path: Path) -> None:
    for name in ("solution.py", "part/helper.py", ".git/config", ".env", "__pycache__/solution.pyc", "part/.swp"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "passwd").symlink_to("/etc/passwd")
    (tmp_path / "root").symlink_to("/")
    os.mkfifo(tmp_path / "pipe")
    assert list(read_submission(tmp_path, single="x").files) == ["part/helper.py", "solution.py"]


def test_no_more_is_read_than_a_submission_may_hold(tmp_path: Path) -> None:
    huge = tmp_path / "huge.bin"
    with huge.open("wb") as file:
        file.truncate(5 * 10**12)
    with pytest.raises(SubmissionRefused, match=f"huge.bin is 5,000,000,000,000 bytes; {MAX_BYTES:,} is the most"):
        read_submission(huge, single="solution.py")
    with pytest.raises(SubmissionRefused, match="is the most"):
        read_submission(tmp_path, single="solution.py")
    huge.unlink()
    for number in range(MAX_FILES + 1):
        (tmp_path / f"{number}.py").write_text("")
    with pytest.raises(SubmissionRefused, match="holds more than 64 files"):
        read_submission(tmp_path, single="solution.py")


def test_what_is_neither_file_nor_folder_is_refused_unread(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(SubmissionRefused, match="is neither a file nor a folder"):
            read_submission(path, single="solution.py")


def test_what_cannot_be_read_is_the_systems_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_submission(tmp_path / "nothing", single="solution.py")
