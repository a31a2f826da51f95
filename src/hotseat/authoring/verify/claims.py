"""Runs an item's claims, and each claim under its mutations."""

from contextlib import closing

from hotseat.authoring.verify import decide
from hotseat.authoring.verify.outcome import Ledger
from hotseat.core.problem import Problem
from hotseat.curriculum import ItemFolder
from hotseat.curriculum.reading import read_text
from hotseat.proof import Outcome
from hotseat.proof.records import ClaimDone, ProofDone
from hotseat.proof.runner import prove
from hotseat.sandbox import Sandbox

TRIES = 3
"""How often a claim that does not decide is run: a busy machine may spoil one measurement, hardly three."""


def verify_claims(folder: ItemFolder, sandbox: Sandbox, ledger: Ledger) -> None:
    """Every claim holds or is unshown here, and every claim that holds fails under each of its mutations."""
    if folder.proof is None:
        return
    text = read_text(folder.proof)
    decided, done = _run(folder, sandbox)
    if done.outcome is None and not any(record.outcome is None for record in decided.values()):
        said = f"The proof breaks: {decide.last_line(done.message)}."
        ledger.note(Problem("proof-breaks", f"{folder.item.id}/proof.py", said, "Correct it: `hotseat prove` shows where."))
        return
    for claim in folder.claims():
        found = decided.get(claim.id)
        outcome, message = (found.outcome, found.message) if found else (None, "the proof does not come to it")
        if outcome is Outcome.INCONCLUSIVE:
            outcome, message = _settled(folder, sandbox, claim.id, None, TRIES - 1)
        ledger.counts["claims"] += 1
        ledger.counts["unshown"] += outcome is Outcome.UNSHOWN
        if ledger.note(decide.claim(folder.item.id, claim.id, outcome, message)) and outcome is Outcome.HOLDS:
            for number, mutation in enumerate(claim.mutation, 1):
                mutated = text.replace(mutation.replace, mutation.with_)
                became, why = _settled(folder, sandbox, claim.id, mutated, TRIES)
                ledger.counts["mutations"] += 1
                ledger.counts["killed"] += ledger.note(decide.mutation(folder.item.id, claim.id, number, became, why))


def _settled(folder: ItemFolder, sandbox: Sandbox, claim: str, source: str | None, tries: int) -> tuple[Outcome | None, str]:
    """One claim's outcome, run again while it is inconclusive; None and the reason when the program breaks."""
    outcome: Outcome | None = Outcome.INCONCLUSIVE
    message = ""
    for _ in range(tries):
        decided, done = _run(folder, sandbox, claim, source)
        found = decided.get(claim)
        outcome, message = (found.outcome, found.message) if found else (None, done.message)
        if outcome is not Outcome.INCONCLUSIVE:
            break
    return outcome, message


def _run(
    folder: ItemFolder, sandbox: Sandbox, claim: str = "", source: str | None = None
) -> tuple[dict[str, ClaimDone], ProofDone]:
    """What became of each claim, and of the proof."""
    decided = {}
    with closing(prove(folder, sandbox, claims=[claim] if claim else (), source=source)) as records:
        for record in records:
            if isinstance(record, ClaimDone):
                decided[record.claim] = record
            elif isinstance(record, ProofDone):
                return decided, record
    raise AssertionError("a proof ends with ProofDone")
