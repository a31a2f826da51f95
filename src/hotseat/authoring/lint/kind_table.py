"""The kind's own table in item.toml, and the files that the kind needs, as its judge sees them."""

from collections.abc import Iterator

from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder
from hotseat.judges.registry import check


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Ask the kind."""
    yield from check(folder)
