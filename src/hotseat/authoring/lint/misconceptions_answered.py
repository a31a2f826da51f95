"""An explain item names at least one misconception, and each is answered by a claim or a source that exists."""

from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Look up what answers each one."""
    misconceptions = folder.rubric().misconceptions
    if folder.item.kind == "explain" and not misconceptions:
        fix = "Add [[misconception]]: something wrong that people say, and the claim that answers it."
        yield found(folder, "rubric.toml", "There is no misconception.", fix)
    claims = {claim.id for claim in folder.claims()}
    for misconception in misconceptions:
        by = misconception.answered_by
        source = by.removeprefix("source:").partition(",")[0].strip() if by.startswith("source:") else ""
        if by not in claims and source not in folder.item.sources:
            fix = "Use a claim's id, or `source: id` with an id of [sources]."
            yield found(folder, "rubric.toml", f"“{misconception.text}” is answered by {by!r}, which does not exist.", fix)
