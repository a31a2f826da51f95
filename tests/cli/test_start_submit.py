"""`start` and `submit`: files in a folder, attempts in the history."""

import json
import shutil
import signal
import sqlite3
import subprocess
import tomllib
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hotseat.curriculum import load
from tests.cli.running import COMMAND, Place
from tests.cli.test_judge import ITEM, RIGHT
from tests.processes import wait_until


def attempts(place: Place) -> list[dict[str, Any]]:
    """The attempts of the learner's history, as the export has them."""
    lines = [json.loads(line) for line in place.run("export", "-").out.splitlines()]
    return [line["attempt"] for line in lines if "attempt" in line]


def state(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / ".hotseat.toml").read_text())


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Where `start` has laid two-sum out."""
    root = tmp_path_factory.mktemp("started")
    (root / "cwd").mkdir()
    started = Place(root / "cwd", root / "home")
    done = started.run("start", ITEM)
    assert done.code == 0, done
    return started


@pytest.fixture
def laid(place: Place, started: Place) -> Path:
    """A folder with an attempt at two-sum, of this test's own."""
    shutil.copytree(started.cwd, place.cwd, dirs_exist_ok=True)
    shutil.copytree(started.home, place.home)
    return place.cwd / "two-sum"


def test_start_lays_out_the_files_and_opens_an_attempt(place: Place, laid: Path) -> None:
    [attempt] = attempts(place)
    item = load().folders[ITEM].item
    assert state(laid) == {
        "format_version": 1,
        "item": ITEM,
        "uuid": item.uuid,
        "attempt": attempt["id"],
        "seed": attempt["seed"],
    }
    assert (laid / "question.md").read_text().startswith(f"# {item.title}\n")
    assert {path.name for path in laid.iterdir()} == {".hotseat.toml", "question.md", "solution.py"}


def test_start_again_keeps_the_learners_files_and_goes_on_with_the_attempt(place: Place, laid: Path) -> None:
    (laid / "solution.py").write_text("# mine\n")
    before = state(laid)
    again = place.run("start", ITEM, "two-sum")
    assert again.code == 0
    assert "two-sum/solution.py was there and stays as it is" in again.out
    assert (laid / "solution.py").read_text() == "# mine\n"
    assert state(laid) == before
    assert len(attempts(place)) == 1


def test_a_folder_of_another_item_is_left_alone(place: Place, laid: Path) -> None:
    before = {path: path.read_bytes() for path in laid.iterdir()}
    done = place.run("start", "algorithms/optimize-slow-function", "two-sum")
    assert (done.code, done.out) == (2, "")
    assert "two-sum holds an attempt at algorithms/two-sum. Nothing was written." in done.err
    assert {path: path.read_bytes() for path in laid.iterdir()} == before


def test_start_where_nothing_can_be_written(place: Place) -> None:
    (place.cwd / "file").write_text("")
    done = place.run("start", ITEM, "file/two-sum")
    assert (done.code, done.out) == (2, "")
    assert "cannot be written" in done.err


def test_each_kind_gets_what_it_needs(place: Place) -> None:
    names = {}
    for item in ("core-python/mutable-default", "concurrency/gil", "algorithms/optimize-slow-function"):
        assert place.run("start", item).code == 0
        names[item] = {path.name for path in (place.cwd / item.partition("/")[2]).iterdir()} - {".hotseat.toml", "question.md"}
    assert names["core-python/mutable-default"] >= {"program.py", "prediction.txt", "counterfactual-1.txt"}
    assert names["concurrency/gil"] == {"answer.md"}
    assert names["algorithms/optimize-slow-function"] == {"solution.py"}
    question = (place.cwd / "mutable-default" / "question.md").read_text()
    assert "## counterfactual-1.txt" in question
    assert "```diff\n- " in question


def test_submit_judges_records_and_rates(place: Place, laid: Path) -> None:
    (laid / "solution.py").write_text(RIGHT)
    said = place.json("submit", "two-sum", "--rating", "good", "--json")
    assert (said["verdict"], said["rating"], said["proposed"]) == ("accepted", 3, 4)
    [attempt] = attempts(place)
    assert attempt["id"] == said["attempt"] == state(laid)["attempt"]
    assert [file["path"] for file in attempt["submission"]["files"]] == ["solution.py"]
    assert attempt["report"]["body"]["verdict"] == "accepted"
    assert [rating["rating"] for rating in attempt["ratings"]] == [3]


def test_submit_within_the_folder_tells_a_person(place: Place, laid: Path) -> None:
    (laid / "solution.py").write_text(RIGHT)
    inside = Place(laid, place.home)
    done = inside.run("submit")
    assert done.code == 0
    assert "accepted  All" in done.out
    assert "hotseat show algorithms/two-sum --reference" in done.out
    assert "Not rated yet." in done.err
    again = inside.run("submit", "--rating", "good")
    assert "These files were judged before:" in again.out
    assert "Rated good. It comes back on " in again.out
    assert len(attempts(place)) == 1


def test_another_try_is_another_attempt_with_the_same_draw(place: Place, laid: Path) -> None:
    assert place.json("submit", "two-sum", "--json")["verdict"] == "crashed"
    (laid / "solution.py").write_text(RIGHT)
    said = place.json("submit", "two-sum", "--json")
    first, second = attempts(place)
    assert (first["seed"], second["id"]) == (second["seed"], state(laid)["attempt"])
    assert (said["proposed"], said["because"]) == (2, "Accepted, but at try 2.")


def test_an_item_name_finds_its_folder_here(place: Place, laid: Path) -> None:
    (laid / "solution.py").write_text(RIGHT)
    for where in (place.cwd, laid):
        assert Place(where, place.home).json("submit", "two-sum", "--json")["verdict"] == "accepted"
    assert len(attempts(place)) == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "This folder is not one that `hotseat start` laid out."),
        (["concurrency/gil"], "There is nothing to submit to concurrency/gil: ask it in a terminal, or lay it out with"),
        (["algorithms/two-sum"], "There is nothing to submit to algorithms/two-sum: lay it out with"),
        (["quite-another"], "There is no item 'quite-another'."),
        (["."], "This folder is not one that"),
        (["sub"], "sub is not a folder that `hotseat start` laid out: it has no .hotseat.toml."),
        (["algorithms/two-sum", "--test-out"], "“I know this” is for explain items"),
    ],
)
def test_nothing_to_submit_is_usage(place: Place, words: list[str], message: str) -> None:
    (place.cwd / "sub").mkdir()
    done = place.run("submit", *words)
    assert (done.code, done.out) == (2, "")
    assert message in done.err


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"x" * 2_000_000, "solution.py is 2,000,000 bytes"), (None, "The submission holds no file")],
    ids=["huge", "gone"],
)
def test_files_that_no_submission_can_hold_open_nothing(place: Place, laid: Path, data: bytes | None, message: str) -> None:
    (laid / "solution.py").unlink()
    if data is not None:
        (laid / "solution.py").write_bytes(data)
    done = place.run("submit", "two-sum")
    assert (done.code, done.out) == (2, "")
    assert f"Nothing was submitted. {message}" in done.err
    assert [attempt.get("submission") for attempt in attempts(place)] == [None]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "format_version = 2\nitem = 'a/b'\nuuid = ''\nattempt = ''\nseed = 1\n",
            "It has format_version 2; this Hotseat reads 1.",
        ),
        ("not toml", "It is not TOML"),
        ("format_version = 1\n", "missing required field"),
    ],
)
def test_a_state_that_cannot_be_read_leaves_the_files_alone(place: Place, laid: Path, text: str, message: str) -> None:
    (laid / ".hotseat.toml").write_text(text)
    (laid / "solution.py").write_text("# mine\n")
    for command in ("submit", "watch"):
        done = place.run(command, "two-sum")
        assert (done.code, done.out) == (2, "")
        assert message in done.err
        assert "Your files beside it are untouched." in done.err
    assert (laid / "solution.py").read_text() == "# mine\n"


def test_an_item_that_left_the_curriculum(place: Place, laid: Path) -> None:
    path = laid / ".hotseat.toml"
    path.write_text(path.read_text().replace(state(laid)["uuid"], "00000000-0000-4000-8000-000000000000"))
    done = place.run("submit", "two-sum")
    assert (done.code, done.out) == (2, "")
    assert "is no longer in the curriculum. Your files are untouched." in done.err


def test_an_attempt_of_another_data_folder_is_opened_here(place: Place, laid: Path, tmp_path: Path) -> None:
    (laid / "solution.py").write_text(RIGHT)
    elsewhere = Place(place.cwd, tmp_path / "other-home")
    assert elsewhere.json("submit", "two-sum", "--json")["verdict"] == "accepted"
    assert [attempt["seed"] for attempt in attempts(elsewhere)] == [attempt["seed"] for attempt in attempts(place)]


def test_predictions_in_files(place: Place) -> None:
    place.run("start", "core-python/mutable-default", "mine")
    empty = place.run("submit", "mine")
    assert (empty.code, empty.out) == (2, "")
    assert "Nothing was submitted: prediction.txt, counterfactual-1.txt" in empty.err
    known = load().folders["core-python/mutable-default"].known_submissions()[0]
    for path in known.path.iterdir():
        (place.cwd / "mine" / path.name).write_bytes(path.read_bytes())
    assert place.json("submit", "mine", "--json")["verdict"] == "accepted"


def test_giving_up_shows_the_reference(place: Place) -> None:
    done = place.run("submit", ITEM, "--give-up", "--rating", "again")
    assert done.code == 0
    assert load().folders[ITEM].known_submissions()[0].path.read_text().strip() in done.out
    assert "Rated again." in done.out
    [attempt] = attempts(place)
    assert attempt["gave_up_at"] is not None
    assert "submission" not in attempt


def test_what_a_killed_run_submitted_is_judged_by_the_next(place: Place, laid: Path) -> None:
    (laid / "solution.py").write_text("while True:\n    pass\n")
    killed = subprocess.Popen(
        [*COMMAND, "submit", "two-sum"], cwd=place.cwd, env=place.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    wait_until(lambda: rows(place, "records_submission") == 1)
    killed.kill()
    killed.communicate()
    assert (rows(place, "records_submission"), rows(place, "records_report")) == (1, 0)
    place.run("start", "algorithms/which-deploy-was-live", "other")
    done = place.run("submit", "other")
    assert "Judging what was submitted to algorithms/two-sum and never judged" in done.err
    verdicts = {attempt["item"]: attempt["report"]["body"]["verdict"] for attempt in attempts(place)}
    assert verdicts[load().folders[ITEM].item.uuid] == "time_limit"


def test_an_interrupted_run_keeps_the_submission_and_does_not_count(place: Place, laid: Path) -> None:
    (laid / "solution.py").write_text("import time\ntime.sleep(600)\n")
    process = subprocess.Popen(
        [*COMMAND, "submit", "two-sum"],
        cwd=place.cwd,
        env=place.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_until(lambda: rows(place, "records_submission") == 1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "You cancelled this run before it was decided. It does not count against you." in err
    [attempt] = attempts(place)
    assert attempt["report"]["body"]["verdict"] == "inconclusive"


def rows(place: Place, table: str) -> int:
    """How many rows the table has."""
    with closing(sqlite3.connect(f"file:{place.home}/hotseat.sqlite3?mode=ro", uri=True)) as database:
        [[count]] = database.execute(f"SELECT count(*) FROM {table}").fetchall()
        return int(count)
