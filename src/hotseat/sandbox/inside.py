"""The zygote: a warm interpreter behind the walls that forks workers, each behind walls of its own.

Started as `python -I -S -B inside.py CONTROL SETTINGS`. Each message on the control socket is one order for a worker and
carries four descriptors: the worker's channel, its status socket, its output and its error output. A worker is two processes:
an `init`, the first of its process namespace, which runs only the code below, and the one that runs the program.
The status socket says that the worker waits, with process descriptors of both, and later how the program ended.

    zygote ── forks, is gone ── init ── program

Nothing imports this module.
"""

import array
import contextlib
import gc
import json
import os
import resource
import signal
import socket
import sys
from typing import Any, NoReturn

SETTINGS = json.loads(sys.argv[2])
sys.path[:0] = SETTINGS["paths"]

from hotseat.jail import calls, kernel, landlock  # noqa: E402
from hotseat.jail import processes as jailed  # noqa: E402

DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
"""What a program may use of /dev where it sees the system's own."""
SHARED_MIB = 32
"""Size of /dev/shm, which multiprocessing needs for its semaphores."""
INSIDE_UID = 1000


def main() -> int:
    """Serve orders until the control socket closes, or run one program for a worker that wants an interpreter of its own."""
    if "channel" in SETTINGS:
        return _run(SETTINGS["channel"])
    if SETTINGS["uid"] is not None:
        os.setgroups([])
        os.setresgid(*[SETTINGS["uid"]] * 3)
        os.setresuid(*[SETTINGS["uid"]] * 3)
        kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # else a worker could not write its own uid_map
    control = socket.socket(fileno=int(sys.argv[1]))
    for name in SETTINGS["imports"]:
        with contextlib.suppress(Exception):  # a program that needs it meets the same error, and says so
            __import__(name)
    imported: set[str] = set()
    while True:
        data, fds, _, _ = socket.recv_fds(control, 1 << 16, 4)
        if not data:
            return 0
        order = json.loads(data)
        if not order["fresh"] and order["module"] not in imported and order["module"].startswith("hotseat."):
            imported.add(order["module"])
            with contextlib.suppress(Exception):  # the worker meets the same error, and says so
                __import__(order["module"])
            gc.collect()
            gc.freeze()
        child = os.fork()
        if child == 0:
            control.close()
            _become_worker(order, *fds)
        for fd in fds:
            os.close(fd)
        os.waitpid(child, 0)


def _become_worker(order: dict[str, Any], channel: int, status: int, output: int, errors: int) -> NoReturn:
    """In the zygote's child, which ends as soon as it has made the worker's first process."""
    said = socket.socket(fileno=status)
    try:
        os.dup2(output, 1)
        os.dup2(errors, 2)
        os.close(output)
        os.close(errors)
        if SETTINGS["namespaces"]:
            _leave_namespaces()
        if os.fork() == 0:
            _init(order, channel, said)
    except OSError as error:
        said.send(json.dumps({"failed": str(error)}).encode())
    finally:
        os._exit(0)


def _leave_namespaces() -> None:
    uid, gid = os.getuid(), os.getgid()
    os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNS | os.CLONE_NEWPID | os.CLONE_NEWNET | os.CLONE_NEWIPC | os.CLONE_NEWUTS)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{INSIDE_UID} {uid} 1"), ("gid_map", f"{INSIDE_UID} {gid} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)
    kernel.loopback_up()


def _init(order: dict[str, Any], channel: int, said: socket.socket) -> NoReturn:
    """The worker's first process: builds the last walls, starts the program's process, waits for its end, reaps orphans."""
    code = 1
    try:
        os.setsid()
        if SETTINGS["namespaces"]:
            _mount(order["scratch"])
            kernel.drop_capabilities()
            os.chdir("/scratch")
        elif SETTINGS["linux"]:
            kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
        if SETTINGS["linux"]:
            kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        if SETTINGS["filter"]:
            calls.refuse(sockets=SETTINGS["landlock"] is None)
        program = os.fork()
        if program == 0:
            said.close()
            _program(order, channel)
        if SETTINGS["linux"]:
            kernel.prctl(kernel.PR_SET_DUMPABLE, 0)  # the program runs as the same user
        os.close(channel)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        _say_ready(said, os.getpid(), program)
        code = _wait_for(program)
        if not SETTINGS["namespaces"]:
            _end_the_rest()
    except OSError as error:
        said.send(json.dumps({"failed": str(error)}).encode())
    with contextlib.suppress(OSError):
        said.send(json.dumps({"code": code}).encode())
    os._exit(0)


def _mount(scratch_mib: int) -> None:
    """File systems of the worker's own: what it may write to, and its processes."""
    flags = kernel.MS_NOSUID | kernel.MS_NODEV
    kernel.mount("tmpfs", "/scratch", flags, f"size={scratch_mib}m,mode=0700")
    kernel.mount("tmpfs", "/dev/shm", flags, f"size={SHARED_MIB}m,mode=1777")
    # /tmp is the scratch folder; what the zygote was shown below /tmp stays visible there.
    shown = {name: os.open(f"/tmp/{name}", os.O_PATH) for name in os.listdir("/tmp")}
    kernel.bind("/scratch", "/tmp")
    for name, descriptor in shown.items():
        os.mkdir(f"/tmp/{name}")
        kernel.bind(f"/proc/self/fd/{descriptor}", f"/tmp/{name}")
        os.close(descriptor)
    kernel.mount("proc", "/proc", flags | kernel.MS_NOEXEC | kernel.MS_RDONLY)


def _say_ready(said: socket.socket, *pids: int) -> None:
    """Say which processes these are. Their numbers mean nothing outside this namespace; descriptors of them do."""
    descriptors = [os.pidfd_open(pid) for pid in pids] if SETTINGS["linux"] else []
    said.sendmsg([json.dumps({"pids": pids}).encode()], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))])
    for descriptor in descriptors:
        os.close(descriptor)


def _wait_for(program: int) -> int:
    """The program's exit code (negative: the signal). Orphans that end before it are reaped."""
    while True:
        pid, status = os.wait()
        if pid == program:
            return os.waitstatus_to_exitcode(status)


def _end_the_rest() -> None:
    """Without a process namespace: kill what the program left, which this process has inherited, before it ends itself."""
    while left := [pid for pid in jailed.tree(os.getpid())[1:] if not jailed.ended(pid)]:
        for pid in left:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)


def _program(order: dict[str, Any], channel: int) -> NoReturn:
    """The program's process. What it raises reaches its output as the traceback of an uncaught exception."""
    code = 1
    try:
        if order["fresh"]:
            os.set_inheritable(channel, True)
            kept = {name: SETTINGS[name] for name in ("paths", "namespaces", "linux", "landlock")}
            settings = json.dumps({**kept, "channel": channel})
            os.execv(sys.executable, [sys.executable, "-I", "-S", "-B", __file__, "-1", settings])  # noqa: S606
        if SETTINGS["linux"]:
            kernel.prctl(kernel.PR_SET_DUMPABLE, 1)
        code = _run(channel)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        with contextlib.suppress(BaseException):
            sys.stdout.flush()
        os._exit(code & 0xFF)


def _run(channel: int) -> int:
    """Follow the instructions on the channel, then call the program's `main`."""
    setup = _instructions(channel)
    scratch = setup["scratch"]
    os.chdir(scratch)
    os.environ.clear()
    os.environ.update(HOME=scratch, TMPDIR=scratch, PATH="/usr/bin:/bin", LANG="C.UTF-8", HOTSEAT_CHANNEL=str(channel))
    for name, data in setup["files"].items():
        _lay(name, bytes.fromhex(data))
    sys.path[:0] = [scratch]
    _limit(setup["memory"], setup["processes"])
    if SETTINGS["landlock"] is not None:
        landlock.restrict(**SETTINGS["landlock"], write=[scratch, *DEVICES])
    if setup["services"] and setup["module"] != "hotseat.services.inside":
        __import__("hotseat.services.inside")
        sys.modules["hotseat.services.inside"].start(setup["services"], scratch)
    if setup["remotes"]:
        __import__("hotseat.services.inside")
        sys.modules["hotseat.services.inside"].reach(setup["remotes"], channel if SETTINGS["namespaces"] else None)
    __import__(setup["module"])
    program = sys.modules[setup["module"]]
    arguments = setup["services"] if setup["module"] == "hotseat.services.inside" else setup["arguments"]
    return int(program.main(arguments))


def _instructions(channel: int) -> dict[str, Any]:
    """The first message: its length on a line, then as many bytes, and not a byte more: what follows is the program's."""
    digits = b""
    while not digits.endswith(b"\n"):
        digits += _read(channel, 1)
    setup: dict[str, Any] = json.loads(_read(channel, int(digits)))
    return setup


def _read(channel: int, count: int) -> bytes:
    data = bytearray()
    while len(data) < count:
        chunk = os.read(channel, count - len(data))
        if not chunk:
            os._exit(0)  # nobody wanted this worker
        data += chunk
    return bytes(data)


def _lay(name: str, data: bytes) -> None:
    folder = os.path.dirname(name)
    if folder:
        os.makedirs(folder, exist_ok=True)
    with open(name, "xb") as file:
        file.write(data)


def _limit(memory: int, processes: int) -> None:
    """Limits of each process. RLIMIT_DATA counts what is written to; address space (RLIMIT_AS) would count mere reservations.

    The scratch folder is as large as the memory. A file that would fill it alone ends the process, as the system means it: Python
    would only see a call fail, and the file may be gone before anybody has looked at the memory that it takes.
    """
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    if not SETTINGS["namespaces"]:
        processes += jailed.of_user(os.getuid())  # the limit counts every process that the user has
    for kind, wanted in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_FSIZE, max(memory - (1 << 20), 1 << 20)),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_NPROC, processes),
    ):
        hard = resource.getrlimit(kind)[1]
        value = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (value, value))


if __name__ == "__main__":
    sys.exit(main())
