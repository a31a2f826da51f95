"""`minutes` is what an attempt of this kind takes a learner; the day's plan is made of it."""

from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder

RANGES = {"explain": (3, 20), "predict": (2, 15), "code": (5, 90), "optimize": (10, 90), "lab": (30, 240)}


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Compare with what the kind usually takes."""
    least, most = RANGES[folder.item.kind]
    if not least <= folder.item.minutes <= most:
        fix = "Say what it really takes, or make the item shorter."
        kind = folder.item.kind
        yield found(folder, "item.toml", f"minutes = {folder.item.minutes}; an item of kind {kind} takes {least} to {most}.", fix)
