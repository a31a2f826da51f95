"""An explain item has two probes or more; one that no probe can decide is self-assessed against four bands."""

from collections.abc import Iterator

from hotseat.authoring.findings import counted, found
from hotseat.core.item import LEVELS
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder

BANDS = ("weak", *LEVELS)


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Count the probes; without any, look at the bands."""
    rubric = folder.rubric()
    if folder.item.kind != "explain" or len(rubric.probes) >= 2:
        return
    levels = tuple(band.level for band in rubric.bands)
    if rubric.probes or not levels:
        fix = "Add [[criterion.probe]]s that the proof decides, or, where nothing can be run, [[band]]s for self-assessment."
        yield found(folder, "rubric.toml", f"It has {counted(len(rubric.probes), 'probe')}; two are the least.", fix)
    elif levels != BANDS:
        yield found(folder, "rubric.toml", f"The bands are {', '.join(levels)}.", f"Write one for each of {', '.join(BANDS)}.")
