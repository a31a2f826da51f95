"""Every criterion stands on claims or sources that exist."""

from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Look up what each criterion names."""
    claims = {claim.id for claim in folder.claims()}
    for criterion in folder.rubric().criteria:
        if not criterion.claims and not criterion.sources:
            fix = 'Name what proves it: claims = ["…"], or sources = ["…"].'
            yield found(folder, "rubric.toml", f"The criterion {criterion.id} stands on nothing.", fix)
        for claim in set(criterion.claims) - claims:
            fix = "Use an id of claims.toml."
            yield found(folder, "rubric.toml", f"The criterion {criterion.id} names the unknown claim {claim!r}.", fix)
        for source in set(criterion.sources) - set(folder.item.sources):
            fix = "Use an id of [sources] in item.toml."
            yield found(folder, "rubric.toml", f"The criterion {criterion.id} names the unknown source {source!r}.", fix)
