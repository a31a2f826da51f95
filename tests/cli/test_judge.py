"""`judge`: a contract that scripts rely on. Its exit code says whether Hotseat could judge, its report what it found."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from hotseat.cli import judge, main
from hotseat.cli.exits import Broken
from hotseat.core.event import Event
from hotseat.core.report import CaseResult, Report
from hotseat.core.verdict import Verdict
from hotseat.curriculum import load
from tests.cli.running import Place

ITEM = "algorithms/two-sum"
RIGHT = """
def two_sum(nums, target):
    seen = {}
    for index, value in enumerate(nums):
        if target - value in seen:
            return [seen[target - value], index]
        seen[value] = index
    return None
"""


def test_an_accepted_submission(place: Place) -> None:
    (place.cwd / "mine.py").write_text(RIGHT)
    report = place.json("judge", ITEM, "mine.py", "--json")
    assert report["format_version"] == 1
    assert (report["verdict"], report["item"]) == ("accepted", ITEM)
    assert all(case["verdict"] == "accepted" for case in report["cases"])
    assert report["seconds"] > 0
    assert report["message"].startswith("All ")
    assert report["protection"] != ""


def test_a_slug_and_a_folder_do_as_well(place: Place) -> None:
    (place.cwd / "mine").mkdir()
    (place.cwd / "mine" / "solution.py").write_text(RIGHT)
    (place.cwd / "mine" / ".hotseat.toml").write_text("not part of it")
    assert place.json("judge", "two-sum", "mine", "--json")["verdict"] == "accepted"


def test_a_wrong_submission_is_told_without_what_hidden_cases_expect(place: Place) -> None:
    (place.cwd / "mine.py").write_text("def two_sum(nums, target):\n    return [0, 1]\n")
    report = place.json("judge", ITEM, "mine.py", "--json")
    assert report["verdict"] == "wrong_answer"
    hidden = [case for case in report["cases"] if case["hidden"] and case["verdict"] == "wrong_answer"]
    assert hidden
    assert all(case["expected"] == case["got"] == case["asked"] == "" for case in hidden)
    revealed = place.json("judge", ITEM, "mine.py", "--json", "--reveal")
    assert any(case["asked"] for case in revealed["cases"] if case["hidden"])


def test_a_person_reads_cases_then_the_verdict(place: Place) -> None:
    (place.cwd / "mine.py").write_text("def two_sum(nums, target):\n    print('hello', flush=True)\n    return [0, 1]\n")
    done = place.run("judge", ITEM, "mine.py")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0].startswith(f"{ITEM}: ")
    assert any(line.startswith("  ✓ ") for line in lines)
    assert any(line.startswith("  ✗ ") and ": wrong_answer" in line for line in lines)
    assert "Your program printed:\nhello" in done.out
    assert lines[-1].startswith("wrong_answer  ")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "crashed"),
        (b"\xff\xfe\x00\x01", "is not UTF-8 text"),
        ("# größer\n".encode("latin-1"), "is not UTF-8 text (byte 4)"),
        (b"x" * 1_500_000, "is 1,500,000 bytes; 1,000,000 is the most"),
        (b"def two_sum(:\n", "crashed"),
    ],
    ids=["empty", "binary", "latin-1", "huge", "no Python"],
)
def test_files_that_cannot_be_judged_are_crashed(place: Place, data: bytes, message: str) -> None:
    (place.cwd / "mine.py").write_bytes(data)
    report = place.json("judge", ITEM, "mine.py", "--json")
    assert report["verdict"] == "crashed"
    assert message in report["message"]


def test_an_utf8_mark_is_no_hindrance(place: Place) -> None:
    (place.cwd / "mine.py").write_text(RIGHT, encoding="utf-8-sig")
    assert place.json("judge", ITEM, "mine.py", "--json")["verdict"] == "accepted"


def test_folders_that_cannot_be_judged_are_crashed_too(place: Place) -> None:
    (place.cwd / "empty").mkdir()
    (place.cwd / "other").mkdir()
    (place.cwd / "other" / "notes.py").write_text("")
    (place.cwd / "many").mkdir()
    for number in range(70):
        (place.cwd / "many" / f"{number}.py").write_text("")
    os.mkfifo(place.cwd / "pipe")
    messages = {path: place.json("judge", ITEM, path, "--json") for path in ("empty", "other", "many", "pipe")}
    assert {report["verdict"] for report in messages.values()} == {"crashed"}
    assert "holds no file" in messages["empty"]["message"]
    assert "has no solution.py. Its files: notes.py" in messages["other"]["message"]
    assert "holds more than 64 files" in messages["many"]["message"]
    assert "neither a file nor a folder" in messages["pipe"]["message"]


def test_a_path_that_is_not_there_is_usage(place: Place) -> None:
    done = place.run("judge", ITEM, "nowhere.py", "--json")
    assert (done.code, done.out) == (2, "")
    assert done.err == "hotseat: There is no file or folder nowhere.py. Nothing was judged.\n"


def test_an_unknown_item_is_usage_and_near_names_are_told(place: Place) -> None:
    done = place.run("judge", "algorithms/two-sums", "x", "--json")
    assert (done.code, done.out) == (2, "")
    assert "There is no item 'algorithms/two-sums'. Did you mean algorithms/two-sum?" in done.err


def test_the_seed_draws_the_cases(place: Place) -> None:
    (place.cwd / "mine.py").write_text("def two_sum(nums, target):\n    return [nums, target]\n")
    one, again, other = (
        [case["asked"] for case in place.json("judge", ITEM, "mine.py", "--json", "--reveal", "--seed", seed)["cases"]]
        for seed in ("5", "5", "6")
    )
    assert one == again != other


def judging(monkeypatch: pytest.MonkeyPatch, verdict: Verdict) -> None:
    """Let every judgement end in this verdict."""

    def judged(*_: object) -> Iterator[Event]:
        yield Report(ITEM, verdict, "said", (CaseResult("one", verdict),))

    monkeypatch.setattr(judge, "judge", judged)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_the_exit_code_is_3_for_a_judge_error_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], verdict: Verdict
) -> None:
    judging(monkeypatch, verdict)
    (tmp_path / "mine.py").write_text("")
    code = main(["judge", ITEM, str(tmp_path / "mine.py"), "--json"])
    assert code == (3 if verdict is Verdict.JUDGE_ERROR else 0)
    assert json.loads(capsys.readouterr().out)["verdict"] == verdict


def test_without_protection_nothing_is_judged_and_a_report_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nothing() -> None:
        raise Broken("Nothing on this machine contains the programs that Hotseat would run.")

    monkeypatch.setattr(judge, "tools", nothing)
    (tmp_path / "mine.py").write_text(RIGHT)
    assert main(["judge", ITEM, str(tmp_path / "mine.py"), "--json"]) == 3
    report = json.loads(capsys.readouterr().out)
    assert (report["verdict"], report["message"][:7]) == ("judge_error", "Nothing")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("kind = \n", "It is not TOML"),
        ("format_version = 2\n", "missing required field"),
        (None, "It cannot be read"),
    ],
)
def test_a_broken_item_is_hotseats_failure_and_names_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str | None, message: str
) -> None:
    folder = tmp_path / "items" / "algorithms" / "torn"
    folder.mkdir(parents=True)
    (tmp_path / "roadmap.toml").write_text((load().root / "roadmap.toml").read_text())
    if text is not None:
        (folder / "item.toml").write_text(text)
    monkeypatch.setattr("hotseat.cli.lookup.load", lambda: load(tmp_path))
    assert main(["judge", "algorithms/torn", str(tmp_path), "--json"]) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert message in said.err
    assert "item.toml" in said.err
    assert "Fix: " in said.err
