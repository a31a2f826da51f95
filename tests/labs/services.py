"""Services to be judged: those that the payment lab carries, and small broken ones."""

import asyncio
import os
import sys
from pathlib import Path

from msgspec.structs import replace

from hotseat.curriculum import load
from hotseat.labs.edge.judging import Outcome, judge
from hotseat.labs.edge.manifest import read_manifest
from hotseat.labs.edge.verification import REFERENCE, WRONG, Cell, files_of
from hotseat.labs.planning import Plan
from hotseat.labs.shelf import Shelf

SHELF = Shelf(load().find("system-design/payments"))
PATH = {"PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))}


def reference(folder: Path, name: str = "sqlite") -> Path:
    return _laid(folder, Cell(REFERENCE, name, 1, "", ()))


def wrong(folder: Path, name: str) -> Path:
    return _laid(folder, Cell(WRONG, name, 1, "", ()))


def script(folder: Path, text: str, count: int = 1) -> Path:
    """A service that is one Python file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "service.py").write_text(text)
    (folder / "lab.toml").write_text(
        f'lab = "payments/1"\n[process.api]\ncmd = "exec {sys.executable} service.py"\ncount = {count}\n'
    )
    return folder


def outcome(service: Path, *, acts: tuple[str, ...] = (), stage: int = 1, seed: int = 1, shrink: bool = False) -> Outcome:
    """What a quick run of the stages, or of these acts alone, comes to. What it leaves is in `service`/kept."""
    kept = service.parent / f"{service.name}-kept"
    kept.mkdir(exist_ok=True)
    plan = SHELF.system.plan(seed, stage, quick=True)
    if acts:
        plan = only(plan, acts)
    return asyncio.run(judge(SHELF.system, read_manifest(service, PATH), plan, kept, shrink=shrink))


def only(plan: Plan, acts: tuple[str, ...]) -> Plan:
    steps = tuple(next(step for step in plan.steps if step.act == act) for act in acts)
    return replace(plan, steps=steps)


def _laid(folder: Path, cell: Cell) -> Path:
    for name, data in files_of(SHELF, cell).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder
