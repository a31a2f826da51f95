"""The lab commands, as scripts and people use them."""

import json
from pathlib import Path

import pytest

from hotseat.cli import lab_run, main
from hotseat.cli.exits import Broken
from tests.cli.running import Place


def started(place: Place, *arguments: str) -> Place:
    done = place.run("lab", "start", "payments", "mine", *arguments)
    assert done.code == 0, done
    return Place(place.cwd / "mine", place.home)


def test_a_service_with_a_bug_is_laid_out_judged_explained_and_replayed(place: Place) -> None:
    mine = started(place, "--from", "PW17", "--stage", "2")
    assert {path.name for path in mine.cwd.iterdir()} >= {"CONTRACT.md", "STAGES.md", "lab.toml", "service.py"}
    report = mine.json("lab", "run", "--quick", "--seed", "3", "--json")
    assert (report["format_version"], report["item"], report["verdict"]) == (1, "system-design/payments", "wrong_answer")
    assert report["message"].startswith("P2 does not hold: create with the key ")
    evidence = report["evidence"]
    assert (evidence["broken"], evidence["seed"], evidence["stage"]) == (["P2"], 3, 2)
    assert evidence["counter_example"]["steps"] == ["another_body"]

    again = mine.json("lab", "explain", evidence["history"], "--json")
    assert (again["verdict"], again["message"]) == (report["verdict"], report["message"])
    told = mine.run("lab", "explain", evidence["history"])
    assert "✗ P2: The same key and body" in told.out
    assert "→ 201" in told.out

    replayed = mine.json("lab", "replay", evidence["counter_example"]["plan"], "--times", "2", "--json")
    assert (replayed["failed"], replayed["times"]) == (2, 2)
    assert {one["evidence"]["broken"][0] for one in replayed["reports"]} == {"P2"}


def test_the_starter_does_not_pass_and_says_why(place: Place) -> None:
    done = started(place).run("lab", "run", "--stage", "1", "--quick", "--seed", "1")
    assert (done.code, done.err) == (0, "")
    assert "✗ P0: Where no fault is under way" in done.out
    assert "wrong_answer  P0 does not hold: create of order-" in done.out
    assert "answered 501" in done.out


def test_starting_again_leaves_what_was_written(place: Place) -> None:
    mine = started(place)
    (mine.cwd / "service.py").write_text("mine")
    started(place)
    assert (mine.cwd / "service.py").read_text() == "mine"


def test_a_command_does_for_a_lab_toml(place: Place) -> None:
    report = json.loads(place.run("lab", "run", "payments", "--stage", "1", "--json", "--", "sh", "-c", "echo gone; exit 4").out)
    assert report["verdict"] == "crashed"
    assert report["message"] == "The process api.0 ended by itself with exit code 4. It last printed: gone"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run",), "There is no lab.toml in"),
        (("run", "--", "true"), "Name the lab before `--`"),
        (("run", "two-sum", "--", "true"), "is of kind code, not a lab"),
        (("run", "payments", "--stage", "6", "--", "true"), "The stages are 1 to 5"),
        (("start", "payments", "--from", "PW99"), "There is no service 'PW99'. There are PW1, PW2"),
        (("start", "payments", "--stage", "0"), "The stages are 1 to 5"),
        (("explain", "nowhere.jsonl"), "nowhere.jsonl cannot be read"),
        (("replay", "nowhere.json"), "nowhere.json cannot be read"),
        (("verify", "two-sum"), "is of kind code, not a lab"),
        (("verify", "payments", "--only", "PW99"), "has no such service"),
    ],
)
def test_what_cannot_be_done_is_usage_and_runs_nothing(place: Place, arguments: tuple[str, ...], said: str) -> None:
    done = place.run("lab", *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert list(place.cwd.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lab = 1", "Expected `str`"),
        ('lab = "payments/1"\n[process.worker]\ncmd = "x"', "It has no [process.api]"),
        ('lab = "payments/1"\n[process.api]\ncmd = "x"\ncount = 9', "api: count = 9"),
        ('lab = "payments/1"\nneeds = ["oracle"]\n[process.api]\ncmd = "x"', "It needs 'oracle'"),
        ('lab = "payment"\n[process.api]\ncmd = "x"', "No item is the lab 'payment'"),
        ('lab = "payments/1"\ncommand = "x"\n[process.api]\ncmd = "x"', "unknown field"),
    ],
)
def test_a_lab_toml_that_cannot_be_used_is_told_with_its_fix(place: Place, text: str, said: str) -> None:
    (place.cwd / "lab.toml").write_text(text)
    done = place.run("lab", "run")
    assert done.code == 2
    assert said in done.err
    assert not (place.cwd / ".lab").exists()


def test_what_is_no_history_and_no_plan_is_refused(place: Place) -> None:
    (place.cwd / "x").write_text("hello")
    assert "is no history of a lab. Line 1" in place.run("lab", "explain", "x").err
    (place.cwd / "lab.toml").write_text('lab = "payments/1"\n[process.api]\ncmd = "x"\n')
    assert "It is no plan of a lab" in place.run("lab", "replay", "x").err


def test_verify_judges_one_service_of_each_part(place: Place) -> None:
    document = place.json("lab", "verify", "payments", "--quick", "--only", "starter", "--only", "pw17", "--json")
    assert (document["verdict"], document["item"]) == ("accepted", "system-design/payments")
    assert {(case["part"], case["service"], case["as_it_should_be"]) for case in document["cases"]} == {
        ("wrong", "pw17", True),
        ("junk", "starter", True),
    }


def test_runs_are_kept_apart_and_out_of_version_control(place: Place) -> None:
    mine = started(place)
    for _ in range(2):
        mine.run("lab", "run", "--stage", "1", "--quick")
    assert sorted(path.name for path in (mine.cwd / ".lab").iterdir()) == [".gitignore", "1", "2"]
    assert Path(mine.cwd / ".lab" / ".gitignore").read_text() == "*\n"


def test_start_alone_leads_to_lab_start(place: Place) -> None:
    done = place.run("start", "system-design/payments")
    assert (done.code, list(place.cwd.iterdir())) == (2, [])
    assert "`hotseat lab start payments` lays it out" in done.err


def test_verify_writes_the_kill_matrix(place: Place) -> None:
    done = place.run("lab", "verify", "payments", "--quick", "--only", "PW17", "--table", "matrix.md")
    assert done.code == 0, done
    text = (place.cwd / "matrix.md").read_text()
    assert "| PW17 | The key alone counts | P2 | 1 of 1 | – |" in text


@pytest.mark.parametrize("error", [Broken("no PostgreSQL"), ExceptionGroup("acts", [KeyError("amount")])])
def test_what_goes_wrong_on_hotseats_side_is_a_judge_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOTSEAT_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(lab_run, "judged", fails)
    assert main(["lab", "run", "payments", "--json", "--", "true"]) == 3
    report = json.loads(capsys.readouterr().out)
    assert report["verdict"] == "judge_error"
    assert ("no PostgreSQL" in report["message"]) == isinstance(error, Broken)
    assert main(["lab", "run", "payments", "--", "true"]) == 3
    assert "judge_error  " in capsys.readouterr().out
