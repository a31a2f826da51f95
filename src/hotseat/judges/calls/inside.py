"""Calls into a submission, inside the sandbox: a fresh process for each case.

This process never executes the submission. For each case it forks a child that does; the child writes its answer to a
pipe of its own and has no channel to the judge. Between cases nothing may be left over: no process, no changed file.
Nothing imports this module.

In:  {"call", "args", "kwargs", "program", "cpu", "wall", "measured", "most"}     one case; `most` steps, to count them
Out: {"answer": text, "cpu", "wall", "dirty"}                            what the child wrote: see `_answer`
     {"ended": code, "cpu", "wall", "dirty"}                             it ended without a word
     {"limit": "cpu" | "wall" | "length", "cpu", "wall", "dirty"}        it was stopped
"""

import contextlib
import json
import os
import resource
import select
import signal
import sys
import time
from types import CodeType
from typing import Any

from hotseat.jail import kernel, processes
from hotseat.judges.calls import answering, wire

MAX_ANSWER = wire.MAX_CHARACTERS + 65_536
LOOK_EVERY = 0.02
"""Seconds between looks at the child's processor time."""
SWEEPS = 100
"""Rounds of killing what a case left, before the whole sandbox is thrown away instead."""


def main(arguments: list[str]) -> int:
    """Serve cases until the channel closes. The one argument is the submission's file."""
    channel = int(os.environ.pop("HOTSEAT_CHANNEL"))
    # The children run as the same user: they must not be able to read this process's memory or descriptors.
    if sys.platform == "linux":
        kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
        kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    code = answering.compiled(arguments[0])
    files = _files()
    os.write(channel, b'{"ready":true}\n')
    with os.fdopen(channel, "rb", buffering=1 << 20) as requests:
        for line in requests:
            reply = _judge(json.loads(line), code, arguments[0], channel)
            reply["dirty"] = _sweep() or _files() != files
            os.write(channel, json.dumps(reply).encode() + b"\n")
    return 0


def _judge(case: dict[str, Any], code: CodeType | str, path: str, channel: int) -> dict[str, Any]:
    if isinstance(code, str):
        return {"answer": json.dumps({"uncompiled": code}), "cpu": 0.0, "wall": 0.0}
    answers, answer_end = os.pipe()
    go_end, go = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(channel)
            os.close(answers)
            os.close(go)
            _answer(case, code, path, answer_end, go_end)
        finally:
            os._exit(0)
    os.close(answer_end)
    os.close(go_end)
    try:
        return _listen(case, child, answers, go)
    finally:
        os.close(answers)
        os.close(go)


def _listen(case: dict[str, Any], child: int, answers: int, go: int) -> dict[str, Any]:
    """Wait for the child's answer, its end or its limit, then end it."""
    clock = (~child << 3) | 2  # the process's CPU-time clock: clock_getcpuclockid(3) in Linux's own encoding
    heard = bytearray()
    poll = select.poll()
    poll.register(answers, select.POLLIN)
    started, used_before = time.perf_counter(), 0.0
    reply: dict[str, Any] = {}
    ready = not case["measured"]
    while not reply:
        poll.poll(LOOK_EVERY * 1000)
        try:
            used = time.clock_gettime(clock)
        except OSError:
            used = used_before
        if poll.poll(0):
            data = os.read(answers, 1 << 16)
            heard += data
            if not ready and heard:
                # Everything that is not measured is done: the program is loaded, the arguments are decoded.
                del heard[:1]
                ready = True
                started, used_before = time.perf_counter(), used
                os.write(go, b"g")
            elif heard.endswith(b"\n"):
                reply["answer"] = heard.decode("utf-8", errors="replace")
            elif not data:
                reply["ended"] = None
            elif len(heard) > MAX_ANSWER:
                reply["limit"] = "length"
        elif used - used_before > case["cpu"]:
            reply["limit"] = "cpu"
        elif time.perf_counter() - started > case["wall"]:
            reply["limit"] = "wall"
    reply["wall"] = time.perf_counter() - started
    code, usage = _end(child, let_end="ended" in reply)
    reply["cpu"] = max(0.0, usage.ru_utime + usage.ru_stime - used_before)
    if "ended" in reply:
        reply["ended"] = code
        if code == -signal.SIGXCPU:
            reply = {"limit": "cpu", "wall": reply["wall"], "cpu": reply["cpu"]}
    return reply


def _end(child: int, *, let_end: bool) -> tuple[int, resource.struct_rusage]:
    """Kill the child unless it is ending by itself, reap it; its exit code (negative: the signal) and what it used."""
    deadline = time.perf_counter() + 1
    while let_end and time.perf_counter() < deadline:
        pid, status, usage = os.wait4(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status), usage
        time.sleep(0.001)
    os.kill(child, signal.SIGKILL)
    _, status, usage = os.wait4(child, 0)
    return os.waitstatus_to_exitcode(status), usage


def _answer(case: dict[str, Any], code: CodeType, path: str, answer_end: int, go_end: int) -> None:
    """In the child: load the submission, answer the case, write one line: {"value"}, {"strange"}, {"raised"}, {"steps"}."""
    os.setsid()
    if sys.platform == "linux":
        kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # its memory is watched from outside
    seconds = int(case["cpu"]) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    write, dumps = os.write, json.dumps

    def say(answer: dict[str, str]) -> None:
        data = dumps(answer).encode() + b"\n"
        while data:
            data = data[write(answer_end, data) :]

    def over() -> None:
        say({"steps": f"more than {case['most']}"})
        os._exit(0)

    try:
        module = answering.loaded(code, path)
        answers = answering.prepared(module, case)
        if answers is None:
            answer = {"missing": case["call"]}
        elif case["most"]:
            answer = {"steps": str(answering.steps(module, case, over))}
        else:
            if case["measured"]:
                write(answer_end, b"r")
                os.read(go_end, 1)
            answer = answering.said(answers())
    except BaseException as error:
        answer = answering.raised(error, path)
    say(answer)


def _sweep() -> bool:
    """Kill and reap whatever a case left running. Whether there was anything."""
    found = False
    for _ in range(SWEEPS):
        alive = [pid for pid in _descendants(os.getpid()) if not processes.ended(pid)]
        for pid in alive:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        found = found or bool(alive)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            if not alive:
                return found
    return True


def _descendants(pid: int) -> list[int]:
    """What this process started, and what that left behind, which is handed to this one as the subreaper."""
    return processes.tree(pid)[1:]


def _files() -> list[tuple[str, int, int, int]]:
    """Every file and folder a case could write, with what changes when it is touched; a change time cannot be set back."""
    found = []
    for root in (os.getcwd(), "/dev/shm"):
        for folder, _, names in os.walk(root):
            for path in [folder, *(os.path.join(folder, name) for name in names)]:
                try:
                    stat = os.lstat(path)
                except OSError:
                    continue
                found.append((path, stat.st_ino, stat.st_size, stat.st_ctime_ns))
    return found
