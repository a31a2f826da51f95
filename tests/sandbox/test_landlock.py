"""The protection that needs no namespaces, where a system refuses them."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hotseat.core.item import Limits
from hotseat.core.verdict import Verdict
from hotseat.jail import landlock
from hotseat.sandbox import Ended, EndedBy, Program, Sandbox, bubblewrap, open_sandbox, protection
from hotseat.services.postgres import postgres
from tests.folders import folder, verdict_of
from tests.processes import alive_with, marker

LANDLOCK = replace(protection.UNCONTAINED, tier="landlock", filter=True, landlock=True)
TRY = """
import os, json, socket
def tried(call):
    try:
        call()
    except OSError as error:
        return type(error).__name__
    return "done"
"""


@pytest.fixture(scope="module")
def walled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with closing(Sandbox(LANDLOCK, tmp_path_factory.mktemp("cache"))) as sandbox:
        yield sandbox


@pytest.fixture
def tried(walled: Sandbox) -> Callable[..., Any]:
    """What comes of a call in the sandbox: "done", or the name of the error. OUTSIDE stands for this process."""

    def run(call: str, *, fresh: bool = False) -> Any:
        call = call.replace("OUTSIDE", str(os.getpid()))
        source = f"""{TRY}
def main(arguments):
    os.write(int(os.environ["HOTSEAT_CHANNEL"]), json.dumps(tried(lambda: {call})).encode() + b"\\n")
    return 0
"""
        with walled.start(Program("trying", files={"trying.py": source.encode()}, fresh=fresh)) as running:
            return running.receive(20)

    return run


@pytest.mark.parametrize("fresh", [False, True], ids=["forked", "fresh"])
@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("open('mine', 'w').write('x')", "done"),
        ("os.waitpid(os.posix_spawn('/bin/true', ['true'], {}), 0)", "done"),
        ("socket.socketpair()", "done"),
        (f"os.listdir({str(Path.home())!r})", "PermissionError"),
        (f"open({__file__!r})", "PermissionError"),
        ("open('/etc/passwd')", "PermissionError"),
        ("open('/tmp/hotseat-landlock', 'w')", "PermissionError"),
        ("open('/dev/shm/hotseat-landlock', 'w')", "PermissionError"),
        ("os.kill(OUTSIDE, 0)", "PermissionError"),
        # Root may look into any process; it is not offered this protection.
        *([("open('/proc/OUTSIDE/environ').read()", "PermissionError")] if os.geteuid() else []),
        ("os.kill(os.getppid(), 9)", "PermissionError"),
        ("socket.socket(socket.AF_UNIX)", "OSError"),
        ("socket.socket(socket.AF_INET)", "OSError"),
    ],
)
def test_a_run_has_its_scratch_folder_and_nothing_else(tried: Callable[..., Any], call: str, said: str, fresh: bool) -> None:
    assert tried(call, fresh=fresh) == said


def test_files_on_disk_count_as_memory(walled: Sandbox) -> None:
    source = b"""
import time
def main(arguments):
    for number in range(9):
        with open(f"part-{number}", "wb") as file:
            file.write(bytes(16 << 20))
    time.sleep(600)
"""
    started = walled.start(Program("filling", files={"filling.py": source}, limits=Limits(memory_mib=128)))
    with started as run, pytest.raises(Ended) as ended:
        run.receive(20)
    assert ended.value.by is EndedBy.MEMORY


def test_a_program_cannot_hide_its_memory(walled: Sandbox) -> None:
    source = b"""
import ctypes, os, time
def main(arguments):
    ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)
    for _ in range(3):
        if os.fork() == 0:
            held = os.urandom(64 << 20)
            time.sleep(600)
    time.sleep(600)
"""
    started = walled.start(Program("hiding", files={"hiding.py": source}, limits=Limits(memory_mib=128)))
    with started as run, pytest.raises(Ended) as ended:
        run.receive(20)
    assert ended.value.by is EndedBy.MEMORY


def test_what_a_program_leaves_is_ended_with_its_run(walled: Sandbox) -> None:
    word = marker()
    source = f"""
import os, subprocess, sys
def main(arguments):
    subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(60)", "{word}"], start_new_session=True)
    os.write(int(os.environ["HOTSEAT_CHANNEL"]), b'"started"\\n')
    return 0
"""
    with walled.start(Program("leaving", files={"leaving.py": source.encode()})) as run:
        assert run.receive(20) == "started"
    assert alive_with(word) == []


def test_it_judges(tmp_path: Path, walled: Sandbox) -> None:
    cases = """
        from hotseat.judges.calls import Case
        def cases(chance):
            yield Case("twice", call="double", args=(2,), expect=4)
    """
    item = folder(tmp_path, "code", '[code]\nfile = "solution.py"\n', starter__solution_py="", judge__cases_py=cases)
    for source, verdict in (
        ("n * 2", Verdict.ACCEPTED),
        ("n + 3", Verdict.WRONG_ANSWER),
        ("open('/etc/passwd')", Verdict.CRASHED),
    ):
        report = verdict_of(item, walled, solution_py=f"def double(n): return {source}")
        assert (report.verdict, report.protection) == (verdict, "landlock"), report


def test_a_run_with_a_server_says_what_it_needs(walled: Sandbox) -> None:
    server = postgres()
    assert server is not None
    with pytest.raises(OSError, match="needs namespaces"), walled.start(Program("x", services=(server,))):
        pass


def test_it_is_chosen_where_namespaces_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    refusing = tmp_path / "bwrap"
    refusing.write_text("#!/bin/sh\necho 'No permissions to create a new namespace' >&2\nexit 1\n")
    refusing.chmod(0o755)
    monkeypatch.setattr(bubblewrap, "executable", lambda: str(refusing))
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with closing(open_sandbox(tmp_path)) as chosen:
        assert chosen.protection.tier == "landlock"
        assert chosen.protection.contained


def test_root_is_not_offered_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert [found.tier for found in protection.candidates()] == ["namespaces-root"]


@pytest.mark.parametrize("version", [1, 2, 3, 4, 5, 6])
def test_every_version_gives_up_what_it_knows(version: int) -> None:
    """In a process of its own, told that the system is as old as that: what it gives up is gone for good."""
    program = f"""
import os
from hotseat.jail import kernel, landlock
landlock.abi = lambda: {version}
kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
landlock.restrict(read=["/usr"], listed=[], write=[])
os.listdir("/usr")
try:
    os.listdir("/etc")
except PermissionError:
    raise SystemExit(7) from None
"""
    assert landlock.abi() >= version
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 7, done.stderr
