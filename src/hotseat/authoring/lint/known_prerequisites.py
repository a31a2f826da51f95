"""`prerequisites` names items that exist, and no item waits for itself."""

from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Look each one up, then follow them back."""
    for name in folder.item.prerequisites:
        if name not in curriculum.folders and name != folder.item.id:
            yield found(folder, "item.toml", f"There is no item {name!r} to do first.", "Use an id of `hotseat item list`.")
        elif folder.item.id in _before(name, curriculum):
            yield found(
                folder, "item.toml", f"It waits for {name}, which waits for this item.", "Take one of the two prerequisites out."
            )


def _before(name: str, curriculum: Curriculum) -> set[str]:
    """The item and everything that comes before it."""
    reached: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one not in reached:
            reached.add(one)
            waiting.extend(curriculum.folders[one].item.prerequisites if one in curriculum.folders else ())
    return reached
