"""Every claim has a mutation under which it must fail, with the reason: else nothing shows that it could be false."""

from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Count, and look for `because`."""
    for claim in folder.claims():
        if not claim.mutation:
            fix = "Add [[claim.mutation]]: an edit of the observed program or its input under which the claim is false."
            yield found(folder, "claims.toml", f"The claim {claim.id} has no mutation.", fix)
        for mutation in claim.mutation:
            if not mutation.because.strip():
                fix = "Say why the claim must then fail."
                yield found(folder, "claims.toml", f"A mutation of the claim {claim.id} has no `because`.", fix)
