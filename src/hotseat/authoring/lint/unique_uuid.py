"""No other item has the uuid: it is the item's identity, and the learner's history hangs on it."""

from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Compare with every other item's uuid."""
    for other in curriculum.folders.values():
        if other.item.uuid == folder.item.uuid and other.path != folder.path:
            fix = "Make a new one: python -c 'import uuid; print(uuid.uuid4())'."
            yield found(folder, "item.toml", f"{other.item.id} has the same uuid.", fix)
