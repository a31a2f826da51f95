"""The system calls that a program in the sandbox is refused, as a seccomp filter (seccomp(2), Linux 6.18's tables).

A list of what is refused rather than of what is allowed: an item may use threads, processes, sockets, files and signals,
and a new C library may use new harmless calls. What is refused either reaches parts of the kernel that a program for an
item never needs and that have had holes (io_uring, bpf, user namespaces, perf, keys, userfaultfd), or changes the machine,
or looks into other processes.
"""

import ctypes
import platform
import struct
from collections.abc import Sequence

from hotseat.jail import kernel

# Name: number on x86-64, number on ARM 64; None where there is no such call.
REFUSED: dict[str, tuple[int | None, int | None]] = {
    "acct": (163, 89),
    "add_key": (248, 217),
    "adjtimex": (159, 171),
    "bpf": (321, 280),
    "chroot": (161, 51),
    "clock_adjtime": (305, 266),
    "clock_settime": (227, 112),
    "delete_module": (176, 106),
    "fanotify_init": (300, 262),
    "finit_module": (313, 273),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fsopen": (430, 430),
    "fspick": (433, 433),
    "init_module": (175, 105),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "io_uring_setup": (425, 425),
    "ioperm": (173, None),
    "iopl": (172, None),
    "kcmp": (312, 272),
    "kexec_file_load": (320, 294),
    "kexec_load": (246, 104),
    "keyctl": (250, 219),
    "lookup_dcookie": (212, 18),
    "mbind": (237, 235),
    "migrate_pages": (256, 238),
    "modify_ldt": (154, None),
    "mount": (165, 40),
    "mount_setattr": (442, 442),
    "move_mount": (429, 429),
    "move_pages": (279, 239),
    "name_to_handle_at": (303, 264),
    "nfsservctl": (180, 42),
    "open_by_handle_at": (304, 265),
    "open_tree": (428, 428),
    "perf_event_open": (298, 241),
    "personality": (135, 92),
    "pidfd_getfd": (438, 438),
    "pivot_root": (155, 41),
    "process_madvise": (440, 440),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "ptrace": (101, 117),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "reboot": (169, 142),
    "request_key": (249, 218),
    "set_mempolicy": (238, 237),
    "setdomainname": (171, 162),
    "sethostname": (170, 161),
    "setns": (308, 268),
    "settimeofday": (164, 170),
    "swapoff": (168, 225),
    "swapon": (167, 224),
    "syslog": (103, 116),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "userfaultfd": (323, 282),
    "vhangup": (153, 58),
}
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""Column in `REFUSED` and the kernel's name of the architecture (AUDIT_ARCH_…)."""
_CLONE, _CLONE3, _SOCKET, _IOCTL = (56, 220), (435, 435), (41, 198), (16, 29)
_SECCOMP = (317, 277)
_NEW_NAMESPACES = 0x7E020080
"""CLONE_NEWTIME, NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET."""
_FAMILIES = (1, 2, 10)
"""AF_UNIX, AF_INET, AF_INET6; no netlink, packets, vsock or crypto."""
_TERMINAL = (0x5412, 0x541C)
"""TIOCSTI and TIOCLINUX type into the terminal of whoever started us."""
_X32 = 0x40000000
EPERM, ENOSYS, EAFNOSUPPORT = 1, 38, 97
_KILL, _ERRNO, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENT = 0, 4, 16
"""Offsets in the kernel's struct seccomp_data; an argument has eight bytes, the lower half first."""


def supported() -> bool:
    """Whether there is a filter for this kind of machine."""
    return platform.machine() in MACHINES


def refuse(*, sockets: bool) -> None:
    """Refuse the calls from now on, in this process and all that it starts. Raises `OSError`.

    Without `sockets` it can make none, but for pairs. The process must have given up privileges for good (PR_SET_NO_NEW_PRIVS).
    """
    code = filter_for(platform.machine(), _FAMILIES if sockets else ())
    program = ctypes.create_string_buffer(code)
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(program)))
    kernel.syscall(_SECCOMP[MACHINES[platform.machine()][0]], 1, 0, header)


def filter_for(machine: str, families: Sequence[int] = _FAMILIES) -> bytes:
    """The filter as a classic BPF program. `families`: of which sockets may be made."""
    column, architecture = MACHINES[machine]
    code = [
        _instruction(_LOAD, _ARCHITECTURE),
        _instruction(_EQUAL, architecture, 1, 0),
        _instruction(_RETURN, _KILL),
        _instruction(_LOAD, _NUMBER),
    ]
    if machine == "x86_64":
        code += [_instruction(_AT_LEAST, _X32, 0, 1), _instruction(_RETURN, _ERRNO | ENOSYS)]
    for numbers in REFUSED.values():
        if (number := numbers[column]) is not None:
            code += [_instruction(_EQUAL, number, 0, 1), _instruction(_RETURN, _ERRNO | EPERM)]
    # The C library falls back from clone3, whose flags a filter cannot see, to clone.
    code += [_instruction(_EQUAL, _CLONE3[column], 0, 1), _instruction(_RETURN, _ERRNO | ENOSYS)]
    code += _on(_CLONE[column], 0, [_instruction(_ANY_BIT, _NEW_NAMESPACES, 0, 1), _instruction(_RETURN, _ERRNO | EPERM)])
    allowed = [_instruction(_EQUAL, family, len(families) - place, 0) for place, family in enumerate(families)]
    code += _on(_SOCKET[column], 0, [*allowed, _instruction(_RETURN, _ERRNO | EAFNOSUPPORT)])
    typed = [part for what in _TERMINAL for part in (_instruction(_EQUAL, what, 0, 1), _instruction(_RETURN, _ERRNO | EPERM))]
    code += _on(_IOCTL[column], 1, typed)
    return b"".join([*code, _instruction(_RETURN, _ALLOW)])


def _on(number: int, argument: int, then: list[bytes]) -> list[bytes]:
    """For this call alone: load an argument, run `then`, allow what it does not return from."""
    body = [_instruction(_LOAD, _ARGUMENT + 8 * argument), *then, _instruction(_RETURN, _ALLOW)]
    return [_instruction(_EQUAL, number, 0, len(body)), *body]


def _instruction(code: int, value: int, jump_true: int = 0, jump_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, jump_true, jump_false, value)
