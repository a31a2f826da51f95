"""The way in and out: help, unknown words, exit codes, what is loaded, and how failures are told."""

import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hotseat.cli import main, program
from hotseat.cli.commands import COMMANDS, Command
from hotseat.cli.parser import FIRST_STEPS, parser_for
from hotseat.curriculum import load
from tests.cli.running import COMMAND, Place
from tests.processes import wait_until

NAMES = [command.name for command in COMMANDS]


def test_help_lists_every_command(place: Place) -> None:
    done = place.run("--help")
    assert (done.code, done.err) == (0, "")
    for command in COMMANDS:
        assert re.search(rf"^  {command.name} +{re.escape(command.summary)}$", done.out, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS, ids=NAMES)
def test_each_command_explains_itself_with_examples(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([*command.name.split(), "--help"])
    out = capsys.readouterr().out
    assert left.value.code == 0
    assert f"usage: hotseat {command.name}" in out
    assert "examples:\n  " in out


def examples() -> list[str]:
    """Every command line in the help, without what stands around it."""
    pages = [parser_for(command).epilog or "" for command in COMMANDS]
    lines = [line for page in [*pages, FIRST_STEPS] for line in page.splitlines() if line.startswith("  ")]
    return [part.strip() for line in lines for part in re.split(r"\||&&|>", line) if part.strip().startswith("hotseat ")]


def test_every_command_has_an_example() -> None:
    shown = " ; ".join(examples())
    assert [name for name in NAMES if f"hotseat {name}" not in shown] == []


@pytest.mark.parametrize("example", sorted(set(examples())))
def test_an_example_is_understood_and_names_items_that_exist(example: str) -> None:
    words = shlex.split(example, comments=True)[1:]
    command = next(command for command in COMMANDS if words[: len(command.name.split())] == command.name.split())
    options = parser_for(command).parse_args(words[len(command.name.split()) :])
    if command.name in ("show", "prove", "start", "judge"):
        assert load().find(options.item)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["jude", "two-sum", "x"], "There is no command 'jude'. Did you mean `hotseat judge`?"),
        (["item", "verfy"], "There is no command 'item verfy'. Did you mean `hotseat item verify`?"),
        (["quux"], "There is no command 'quux'. `hotseat --help` lists them all."),
        (["judge"], "the following arguments are required: ITEM, PATH\nTry `hotseat judge --help`."),
        (["judge", "two-sum", "x", "--seed", "many"], "argument --seed: invalid int value: 'many'"),
        (["show", "--answr", "two-sum"], "unrecognized arguments: --answr"),
        (["item"], "usage: hotseat item COMMAND"),
    ],
)
def test_a_word_that_is_not_understood_is_usage_and_says_what_is_near(place: Place, arguments: list[str], message: str) -> None:
    done = place.run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err


def test_a_family_of_commands_has_help_of_its_own(place: Place) -> None:
    done = place.run("item", "--help")
    assert done.code == 0
    assert "item verify" in done.out
    assert "doctor" not in done.out


def test_version(place: Place) -> None:
    assert re.fullmatch(r"hotseat \d+\.\d+\.\d+\n", place.run("--version").out)


LIGHT = [
    (["--help"], {"django", "rich", "msgspec", "asyncio", "hotseat.curriculum"}),
    (["item", "list", "--json"], {"django", "rich", "hotseat.judges", "hotseat.web"}),
    (["judge", "algorithms/two-sum", "solution.py", "--json"], {"django", "rich", "hotseat.web"}),
    (["show", "algorithms/two-sum", "--answer"], {"django", "rich"}),
    (["prove", "algorithms/two-sum", "--json"], {"django", "rich"}),
    (["item", "lint", "algorithms/two-sum"], {"django", "rich"}),
    (["item", "new", "algorithms/x", "--kind", "code", "--leaf", "algorithms.trie", "--into", "."], {"django", "rich"}),
]


@pytest.mark.parametrize(("arguments", "heavy"), LIGHT, ids=[" ".join(arguments[:2]) for arguments, _ in LIGHT])
def test_a_command_loads_only_what_it_needs(place: Place, arguments: list[str], heavy: set[str]) -> None:
    (place.cwd / "solution.py").write_text("def two_sum(nums, target): ...\n")
    script = (
        "import sys; from hotseat.cli import main; code = main(sys.argv[1:]); "
        "print(*sys.modules, sep='\\n', file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=place.cwd,
        env=place.environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert heavy.isdisjoint(done.stderr.splitlines())
    assert not place.home.exists()


def test_what_nobody_foresaw_is_a_sentence_and_a_log(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(arguments: list[str]) -> int:
        raise ZeroDivisionError("nothing to divide by")

    monkeypatch.setenv("HOTSEAT_HOME", str(place.home))
    monkeypatch.setattr(program, "_run", fail)
    assert main(["today"]) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("hotseat: Hotseat failed: ZeroDivisionError: nothing to divide by.")
    assert "What was saved before is kept." in said.err
    [log] = (place.home / "logs").iterdir()
    assert str(log) in said.err
    assert "Traceback" in log.read_text()


def test_where_no_log_can_be_written_the_details_are_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("HOTSEAT_HOME", str(tmp_path / "file" / "home"))
    monkeypatch.setattr(program, "_run", lambda arguments: 1 // 0)
    assert main(["today"]) == 3
    assert "No log could be written, so here is all of it:\nTraceback" in capsys.readouterr().err


def test_an_interrupt_is_a_word_and_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(arguments: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(program, "_run", interrupt)
    assert main([]) == 130
    assert capsys.readouterr().err == "hotseat: Interrupted.\n"


def test_an_interrupt_ends_a_judgement_and_leaves_nothing_running(place: Place) -> None:
    (place.cwd / "solution.py").write_text("import time\ntime.sleep(600)\n")
    process = subprocess.Popen(
        [*COMMAND, "judge", "algorithms/two-sum", "solution.py"],
        cwd=place.cwd,
        env=place.environment({"PYTHONUNBUFFERED": "1"}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    wait_until(lambda: children_of(process.pid))
    left = children_of(process.pid)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (130, "hotseat: Interrupted.\n")
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in left))


def children_of(pid: int) -> list[int]:
    """The processes that this one started, from whichever thread."""
    paths = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for path in paths for child in path.read_text().split()]


def test_a_reader_that_stops_reading_is_no_failure(place: Place) -> None:
    process = subprocess.Popen(
        [*COMMAND, "item", "list", "--json"],
        cwd=place.cwd,
        env=place.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert (process.stderr.read(), process.wait(20)) == (b"", 141)
    process.stderr.close()


def test_a_terminal_of_another_encoding_shows_what_it_can(place: Place) -> None:
    done = place.run("item", "lint", "--rules", env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert done.code == 0
    assert "marks-resolve: " in done.out


def test_without_a_command_the_app_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    served = []

    def serve(port: int | None, open_browser: bool) -> int:
        served.append((port, open_browser))
        return 0

    monkeypatch.setattr("hotseat.web.serve.serve", serve)
    assert (main([]), main(["serve", "--port", "8080", "--no-browser"])) == (0, 0)
    assert served == [(None, True), (8080, False)]


def test_nothing_of_the_callers_folder_is_imported(place: Place) -> None:
    (place.cwd / "msgspec.py").write_text("raise SystemExit('this was imported')\n")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "hotseat", "item", "list", "--json"],
        cwd=place.cwd,
        env=place.environment() | {"PATH": os.environ["PATH"]},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
