"""Judges a lab by its own services: references must pass, each wrong one must fail where it is named to, junk must never pass."""

import os
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hotseat.core.verdict import Verdict
from hotseat.labs.edge.judging import Outcome, judge
from hotseat.labs.edge.manifest import read_manifest
from hotseat.labs.history import Phase
from hotseat.labs.shelf import Shelf, service_files

REFERENCE, WRONG, JUNK = "reference", "wrong", "junk"
TRIES = 3
"""How often a service is judged while the evidence does not carry a verdict."""
SILENT = b'lab = "%b"\n[process.api]\ncmd = "exec sleep 1000"\n'


@dataclass(frozen=True, slots=True)
class Cell:
    """One service judged with one seed. `wanted` is the invariant that must be broken, `also` those that may be, too."""

    part: str
    service: str
    seed: int
    wanted: str
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a cell came to. `wrong` says in a sentence what is not as it should be, "" when all is."""

    cell: Cell
    verdict: Verdict
    broken: tuple[str, ...]
    wrong: str
    says: str
    seconds: float


def cells(shelf: Shelf, seeds: Sequence[int], *, only: Sequence[str] = ()) -> list[Cell]:
    """Every cell: references and wrong implementations with each seed, junk with the first. Raises `Unreadable`."""
    found = [Cell(REFERENCE, name, seed, "", ()) for name in shelf.references() for seed in seeds]
    for name, (variant, invariant) in shelf.variants().items():
        found += [Cell(WRONG, name, seed, invariant, variant.also) for seed in seeds]
    found += [Cell(JUNK, name, seeds[0], "", ()) for name in ("starter", "always 500", "silent")]
    return [cell for cell in found if not only or cell.service in only]


async def verified(
    shelf: Shelf, wanted: Sequence[Cell], *, quick: bool, tell: Callable[[str], None] = lambda _: None
) -> AsyncIterator[Judged]:
    """Judge each cell in turn."""
    for cell in wanted:
        tell(f"{cell.service}, seed {cell.seed}")
        yield await _judged(shelf, cell, quick=quick)


async def _judged(shelf: Shelf, cell: Cell, *, quick: bool) -> Judged:
    for left in reversed(range(TRIES)):
        with tempfile.TemporaryDirectory(prefix="lab-verify-", ignore_cleanup_errors=True) as scratch:
            home = Path(scratch)
            service, kept = home / "service", home / "kept"
            kept.mkdir()
            _lay(service, files_of(shelf, cell))
            # References may need what Hotseat itself has installed.
            path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))
            known = shelf.system
            plan = known.plan(cell.seed, len(known.STAGES), quick=quick)
            outcome = await judge(known, read_manifest(service, {"PATH": path}), plan, kept, shrink=False)
        if outcome.judgement.verdict is not Verdict.INCONCLUSIVE or not left:
            break
    found = outcome.judgement
    broken = tuple(one.id for one, _ in found.broken)
    return Judged(cell, found.verdict, broken, _wrong(cell, outcome, broken), found.says, outcome.seconds)


def files_of(shelf: Shelf, cell: Cell) -> Mapping[str, bytes]:
    """The files of a cell's service. Raises `Unreadable`."""
    if cell.part == REFERENCE:
        return service_files(shelf.references()[cell.service])
    if cell.part == WRONG:
        return shelf.files(shelf.variants()[cell.service][0])
    if cell.service == "silent":
        return {"lab.toml": SILENT % shelf.system.NAME.encode()}
    starter = dict(shelf.starter())
    if cell.service == "always 500":
        starter = {name: data.replace(b"501", b"500") for name, data in starter.items()}
    return starter


def _wrong(cell: Cell, outcome: Outcome, broken: Sequence[str]) -> str:
    """What is not as it should be, "" when all is."""
    verdict = outcome.judgement.verdict
    if cell.part == REFERENCE:
        return "" if verdict is Verdict.ACCEPTED else f"A reference is {verdict}: {outcome.judgement.says}"
    if cell.part == JUNK:
        fine = verdict in (Verdict.WRONG_ANSWER, Verdict.CRASHED)
        return "" if fine else f"Junk is {verdict}: {outcome.judgement.says}"
    if cell.wanted not in broken:
        return f"It is {verdict} and was to break {cell.wanted}: {outcome.judgement.says}"
    if extra := set(broken) - {cell.wanted, *cell.also}:
        return f"It breaks {', '.join(sorted(extra))} as well, which is not said of it."
    if max((phase.stage for _, phase in outcome.history.of(Phase)), default=1) < 2:
        return "It does not get through the first stage: a service that is simply broken shows nothing."
    return ""


def _lay(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
