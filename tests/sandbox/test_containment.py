"""What a run can see and reach, tried from inside."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hotseat.core.item import Limits
from hotseat.curriculum.catalogue import content_root
from hotseat.sandbox import Ended, EndedBy, Program, Sandbox, bubblewrap
from tests.processes import alive_with, marker, wait_until

type Ask = Callable[..., Any]

pytestmark = pytest.mark.usefixtures("contained")


@pytest.fixture
def contained(sandbox: Sandbox) -> None:
    assert sandbox.protection.contained, "these tests describe what containment gives; this machine has none"


def test_it_is_not_root_and_has_no_capability(ask: Ask) -> None:
    uid, effective, no_new = ask(
        """
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
result = [os.getuid(), int(status["CapEff"], 16) | int(status["CapPrm"], 16), int(status["NoNewPrivs"])]
"""
    )
    assert uid != 0
    assert effective == 0
    assert no_new == 1


def test_it_sees_neither_home_nor_curriculum_nor_repository(ask: Ask) -> None:
    paths = [str(Path.home()), str(content_root()), str(content_root().parent / "tests"), str(content_root().parent / ".git")]
    assert ask(f"result = [os.path.exists(path) and bool(os.listdir(path)) for path in {paths!r}]") in (
        [False, False, False, False],
        # The way to an interpreter below the home folder is visible, and nothing else in it.
        [True, False, False, False],
    )
    seen = ask(f"result = os.listdir({str(Path.home())!r}) if os.path.isdir({str(Path.home())!r}) else []")
    way = Path(sys.base_prefix)
    assert all(way.is_relative_to(Path.home() / name) or Path(sys.prefix).is_relative_to(Path.home() / name) for name in seen)


def test_it_sees_only_its_own_processes(ask: Ask) -> None:
    pids = ask("result = [open(f'/proc/{pid}/cmdline').read() for pid in os.listdir('/proc') if pid.isdigit()]")
    assert len(pids) <= 3
    assert not any("pytest" in line for line in pids)


def test_it_cannot_write_outside_its_scratch(ask: Ask) -> None:
    targets = ["/usr/canary", "/etc/canary", "/canary", str(Path(sys.base_prefix) / "canary"), "/proc/sys/kernel/hostname"]
    tried = ask(
        f"""
result = []
for path in {targets!r}:
    try:
        open(path, "w").write("x")
        result.append(path)
    except OSError:
        pass
open("mine", "w").write("x")
open("/tmp/mine", "w").write("x")
"""
    )
    assert tried == []


def test_it_has_no_network(ask: Ask) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as abstract:
        abstract.bind(f"\0hotseat-test-{os.getpid()}")
        abstract.listen()
        said = ask(
            f"""
import socket
result = []
for family, address in ((socket.AF_INET, ("127.0.0.1", {server.getsockname()[1]})), (socket.AF_UNIX, {abstract.getsockname()!r})):
    try:
        with socket.socket(family) as client:
            client.settimeout(2)
            client.connect(address)
        result.append(str(address))
    except OSError:
        pass
"""
        )
    assert said == []


def test_it_has_a_loopback_of_its_own(ask: Ask) -> None:
    said = ask(
        """
import socket
with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
    there, _ = server.accept()
    client.sendall(b"over loopback")
    result = [there.recv(100).decode(), sorted(line.split(":")[0].strip() for line in open("/proc/self/net/tcp").readlines()[1:])]
"""
    )
    assert said == ["over loopback", ["0", "1", "2"]], "the three sockets are all that there is"


def test_it_inherits_no_environment_and_no_descriptor(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTSEAT_TEST_SECRET", "42")
    names, descriptors = ask("result = [sorted(os.environ), len(os.listdir('/proc/self/fd'))]")
    assert names == ["HOME", "HOTSEAT_CHANNEL", "LANG", "PATH", "TMPDIR"]
    assert descriptors <= 5  # standard streams, the channel, and the listing itself


def test_a_masked_folder_is_empty_inside(tmp_path: Path) -> None:
    """An installed wheel carries the curriculum inside the package that runs must see."""
    (tmp_path / "package" / "content").mkdir(parents=True)
    (tmp_path / "package" / "content" / "secret").write_text("42")
    (tmp_path / "package" / "code").write_text("visible")
    executable = bubblewrap.executable()
    assert executable is not None
    folder = str(tmp_path / "package")
    line = bubblewrap.command(executable, root=os.geteuid() == 0, folders=[folder], masked=[f"{folder}/content"], passwd=None)
    listed = subprocess.run([*line, "/bin/ls", folder, f"{folder}/content"], capture_output=True, text=True, check=True)
    assert "code" in listed.stdout
    assert "secret" not in listed.stdout


def test_a_process_that_left_its_parent_ends_with_the_run(sandbox: Sandbox) -> None:
    word = marker()
    source = f"""
import json, os, sys, time
def main(arguments):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execv(sys.executable, [sys.executable, "-S", "-c", "import time; time.sleep(600)", "{word}"])
        os._exit(0)
    os.wait()
    os.write(int(os.environ["HOTSEAT_CHANNEL"]), b'"started"\\n')
    time.sleep(600)
"""
    with sandbox.start(Program("left", files={"left.py": source.encode()})) as run:
        assert run.receive(20) == "started"
        wait_until(lambda: alive_with(word))
    wait_until(lambda: not alive_with(word))


def test_killing_hotseat_ends_the_run(tmp_path: Path) -> None:
    word = marker()
    script = textwrap.dedent(
        f"""
        from pathlib import Path
        from hotseat.sandbox import Program, open_sandbox
        source = b"import os, sys\\ndef main(a): os.execv(sys.executable, [sys.executable, '-S', '-c', 'import time; time.sleep(600)', '{word}'])"
        with open_sandbox(Path({str(tmp_path)!r})).start(Program("sleeping", files={{"sleeping.py": source}})) as run:
            print("started", flush=True)
            run.receive(600)
        """
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    try:
        assert parent.stdout.readline() == b"started\n"
        wait_until(lambda: alive_with(word))
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        parent.stdout.close()
    wait_until(lambda: not alive_with(word))


def test_processes_are_limited(ask: Ask) -> None:
    count = ask(
        """
import time
children = []
try:
    for _ in range(200):
        pid = os.fork()
        if pid == 0:
            time.sleep(60)
            os._exit(0)
        children.append(pid)
except OSError:
    pass
result = len(children)
""",
        Limits(processes=20),
    )
    assert 10 <= count < 20


def test_the_scratch_folder_is_limited(ask: Ask) -> None:
    """To the memory that it counts against: a program that fills it meets an error, whoever looks or not."""
    size = "result = [os.statvfs(path).f_blocks * os.statvfs(path).f_frsize >> 20 for path in ('.', '/dev/shm')]"
    assert ask(size, Limits(memory_mib=64)) == [64, 32]


def test_memory_of_one_process_is_limited(ask: Ask) -> None:
    said = ask(
        """
try:
    result = len(bytearray(200 << 20))
except MemoryError:
    result = "refused"
""",
        Limits(memory_mib=128),
    )
    assert said == "refused"


def test_memory_of_all_processes_together_is_watched(sandbox: Sandbox) -> None:
    source = """
import os, time
def main(arguments):
    for _ in range(8):
        if os.fork() == 0:
            held = bytearray(os.urandom(1 << 20) * 40)
            time.sleep(60)
            os._exit(0)
    time.sleep(60)
"""
    started = sandbox.start(Program("many", files={"many.py": source.encode()}, limits=Limits(memory_mib=128)))
    with started as run, pytest.raises(Ended) as ended:
        run.receive(30)
    assert ended.value.by is EndedBy.MEMORY


def test_files_in_memory_count_as_memory(sandbox: Sandbox) -> None:
    source = b"""
import os, time
def main(arguments):
    os.write(int(os.environ["HOTSEAT_CHANNEL"]), b'"started"\\n')
    try:
        for name in ("one", "other"):
            with open(name, "wb") as file:
                for _ in range(90):
                    file.write(bytes(1 << 20))
    except OSError:
        time.sleep(600)
"""
    started = sandbox.start(Program("files", files={"files.py": source}, limits=Limits(memory_mib=128)))
    with started as run:
        assert run.receive(20) == "started"
        with pytest.raises(Ended) as caught:
            run.receive(20)
    assert caught.value.by is EndedBy.MEMORY


def test_a_file_that_outgrows_the_memory_ends_the_program(sandbox: Sandbox) -> None:
    source = b"""
import os
def main(arguments):
    with open("large", "wb") as file:
        try:
            for _ in range(80):
                file.write(bytes(1 << 20))
        except OSError:
            os._exit(3)
    return 4
"""
    started = sandbox.start(Program("large", files={"large.py": source}, limits=Limits(memory_mib=64)))
    with started as run, pytest.raises(Ended) as caught:
        run.receive(20)
    # Who looks at the memory just before sees it full.
    assert (caught.value.by, caught.value.code) in ((EndedBy.ITSELF, -signal.SIGXFSZ), (EndedBy.MEMORY, None))


def test_the_temporary_folder_is_the_scratch_folder(ask: Ask) -> None:
    assert ask(
        """
import tempfile
open("/tmp/mine", "w").write("x")
result = [os.path.exists("mine"), tempfile.gettempdir() == os.getcwd(), os.stat("/tmp").st_dev == os.stat(".").st_dev]
"""
    ) == [True, True, True]
