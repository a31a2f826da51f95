"""Workers come from a warm interpreter: they are ready, apart from each other, and there again when it is lost."""

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hotseat.core.item import Limits
from hotseat.sandbox import Ended, Program, Sandbox, open_sandbox, zygote
from hotseat.sandbox.worker import WorkerLost
from tests.processes import deepest, wait_until

TRIAL = Program("hotseat.sandbox.trial.inside")
WAITS = b"""
import os, sys
def main(arguments):
    channel = int(os.environ["HOTSEAT_CHANNEL"])
    os.write(channel, b'"here"\\n')
    while os.read(channel, 100) == b'"look"\\n':
        os.write(channel, repr(sorted(int(pid) for pid in os.listdir("/proc") if pid.isdigit())).encode() + b"\\n")
    return 7
"""


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Sandbox]:
    """A sandbox of this test's own, whose zygote may be mistreated."""
    own = open_sandbox(tmp_path)
    yield own
    own.close()


def runs(sandbox: Sandbox) -> bool:
    with sandbox.start(TRIAL) as run:
        return bool(run.receive(20) == "runs")


def zygote_of(sandbox: Sandbox) -> int:
    """The id of the interpreter itself, below what holds it."""
    [one] = sandbox._zygotes.values()
    assert one.pid is not None
    return deepest(one.pid)


def test_two_runs_at_a_time_see_only_themselves(own: Sandbox) -> None:
    program = Program("waits", files={"waits.py": WAITS})
    with own.start(program) as one, own.start(program) as other:
        for run in (one, other):
            assert run.receive(20) == "here"
        for run in (one, other):
            run.send("look")
            assert run.receive(20) == [1, 2]


def test_the_exit_code_comes_from_the_program(own: Sandbox) -> None:
    with own.start(Program("waits", files={"waits.py": WAITS})) as run:
        run.receive(20)
        run.send("end")
        with pytest.raises(Ended) as caught:
            run.receive(20)
        assert caught.value.code == 7


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_a_lost_zygote_is_replaced(own: Sandbox, how: signal.Signals, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hotseat.sandbox.worker.READY_SECONDS", 1.0)
    assert runs(own)
    first = zygote_of(own)
    os.kill(first, how)
    for _ in range(zygote.WAITING + 2):
        with contextlib.suppress(WorkerLost):  # what was ready may be taken while the system is still ending it
            assert runs(own)
    assert runs(own)
    assert zygote_of(own) != first
    wait_until(lambda: not Path(f"/proc/{first}").exists())


def test_a_run_that_loses_its_zygote_did_not_end_by_itself(own: Sandbox) -> None:
    with own.start(Program("waits", files={"waits.py": WAITS})) as run:
        assert run.receive(20) == "here"
        os.kill(zygote_of(own), signal.SIGKILL)
        with pytest.raises(WorkerLost):
            run.receive(20)


def test_a_zygote_that_never_starts_is_given_up(own: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    own.close()
    monkeypatch.setattr(Sandbox, "_jail", lambda *_: (["/bin/false"], []))
    with pytest.raises(WorkerLost), own.start(TRIAL):
        pass


def test_many_threads_share_it(own: Sandbox) -> None:
    said: list[bool] = []
    threads = [threading.Thread(target=lambda: said.extend(runs(own) for _ in range(5))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == [True] * 40


def test_nothing_is_left_when_it_is_closed(own: Sandbox) -> None:
    assert runs(own)
    [one] = own._zygotes.values()
    pid = zygote_of(own)
    own.close()
    assert one.pid is None
    wait_until(lambda: not Path(f"/proc/{pid}").exists())
    assert runs(own)


def test_only_the_lanes_in_use_are_kept_ready(own: Sandbox) -> None:
    for mib in range(64, 64 + 2 * zygote.MOST_LANES):
        with own.start(Program("hotseat.sandbox.trial.inside", limits=Limits(memory_mib=mib))) as run:
            run.receive(20)
    [one] = own._zygotes.values()
    assert len(one._ready) == zygote.MOST_LANES


def test_descriptors_are_given_back(own: Sandbox) -> None:
    assert runs(own)
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(20):
        assert runs(own)
    assert len(os.listdir("/proc/self/fd")) == before
