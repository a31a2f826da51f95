"""No other item has the title: a learner could not tell the two apart in a list."""

from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Compare with every other item's title, whatever the case."""
    for other in curriculum.folders.values():
        if other.item.title.casefold() == folder.item.title.casefold() and other.path != folder.path:
            yield found(
                folder, "item.toml", f"{other.item.id} has the same title.", "Say in the title what sets this item apart."
            )
