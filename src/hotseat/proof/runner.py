"""Runs a proof in the sandbox, outside the proof's own process: claims as they are decided, and truths of probes."""

import json
import time
from collections.abc import Generator, Iterable, Mapping
from typing import Any

from hotseat.core.item import Item, Limits
from hotseat.curriculum import ItemFolder
from hotseat.curriculum.reading import read_text
from hotseat.proof.claims import Outcome
from hotseat.proof.records import Charted, ClaimDone, ClaimStarted, ProofDone, Record, Shown
from hotseat.rubric.probe import DrawnProbe, Truth
from hotseat.sandbox import Ended, EndedBy, Program, Sandbox
from hotseat.services import Remote, Service, service

PROOF_LIMITS = Limits(cpu_seconds=120, wall_seconds=120, memory_mib=1536, output_kib=256, processes=256)
SLACK = 10
"""How many times as long as the item says a proof may take: other machines are slower, and may be busy."""


class NoTruth(RuntimeError):
    """A probe's truth could not be computed. The text says why."""


def prove(folder: ItemFolder, sandbox: Sandbox, *, claims: Iterable[str] = (), source: str | None = None) -> Generator[Record]:
    """Run the proof: all its claims in the order in which proof.py defines them, or only those named.

    `source` is an edited proof.py; by default the item's own runs. Closing the generator ends the run. Raises
    `MissingService` when a server that the item needs is not installed, `Unreadable` when there is no proof.
    """
    program = _program(folder, ("proof.py", *claims), source)
    started = time.perf_counter()
    claim = ""
    outcomes: list[Outcome | None] = []
    broken = ""
    with sandbox.start(program) as run:
        while True:
            try:
                record = run.receive(_patience(folder.item) - (time.perf_counter() - started))
                told = _record(claim, record)
            except Ended as ended:
                broken = broken or _why(ended, folder.item, complete=bool(outcomes) and claim == "")
                printed = run.output
                break
            except (KeyError, TypeError, ValueError, AttributeError):
                broken, printed = "The proof wrote something of its own to the channel of its records.", run.output
                break
            if isinstance(told, str):
                broken = told
                continue
            claim = told.claim if isinstance(told, ClaimStarted) else "" if isinstance(told, ClaimDone) else claim
            if isinstance(told, ClaimDone):
                outcomes.append(told.outcome)
            yield told
    yield _done(outcomes, broken, time.perf_counter() - started, printed)


def truth(folder: ItemFolder, drawn: DrawnProbe, sandbox: Sandbox) -> Truth:
    """What is true for a drawn probe, computed by the item's own proof. Raises `NoTruth`, or `MissingService`."""
    program = _program(folder, ("proof.py", "--probe", drawn.probe.answer, json.dumps(dict(drawn.values))), None)
    with sandbox.start(program) as run:
        try:
            record = run.receive(_patience(folder.item))
        except Ended as ended:
            raise NoTruth(f"{drawn.probe.answer}: {_why(ended, folder.item, complete=False)} {run.output[-1000:]}") from None
    if not isinstance(record, dict) or "truth" not in record:
        raise NoTruth(f"{drawn.probe.answer}: {record.get('broken') if isinstance(record, dict) else record}")
    found: Truth = record["truth"]
    return found


def _program(folder: ItemFolder, arguments: tuple[str, ...], source: str | None) -> Program:
    text = read_text(folder.path / "proof.py") if source is None else source
    needed = [service(name) for name in folder.item.services]
    services = tuple(each for each in needed if isinstance(each, Service))
    remotes = tuple(each for each in needed if isinstance(each, Remote))
    files = {"proof.py": text.encode("utf-8", "surrogatepass")}
    return Program(
        "hotseat.proof.inside", arguments, files, PROOF_LIMITS, packages=True, fresh=True, services=services, remotes=remotes
    )


def _patience(item: Item) -> float:
    return min(PROOF_LIMITS.wall_seconds, 20.0 + SLACK * max(1, item.proof_seconds))


def _record(claim: str, record: Mapping[str, Any]) -> ClaimStarted | Shown | Charted | ClaimDone | str:
    """One line of the inside as a record; a text when the whole program broke. Raises what a forged line provokes."""
    if "chart" in record:
        return Charted(claim, dict(record))
    if "shown" in record:
        return Shown(claim, str(record["shown"]), record["value"], str(record["unit"]))
    if "claim" not in record:
        return str(record["broken"])
    if "outcome" in record:
        return ClaimDone(str(record["claim"]), Outcome(record["outcome"]), float(record["seconds"]))
    if "broken" in record:
        return ClaimDone(str(record["claim"]), None, float(record["seconds"]), str(record["broken"]))
    return ClaimStarted(str(record["claim"]))


def _why(ended: Ended, item: Item, *, complete: bool) -> str:
    """Why a run that ended did not do so well, "" when it did."""
    match ended.by:
        case EndedBy.ITSELF if complete and ended.code in (0, 1):
            return ""
        case EndedBy.ITSELF:
            return f"The program ended (exit {ended.code}) before every claim was decided."
        case EndedBy.MEMORY:
            return f"It needed more than {PROOF_LIMITS.memory_mib} MiB of memory."
        case EndedBy.OUTPUT:
            return f"It printed more than {PROOF_LIMITS.output_kib} KiB."
        case EndedBy.SILENCE:
            return f"It was not done after {_patience(item):.0f} s."
        case _:
            return "It was stopped."


def _done(outcomes: list[Outcome | None], broken: str, seconds: float, printed: str) -> ProofDone:
    if broken or None in outcomes:
        return ProofDone(None, broken or "A claim's function raised an exception.", seconds, printed)
    for worst, words in ((Outcome.FAILS, "failed"), (Outcome.INCONCLUSIVE, "did not decide")):
        if count := outcomes.count(worst):
            return ProofDone(worst, f"{count} of {len(outcomes)} claims {words} here.", seconds, printed)
    unshown = outcomes.count(Outcome.UNSHOWN)
    told = f" {unshown} of them cannot be shown here." if unshown else ""
    return ProofDone(Outcome.HOLDS, f"All {len(outcomes)} claims hold.{told}", seconds, printed)
