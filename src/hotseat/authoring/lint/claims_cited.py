"""The answer cites every claim: a claim that no sentence stands on is not part of the answer."""

from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Compare the claims with the marks."""
    cited = {claim for section in folder.answer() for claim in section.claims}
    for claim in folder.claims():
        if claim.id not in cited:
            fix = f"Put [{claim.id}] behind the sentence that it proves, or take the claim out."
            yield found(folder, "claims.toml", f"The answer does not cite the claim {claim.id}.", fix)
