"""Proofs that run while the learner watches. They are evidence, not history: nothing of them is stored."""

import threading
from collections.abc import Generator
from dataclasses import dataclass, field
from uuid import uuid4

from django.tasks import task

from hotseat.curriculum import Unreadable
from hotseat.proof.records import ProofDone, Record
from hotseat.proof.runner import prove
from hotseat.sandbox import NoProtection
from hotseat.services import MissingService
from hotseat.web.running.stream import Stream
from hotseat.web.running.tools import curriculum, tools

REMEMBERED = 32
"""How many runs are kept for pages that come back."""
CANCELLED = "You stopped this run. What it had shown until then stands."


@dataclass(frozen=True, slots=True)
class ProofRun:
    """One run of an item's proof, or of the learner's edit of it (`source`)."""

    id: str
    item: str
    source: str | None
    stream: Stream[Record] = field(default_factory=Stream)


_lock = threading.Lock()
_runs: dict[str, ProofRun] = {}


def start(item_uuid: str, source: str | None = None) -> ProofRun:
    """Have a worker run the item's proof. A run of the same item that is under way is ended first."""
    run = ProofRun(uuid4().hex, item_uuid, source)
    with _lock:
        for other in _runs.values():
            if other.item == item_uuid and not other.stream.finished:
                other.stream.cancel()
        _runs[run.id] = run
        for old in [known for known in _runs if _runs[known].stream.finished][:-REMEMBERED]:
            del _runs[old]
    run_proof.enqueue(run.id)
    return run


def run_of(run_id: str) -> ProofRun | None:
    """The run with this id, while it is remembered."""
    return _runs.get(run_id)


def newest(item_uuid: str) -> ProofRun | None:
    """The newest run of this item's proof in this process."""
    with _lock:
        return next((run for run in reversed(_runs.values()) if run.item == item_uuid), None)


def close() -> None:
    """End every run."""
    for run in list(_runs.values()):
        run.stream.cancel()


@task(queue_name="proving")
def run_proof(run_id: str) -> None:
    """Run one proof and tell what it tells; a `ProofDone` comes last, whatever happens."""
    run = _runs.get(run_id)
    if run is None:
        return
    try:
        if not run.stream.cancelled:
            run.stream.drain(_records(run))
        if not any(isinstance(record, ProofDone) for record in run.stream.events):
            run.stream.add(ProofDone(None, CANCELLED, 0.0))
    except (NoProtection, MissingService, Unreadable, OSError) as error:
        run.stream.add(ProofDone(None, str(error), 0.0))
    finally:
        run.stream.finish()


def _records(run: ProofRun) -> Generator[Record]:
    folder = curriculum().by_uuid.get(run.item)
    if folder is None:
        raise Unreadable(run.item, "The item is no longer in the curriculum.", "Restart Hotseat.")
    yield from prove(folder, run.stream.sandbox(tools().sandbox), source=run.source)
