"""A mutation edits the observed program, never a `return` of a claim: any claim fails when its assertion is edited."""

from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.authoring.proof_source import proof_source
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """See whether the edited text overlaps a `return` of any claim's function."""
    source = proof_source(folder)
    if source is None:
        return
    text = source.text.encode()
    for claim in folder.claims():
        for number, mutation in enumerate(claim.mutation, 1):
            edited = mutation.replace.encode()
            if not edited or text.count(edited) != 1:
                continue
            start = text.index(edited)
            for owner, begin, end in source.returns():
                if start < end and begin < start + len(edited):
                    yield found(
                        folder,
                        "claims.toml",
                        f"Mutation {number} of {claim.id} edits a `return` of the claim {owner}.",
                        "Mutate the program or the input that the claim observes; name what it compares before the return.",
                    )
