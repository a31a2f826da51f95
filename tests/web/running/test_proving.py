from collections.abc import Iterator
from pathlib import Path

import pytest

from hotseat.judges.protocol import Tools
from hotseat.proof.claims import Outcome
from hotseat.proof.records import ClaimDone, ClaimStarted, ProofDone, Record
from hotseat.sandbox import NoProtection, Sandbox
from hotseat.sandbox.protection import UNCONTAINED
from hotseat.web.running import proving
from tests.web.curriculum import EXPLAIN, STORY

TOLD: list[Record] = [ClaimStarted("a"), ClaimDone("a", Outcome.HOLDS, 0.1), ProofDone(Outcome.HOLDS, "All hold.", 0.2)]


@pytest.fixture
def proved(small: Path, monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """A prover that tells `TOLD`. Returns the sources that it is given."""
    sources: list[str | None] = []

    def prove(folder: object, sandbox: object, *, source: str | None) -> Iterator[Record]:
        sources.append(source)
        yield from TOLD

    monkeypatch.setattr(proving, "prove", prove)
    monkeypatch.setattr(proving, "tools", lambda: Tools(Sandbox(UNCONTAINED, Path())))
    monkeypatch.setattr(type(proving.run_proof), "enqueue", lambda self, run_id: None)
    proving._runs.clear()
    return sources


def test_a_run_tells_what_the_proof_tells(proved: list[str | None]) -> None:
    run = proving.start(EXPLAIN, "an edit")
    proving.run_proof.func(run.id)
    assert list(run.stream.events) == TOLD
    assert run.stream.finished
    assert proved == ["an edit"]
    assert proving.newest(EXPLAIN) is run


def test_starting_again_ends_the_run_before(proved: list[str | None]) -> None:
    first, other, second = proving.start(EXPLAIN), proving.start(STORY), proving.start(EXPLAIN)
    assert (first.stream.cancelled, other.stream.cancelled, second.stream.cancelled) == (True, False, False)
    assert proving.newest(EXPLAIN) is second


def test_a_stopped_run_says_so_last(proved: list[str | None]) -> None:
    run = proving.start(EXPLAIN)
    run.stream.cancel()
    proving.run_proof.func(run.id)
    assert proved == []
    assert run.stream.events[-1] == ProofDone(None, proving.CANCELLED, 0.0)


def test_what_cannot_be_run_says_why_last(proved: list[str | None], monkeypatch: pytest.MonkeyPatch) -> None:
    def unprotected() -> None:
        raise NoProtection("No protection works here.")

    monkeypatch.setattr(proving, "tools", unprotected)
    run = proving.start(EXPLAIN)
    proving.run_proof.func(run.id)
    assert run.stream.events == (ProofDone(None, "No protection works here.", 0.0),)


def test_only_so_many_finished_runs_are_remembered(proved: list[str | None]) -> None:
    runs = [proving.start(EXPLAIN) for _ in range(proving.REMEMBERED + 8)]
    for run in runs:
        run.stream.finish()
    newest = proving.start(STORY)
    assert len(proving._runs) == proving.REMEMBERED + 1
    assert proving.run_of(runs[0].id) is None
    assert proving.run_of(newest.id) is newest
