"""A set-up that is killed, and two at once."""

import signal
import subprocess

import pytest

from tests.launcher.checkout import Checkout

STEPS = ["venv", "sync", "install"]


def read_until(process: "subprocess.Popen[str]", text: str) -> str:
    """What a process says up to a text."""
    assert process.stderr is not None
    said = ""
    while text not in said:
        line = process.stderr.readline()
        assert line, said
        said += line
    return said


@pytest.mark.parametrize("step", STEPS)
def test_a_killed_set_up_is_repaired_by_the_next_start(checkout: Checkout, step: str) -> None:
    killed = checkout.start("today", HOLD_AT=step)
    with checkout.gate.open("wb"):  # opens once the installer waits there
        killed.send_signal(signal.SIGKILL)
        killed.communicate(timeout=60)

    next_start = checkout.run("today")

    assert (next_start.returncode, next_start.stdout != "") == (0, True)
    assert checkout.steps() == [*STEPS[: STEPS.index(step) + 1], *STEPS]


def test_a_set_up_waits_for_the_installer_of_one_that_was_killed(checkout: Checkout) -> None:
    killed = checkout.start("today", HOLD_AT="sync")
    with checkout.gate.open("wb"):
        killed.send_signal(signal.SIGKILL)
        killed.wait(timeout=60)

        next_start = checkout.start("today")
        read_until(next_start, "Another terminal is setting Hotseat up. Waiting for it.")
        assert checkout.steps() == ["venv", "sync"]

    next_start.communicate(timeout=60)
    killed.communicate(timeout=60)
    assert next_start.returncode == 0


def test_two_terminals_set_up_once(checkout: Checkout) -> None:
    first = checkout.start("today", HOLD_AT="sync")
    with checkout.gate.open("wb"):
        second = checkout.start("today")
        read_until(second, "Another terminal is setting Hotseat up. Waiting for it.")

    for process in (first, second):
        output, _ = process.communicate(timeout=60)
        assert (process.returncode, output != "") == (0, True)
    assert checkout.steps() == STEPS


def test_a_failed_update_is_set_up_anew(checkout: Checkout) -> None:
    checkout.run("today")
    (checkout.root / "pyproject.toml").write_text("[project]\n# changed\n")

    assert checkout.run("today", FAIL_AT="sync", FAIL_WITH="error: half installed").returncode == 3
    assert checkout.run("today").returncode == 0

    assert checkout.steps() == [*STEPS, "sync", *STEPS]


def test_interrupting_by_key_says_that_the_next_start_goes_on(checkout: Checkout) -> None:
    process = checkout.start("today", HOLD_AT="sync")
    with checkout.gate.open("wb"):
        process.send_signal(signal.SIGINT)

    _, said = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "The next start takes the set-up up again." in said
