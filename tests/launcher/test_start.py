"""What the launcher becomes, and when it sets up."""

import importlib.util
import json
import os
import resource
import shutil
import struct
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.launcher.checkout import Checkout
from tests.launcher.loading import launcher


def test_the_first_start_sets_up_and_becomes_the_command(checkout: Checkout, tmp_path: Path) -> None:
    done = checkout.run("judge", "a b", "--json", cwd=tmp_path, COMMAND_EXIT="7")

    assert done.returncode == 7
    assert json.loads(done.stdout) == [str(tmp_path), "judge", "a b", "--json"]
    assert checkout.steps() == ["venv", "sync", "install"]


def test_set_up_says_beforehand_what_it_takes_and_then_what_it_took(checkout: Checkout) -> None:
    said = checkout.run("today").stderr

    takes = f"{launcher().DOWNLOAD_MB['app']} MB to download, {launcher().DISK_MB['app']} MB on disk"
    assert said.index(takes) < said.index("[1/4]") < said.index("[4/4]") < said.index("Ready in")


def test_a_later_start_installs_nothing_and_says_nothing(checkout: Checkout) -> None:
    checkout.run("today")
    calls = checkout.calls()

    later = checkout.run("today")

    assert (later.stderr, checkout.calls()) == ("", calls)


def test_a_later_start_costs_less_than_a_tenth_of_a_second(checkout: Checkout) -> None:
    checkout.run("today")
    python = checkout.root / ".hotseat" / "env" / "bin" / "python"

    def seconds(*command: str | Path) -> float:
        # Processor time: what else the machine does would count in the time on the clock.
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([*command, "today"], env=checkout.environment({}), capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    launched = min(seconds(checkout.root / "hotseat") for _ in range(5))
    direct = min(seconds(python, "-P", "-m", "hotseat") for _ in range(5))
    assert launched - direct < 0.1


def test_without_a_command_it_serves(checkout: Checkout, tmp_path: Path) -> None:
    assert json.loads(checkout.run(cwd=tmp_path).stdout) == [str(tmp_path), "serve"]


def test_tests_run_in_the_repository_with_coverage(checkout: Checkout, tmp_path: Path) -> None:
    folder, *arguments = json.loads(checkout.run("test", cwd=tmp_path).stdout)

    assert folder == str(checkout.root)
    assert "--cov" in arguments


def test_tests_take_arguments(checkout: Checkout, tmp_path: Path) -> None:
    assert json.loads(checkout.run("test", "tests/core", "-k", "x y", cwd=tmp_path).stdout) == [
        str(checkout.root), "tests/core", "-k", "x y",
    ]  # fmt: skip


def test_a_plain_start_needs_no_test_tools(checkout: Checkout) -> None:
    checkout.run("today")

    (sync,) = [call for call in checkout.calls() if call[0] == "sync"]
    assert [Path(argument).name for argument in sync if argument.endswith(".txt")] == ["app.txt"]


def test_test_tools_join_a_ready_environment_and_stay(checkout: Checkout) -> None:
    checkout.run("today")
    checkout.run("test")
    assert checkout.steps() == ["venv", "sync", "install", "sync", "install"]
    calls = checkout.calls()

    checkout.run("today")
    assert checkout.calls() == calls

    (checkout.root / "requirements" / "app.txt").write_text("app==2\n")
    checkout.run("today")
    locks = [Path(argument).name for argument in checkout.calls()[-2] if argument.endswith(".txt")]
    assert locks == ["app.txt", "test.txt"]


def test_tests_on_another_python_have_an_environment_of_their_own(checkout: Checkout) -> None:
    version = "{}.{}".format(*sys.version_info)

    done = checkout.run("test", "--python", version, "tests/core")

    assert json.loads(done.stdout)[1:] == ["tests/core"]
    assert [path.name for path in (checkout.root / ".hotseat").iterdir() if path.is_dir()] == [f"env-{version}"]


@pytest.mark.parametrize("wrong", [["--python"], ["--python", "3.11"], ["--python", "../x"]])
def test_an_unknown_python_is_a_usage_error(checkout: Checkout, wrong: list[str]) -> None:
    done = checkout.run("test", *wrong)

    assert (done.returncode, done.stderr) == (2, "hotseat: --python takes one of 3.12, 3.13, 3.14, 3.15.\n")


@pytest.mark.parametrize("changed", ["hotseat", "pyproject.toml", "requirements/app.txt"])
def test_a_change_in_what_it_is_made_from_brings_the_environment_up_to_date(checkout: Checkout, changed: str) -> None:
    checkout.run("today")
    with (checkout.root / changed).open("a") as file:
        file.write("# changed\n")

    checkout.run("today")

    assert checkout.steps() == ["venv", "sync", "install", "sync", "install"]


def test_a_moved_checkout_is_set_up_anew(checkout: Checkout, tmp_path: Path) -> None:
    checkout.run("today")
    moved = replace(checkout, root=tmp_path / "moved")
    shutil.move(checkout.root, moved.root)

    assert moved.run("today").returncode == 0
    assert moved.steps() == ["venv", "sync", "install"] * 2


def test_a_changed_interpreter_is_replaced(checkout: Checkout) -> None:
    checkout.run("today")
    python = checkout.root / ".hotseat" / "env" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3")

    assert checkout.run("today").returncode == 0
    assert checkout.steps() == ["venv", "sync", "install"] * 2


def test_an_environment_whose_interpreter_was_removed_is_not_ready(tmp_path: Path) -> None:
    interpreter, environment = tmp_path / "python3", tmp_path / "env"
    interpreter.touch()
    (environment / "bin").mkdir(parents=True)
    (environment / "bin" / "python").symlink_to(interpreter)
    module = launcher()
    module.write(module.stamp(environment, module.APP), module.fingerprint(environment, module.APP))
    assert module.is_ready(environment, module.APP)

    interpreter.unlink()

    assert not module.is_ready(environment, module.APP)


def test_help_explains_a_fresh_checkout_without_setting_it_up(checkout: Checkout) -> None:
    done = checkout.run("--help")

    assert (done.returncode, done.stderr) == (0, "")
    assert "./hotseat test" in done.stdout
    assert not (checkout.root / ".hotseat").exists()


def test_help_of_a_ready_checkout_goes_on_with_the_commands(checkout: Checkout) -> None:
    checkout.run("today")

    *own, command = checkout.run("--help").stdout.splitlines()

    assert "  ./hotseat test [ARGUMENT]   runs the tests, with coverage; pytest takes the arguments" in "\n".join(own)
    assert json.loads(command)[1:] == ["--help"]


def test_modules_in_the_callers_folder_do_not_shadow_ours(checkout: Checkout, tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text("raise ImportError('the learner’s own file')")

    assert checkout.run("today", cwd=tmp_path).returncode == 0


def test_a_python3_that_refuses_is_passed_over(checkout: Checkout, tmp_path: Path) -> None:
    refusing = tmp_path / "shims" / "python3"
    refusing.parent.mkdir()
    refusing.write_text("#!/bin/sh\necho 'version 3.13 is not installed' >&2\nexit 1\n")
    refusing.chmod(0o755)

    done = checkout.run("--help", PATH=f"{refusing.parent}:{checkout.path}")

    assert (done.returncode, done.stderr) == (0, "")


def test_our_sources_are_compiled_although_python_is_told_to_write_no_bytecode(checkout: Checkout) -> None:
    source = checkout.root / "src" / "hotseat" / "__main__.py"

    def compiled_after(modified: int) -> int:
        os.utime(source, (modified, modified))
        checkout.run("today", PYTHONDONTWRITEBYTECODE="1")
        (of,) = struct.unpack("<I", Path(importlib.util.cache_from_source(str(source))).read_bytes()[8:12])
        return int(of)

    assert compiled_after(1_000_000_000) == 1_000_000_000
    later = int(time.time()) + 1
    assert compiled_after(later) == later
