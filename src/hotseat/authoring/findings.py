"""What a rule says about one file of an item."""

from collections.abc import Iterable

from hotseat.core.problem import Problem
from hotseat.curriculum import ItemFolder


def found(folder: ItemFolder, file: str, message: str, fix: str) -> Problem:
    """A problem in this file of the item. The registry adds the rule's name."""
    return Problem("", f"{folder.item.id}/{file}", message, fix)


def listed(names: Iterable[str]) -> str:
    """Names for a message, in order."""
    return ", ".join(sorted(names))


def counted(number: int, noun: str) -> str:
    """A number and its noun: 1 probe, 2 probes."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
