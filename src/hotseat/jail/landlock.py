"""Landlock: a process gives up, for itself and all that it starts, every file but those that it names (man 7, landlock).

It needs no privileges and no namespaces, so it works in containers and where the system refuses user namespaces. What it
refuses depends on its version, the ABI: from 4 on TCP, from 6 on signals to processes outside.
"""

import ctypes
import os
import stat
import struct
from collections.abc import Sequence

from hotseat.jail import kernel

_CREATE, _ADD, _RESTRICT = 444, 445, 446
"""The system calls; their numbers are the same on every architecture."""
_ASK_VERSION = 1
_BENEATH = 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_TRUNCATE, _IOCTL = 1 << 14, 1 << 15
_OF_A_FILE = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL
_FILES_BY_ABI = (0, (1 << 13) - 1, (1 << 14) - 1, (1 << 15) - 1, (1 << 15) - 1, (1 << 16) - 1)
"""What the versions know of files: 13 rights, then moving between folders, truncating, calls to devices."""
_TCP = 0b11
_SCOPES = 0b11
"""Binding and connecting; sockets in the abstract space and signals."""
TCP_ABI, SIGNAL_ABI = 4, 6


def abi() -> int:
    """The version that this system has; 0 where it has none."""
    try:
        return kernel.syscall(_CREATE, None, 0, _ASK_VERSION)
    except OSError:
        return 0


def restrict(*, read: Sequence[str], listed: Sequence[str], write: Sequence[str]) -> None:
    """From now on nothing but this: read and run what is below `read`, list what is below `listed`, do anything below `write`.

    Paths that do not exist are left out. The process must have given up privileges for good. Raises `OSError`.
    """
    version = abi()
    files = _FILES_BY_ABI[min(version, len(_FILES_BY_ABI) - 1)]
    parts = [files, _TCP if version >= TCP_ABI else None, _SCOPES if version >= SIGNAL_ABI else None]
    attributes = struct.pack(f"{sum(part is not None for part in parts)}Q", *(part for part in parts if part is not None))
    ruleset = kernel.syscall(_CREATE, ctypes.create_string_buffer(attributes, len(attributes)), len(attributes), 0)
    for rights, paths in ((_EXECUTE | _READ_FILE | _READ_DIR, read), (_READ_DIR, listed), (files, write)):
        for path in paths:
            _allow(ruleset, path, rights)
    kernel.syscall(_RESTRICT, ruleset, 0)
    os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    if not stat.S_ISDIR(os.fstat(place).st_mode):
        rights &= _OF_A_FILE
    rule = struct.pack("=Qi", rights, place)
    try:
        kernel.syscall(_ADD, ruleset, _BENEATH, ctypes.create_string_buffer(rule, len(rule)), 0)
    finally:
        os.close(place)
