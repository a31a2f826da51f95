"""A component lab's own services, judged as a learner's are."""

import asyncio
from pathlib import Path

from hotseat.labs.edge.judging import Outcome, judge
from hotseat.labs.edge.manifest import read_manifest
from hotseat.labs.edge.verification import Cell, files_of
from hotseat.labs.shelf import Shelf


def outcome(shelf: Shelf, folder: Path, part: str, name: str) -> Outcome:
    """What a quick run of all stages comes to."""
    service, kept = folder / "service", folder / "kept"
    kept.mkdir()
    service.mkdir()
    for file, data in files_of(shelf, Cell(part, name, 1, "", ())).items():
        (service / file).write_bytes(data)
    system = shelf.system
    plan = system.plan(1, len(system.STAGES), quick=True)
    return asyncio.run(judge(system, read_manifest(service), plan, kept, shrink=False))
