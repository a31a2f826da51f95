"""Control groups: what the kernel bounds for all processes of a run together, where this machine lets a user make a group."""

import os
import subprocess
from functools import partial
from pathlib import Path

import pytest

from hotseat.core.item import Limits
from hotseat.sandbox import Ended, EndedBy, Program, Sandbox, cgroup
from hotseat.sandbox.cgroup import PREFIX, Group, Place
from hotseat.sandbox.protection import NO_GROUP
from tests.processes import wait_until

GROWS = b"""
import os, time
def main(arguments):
    time.sleep(0.3)  # past the first look
    for _ in range(8):
        if os.fork() == 0:
            held = bytearray(os.urandom(1 << 20) * 40)
            time.sleep(600)
    os.write(int(os.environ["HOTSEAT_CHANNEL"]), b'"all of it"\\n')
    time.sleep(600)
"""
WAITS = b"""
import os, time
def main(arguments):
    if os.fork() == 0:
        time.sleep(600)
    os.write(int(os.environ["HOTSEAT_CHANNEL"]), b'"here"\\n')
    time.sleep(600)
"""


@pytest.fixture
def place(sandbox: Sandbox) -> Place:
    """Where this user may make groups."""
    found = cgroup.place()
    assert sandbox.protection.group == (found is not None)
    assert (NO_GROUP in sandbox.protection.missing) == (found is None)
    if found is None:
        pytest.skip("this user may make no control group here")
    return found


def groups(place: Place) -> list[Path]:
    return [folder for root in {place.memory, place.pids} for folder in root.glob(f"{PREFIX}{os.getpid()}-*")]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("4:memory:/jobs/7\n8:pids:/\n0::/\n", [("memory/jobs/7", "pids", 1), (".", ".", 2), ("..", "..", 2)]),
        ("0::/user.slice/app.slice/one.scope\n", [(f"user.slice/app.slice{end}",) * 2 + (2,) for end in ("/one.scope", "")]),
        ("12:cpu,cpuacct:/a:b\n", []),
    ],
    ids=["version 1 beside 2", "version 2", "neither"],
)
def test_groups_are_looked_for_where_this_process_has_its_own(
    tmp_path: Path, lines: str, expected: list[tuple[str, str, int]]
) -> None:
    own = tmp_path / "cgroup"
    own.write_text(lines)
    root = tmp_path / "sys"
    found = [(place.memory.resolve(), place.pids.resolve(), place.version) for place in cgroup._candidates(own, root)]
    assert found == [((root / memory).resolve(), (root / pids).resolve(), version) for memory, pids, version in expected]


def test_without_the_file_there_are_none(tmp_path: Path) -> None:
    assert list(cgroup._candidates(tmp_path / "none", tmp_path)) == []


def test_version_2_is_told_its_bounds_and_says_when_it_has_killed(tmp_path: Path) -> None:
    group = Group(Place(tmp_path, tmp_path, 2), 1 << 20, 9)
    [folder] = tmp_path.iterdir()
    said = {path.name: path.read_text() for path in folder.iterdir()}
    assert said == {"memory.max": str(1 << 20), "memory.oom.group": "1", "memory.swap.max": "0", "pids.max": "9"}
    for events, exhausted in (("oom 0\noom_kill 0\n", False), ("oom 1\noom_kill 1\noom_group_kill 1\n", True)):
        (folder / "memory.events").write_text(events)
        assert group.exhausted is exhausted


def test_a_place_that_refuses_raises_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "memory").mkdir()
    with pytest.raises(OSError, match="pids"):
        Group(Place(tmp_path / "memory", tmp_path / "pids", 1), 1 << 20, 9)
    assert list((tmp_path / "memory").iterdir()) == []


def test_the_kernel_bounds_what_nobody_looks_at(sandbox: Sandbox, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hotseat.sandbox.memory.held", lambda _: 0)
    monkeypatch.setattr("hotseat.sandbox.memory.written", lambda *_: 0)
    limits = Limits(memory_mib=128)
    with sandbox.start(Program("grows", files={"grows.py": GROWS}, limits=limits)) as run, pytest.raises(Ended) as ended:
        list(iter(partial(run.receive, 30), None))
    assert ended.value.by is EndedBy.MEMORY
    assert groups(place) == []


def test_a_group_holds_all_processes_and_goes_with_them(sandbox: Sandbox, place: Place) -> None:
    with sandbox.start(Program("waits", files={"waits.py": WAITS}, limits=Limits(processes=40))) as run:
        assert run.receive(20) == "here"
        with pytest.raises(Ended):
            run.receive(0.3)
        for folder in groups(place):
            assert len((folder / "cgroup.procs").read_text().split()) == 3
            if (folder / "pids.max").exists():
                assert (folder / "pids.max").read_text() == "40\n"
        assert groups(place) != []
    assert groups(place) == []


def test_what_a_killed_process_has_left_is_removed_by_the_next(place: Place) -> None:
    with subprocess.Popen(["/bin/true"]) as gone:
        pass
    left = place.memory / f"{PREFIX}{gone.pid}-0"
    kept = place.memory / f"{PREFIX}{os.getpid()}-left"
    left.mkdir()
    kept.mkdir()
    try:
        cgroup.place.cache_clear()
        assert cgroup.place() == place
        wait_until(lambda: not left.exists())
        assert kept.exists()
    finally:
        kept.rmdir()
