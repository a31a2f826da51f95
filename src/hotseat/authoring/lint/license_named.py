"""`license` says under which terms the item may be passed on."""

from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """See that something is said."""
    if not folder.item.license.strip():
        fix = 'Write license = "the project\'s own", or the terms of what it was taken from.'
        yield found(folder, "item.toml", "The license is empty.", fix)
