"""What the system-call filter refuses and what it lets through, tried from inside."""

import ctypes
import platform
from collections.abc import Callable
from typing import Any

import pytest

from hotseat.core.item import Limits
from hotseat.jail import calls
from hotseat.sandbox import Sandbox

type Ask = Callable[..., Any]


@pytest.fixture(autouse=True)
def filtered(sandbox: Sandbox) -> int:
    """The column of this machine in the table."""
    assert sandbox.protection.filter, "these tests describe the filter; this machine has none"
    return calls.MACHINES[platform.machine()][0]


def test_every_listed_call_is_refused(ask: Ask, filtered: int) -> None:
    numbers = {name: columns[filtered] for name, columns in calls.REFUSED.items() if columns[filtered] is not None}
    said = ask(
        f"""
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
result = {{}}
for name, number in {numbers!r}.items():
    ctypes.set_errno(0)
    returned = libc.syscall(number, -1, -1, -1, -1, -1, -1)
    result[name] = [returned, ctypes.get_errno()]
"""
    )
    assert said == {name: [-1, calls.EPERM] for name in numbers}


def test_new_namespaces_are_refused_however_they_are_asked_for(ask: Ask) -> None:
    said = ask(
        """
import ctypes, errno
libc = ctypes.CDLL(None, use_errno=True)
result = []
for flag in (0x10000000, 0x20000, 0x40000000, 0x20000000, 0x80):
    returned = libc.syscall(56 if os.uname().machine == "x86_64" else 220, flag | 17, 0, 0, 0, 0)
    if returned == 0: os._exit(0)
    result.append(errno.errorcode[ctypes.get_errno()])
libc.syscall(435, 0, 0)
result.append(errno.errorcode[ctypes.get_errno()])
"""
    )
    assert said == ["EPERM"] * 5 + ["ENOSYS"]


def test_only_ordinary_sockets_are_made(ask: Ask) -> None:
    said = ask(
        """
import socket
result = []
for family in (1, 2, 10, 16, 17, 38, 40):
    try:
        socket.socket(family, socket.SOCK_DGRAM).close()
        result.append(family)
    except OSError:
        pass
"""
    )
    assert said in ([1, 2], [1, 2, 10])  # a kernel may come without IPv6


def test_the_terminal_cannot_be_typed_into(ask: Ask) -> None:
    said = ask(
        """
import fcntl
result = []
for request in (0x5412, 0x541C):
    try:
        fcntl.ioctl(0, request, b"x")
    except OSError as error:
        result.append(error.errno)
"""
    )
    assert said == [calls.EPERM] * 2


def test_what_programs_do_works(ask: Ask) -> None:
    assert ask(
        """
import asyncio, concurrent.futures, multiprocessing, subprocess, sys, threading
async def echo():
    server = await asyncio.start_server(lambda r, w: (w.write(b"hi"), w.close()), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    said = await reader.read()
    writer.close()
    server.close()
    return said.decode()
with concurrent.futures.ThreadPoolExecutor(2) as threads:
    summed = threads.submit(sum, [1, 2]).result()
context = multiprocessing.get_context("fork")
queue = context.SimpleQueue()
process = context.Process(target=queue.put, args=(4,))
process.start()
process.join()
out = subprocess.run([sys.executable, "-S", "-c", "print(5)"], capture_output=True, text=True).stdout
result = [summed, queue.get(), int(out), len(multiprocessing.active_children())]
""",
        Limits(),
    ) == [3, 4, 5, 0]


def test_a_foreign_architecture_is_killed_and_x32_unknown() -> None:
    """Read off the program itself: this machine may not be able to make such calls."""
    code = calls.filter_for("x86_64")
    words = [code[at : at + 8] for at in range(0, len(code), 8)]
    assert words[:3] == [
        calls._instruction(calls._LOAD, 4),
        calls._instruction(calls._EQUAL, 0xC000003E, 1, 0),
        calls._instruction(calls._RETURN, 0x80000000),
    ]
    assert calls._instruction(calls._AT_LEAST, 0x40000000, 0, 1) in words
    assert len(words) < 4096  # BPF_MAXINSNS
    assert ctypes.sizeof(ctypes.c_void_p) == 8
