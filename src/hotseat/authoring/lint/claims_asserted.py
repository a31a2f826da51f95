"""claims.toml and the proof's @claim functions name the same claims; the proof is read, not run."""

from collections import Counter
from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.authoring.proof_source import proof_source
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Compare the two lists of ids, and see that the proof has each once."""
    stated = {claim.id for claim in folder.claims()}
    if folder.proof is None:
        if stated:
            yield found(folder, "proof.py", "There are claims and no proof.", "Write proof.py, with a @claim function for each.")
        return
    source = proof_source(folder)
    if source is None:
        return
    asserted = Counter(claim for claim, _ in source.claims)
    for claim in sorted(stated - set(asserted)):
        yield found(folder, "proof.py", f"No function asserts the claim {claim}.", f'Mark one with @claim("{claim}").')
    for claim in sorted(set(asserted) - stated):
        yield found(
            folder, "claims.toml", f"The proof asserts {claim!r}, which is not stated.", "State it in a sentence, or take it out."
        )
    for claim, count in asserted.items():
        if count > 1:
            yield found(folder, "proof.py", f"{count} functions assert the claim {claim}.", "One function decides one claim.")
