"""Every source is cited somewhere, in the answer or in the rubric."""

from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Compare the sources with the marks, the criteria and the answers to misconceptions."""
    rubric = folder.rubric()
    cited = {source for section in folder.answer() for source in section.sources}
    cited |= {source for criterion in rubric.criteria for source in criterion.sources}
    answers = [misconception.answered_by for misconception in rubric.misconceptions]
    cited |= {answer.removeprefix("source:").partition(",")[0].strip() for answer in answers if answer.startswith("source:")}
    for source in folder.item.sources:
        if source not in cited:
            fix = f"Put [source: {source}, place] behind what it says, or take it out."
            yield found(folder, "item.toml", f"Nothing cites the source {source}.", fix)
