"""A rubric has four to seven criteria: fewer do not carry a judgement, more are not remembered."""

from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Count the criteria, and see that each weighs something."""
    criteria = folder.rubric().criteria
    if (folder.item.kind == "explain" or criteria) and not 4 <= len(criteria) <= 7:
        yield found(
            folder, "rubric.toml", f"The number of criteria is {len(criteria)}.", "Write four to seven; join or split some."
        )
    for criterion in criteria:
        if not 1 <= criterion.weight <= 5:
            yield found(folder, "rubric.toml", f"The weight of {criterion.id} is {criterion.weight}.", "Give it 1 to 5.")
