"""lab.toml: what a learner ships."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hotseat.curriculum.reading import Strict, Unreadable, read_toml

NAME = "lab.toml"
NEEDS = ("postgres",)
MOST = 4
"""Processes of one name."""


class ProcessTable(Strict):
    """One `[process.NAME]`."""

    cmd: str
    count: int = 1


class LabFile(Strict):
    """The keys of lab.toml. `stage` is the one that `lab run` judges up to unless told otherwise; 0 for all."""

    lab: str
    process: dict[str, ProcessTable]
    needs: list[str] = []
    stage: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """A service: which lab it is for, its processes by name with their count, and the servers that it needs."""

    lab: str
    folder: Path
    processes: Mapping[str, tuple[str, int]]
    needs: tuple[str, ...] = ()
    stage: int = 0
    environment: Mapping[str, str] = field(default_factory=dict)


def read_manifest(folder: Path, environment: Mapping[str, str] | None = None) -> Manifest:
    """The service in this folder. Raises `Unreadable`."""
    path = folder / NAME
    file = read_toml(path, LabFile)
    if "api" not in file.process:
        raise Unreadable(str(path), "It has no [process.api].", 'Say how your service starts: [process.api] with cmd = "…".')
    for name, process in file.process.items():
        if not 1 <= process.count <= MOST:
            raise Unreadable(str(path), f"{name}: count = {process.count}.", f"Use 1 to {MOST}.")
    for name in file.needs:
        if name not in NEEDS:
            raise Unreadable(str(path), f"It needs {name!r}.", f"The judge can start {', '.join(NEEDS)}.")
    processes = {name: (process.cmd, process.count) for name, process in file.process.items()}
    return Manifest(file.lab, folder, processes, tuple(file.needs), file.stage, environment or {})
