"""The calls to Linux that Python's standard library lacks."""

import ctypes
import fcntl
import os
import socket
import struct

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC = 1, 2, 4, 8, 4096, 16384
_SIOCSIFFLAGS, _IFF_UP = 0x8914, 1
_CAPABILITY_VERSION_3 = 0x20080522
_libc = ctypes.CDLL(None, use_errno=True)


def prctl(option: int, value: int) -> None:
    """Set one of the attributes of this process (man 2, prctl). Raises `OSError`."""
    _checked(_libc.prctl(option, value, 0, 0, 0), f"prctl({option})")


def mount(kind: str, target: str, flags: int, options: str = "") -> None:
    """Mount a new file system of this kind. Raises `OSError`."""
    _checked(_libc.mount(kind.encode(), target.encode(), kind.encode(), flags, options.encode()), target)


def bind(source: str, target: str) -> None:
    """Show what is at `source`, and what is mounted below it, at `target` too. Raises `OSError`."""
    _checked(_libc.mount(source.encode(), target.encode(), None, MS_BIND | MS_REC, None), target)


def loopback_up() -> None:
    """Switch on the loopback of this network namespace (man 7, netdevice). Raises `OSError`."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", _IFF_UP))


def drop_capabilities() -> None:
    """Give up every capability of this process. Raises `OSError`."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    _checked(_libc.capset(header, (ctypes.c_uint32 * 6)()), "capset")


def syscall(number: int, *arguments: int | ctypes.Array[ctypes.c_char] | None) -> int:
    """A system call by its number. Raises `OSError`."""
    said: int = _libc.syscall(ctypes.c_long(number), *(ctypes.c_long(one) if isinstance(one, int) else one for one in arguments))
    _checked(said, f"system call {number}")
    return said


def _checked(result: int, what: str) -> None:
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error), what)
