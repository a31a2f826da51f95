"""Which item comes before which."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hotseat.core.item import Item
from hotseat.learner.weight import Weights


@dataclass(frozen=True, slots=True)
class Precedence:
    """By item uuid: `needs` are the item's prerequisites; `before` are those and the item that opens its leaf."""

    needs: Mapping[str, tuple[Item, ...]]
    before: Mapping[str, tuple[Item, ...]]


def precedence(todo: Iterable[Item], weights: Weights) -> Precedence:
    """The precedence among the items that are still to be done. A prerequisite names an item ("area/slug") or a leaf.

    One that is done, tested out or unknown holds nothing up. An item that its leaf's opener itself needs comes before it.
    """
    todo = tuple(todo)
    by_id = {item.id: item for item in todo}
    uuids = {item.uuid for item in todo}
    openers = {leaf: item for leaf, item in weights.first.items() if item.uuid in uuids}
    needs = {}
    for item in todo:
        named = [by_id.get(name) or openers.get(name) for name in item.prerequisites]
        needs[item.uuid] = tuple(other for other in named if other is not None and other.uuid != item.uuid)
    before = dict(needs)
    for item in todo:
        opener = openers.get(item.primary_leaf)
        if opener is not None and not _comes_after(opener, item, before):
            before[item.uuid] = (opener, *before[item.uuid])
    return Precedence(needs, before)


def _comes_after(later: Item, item: Item, before: Mapping[str, tuple[Item, ...]]) -> bool:
    """Whether `later` is the item, or comes after it, directly or through others."""
    seen, stack = {later.uuid}, [later]
    while stack:
        current = stack.pop()
        if current.uuid == item.uuid:
            return True
        fresh = [other for other in before[current.uuid] if other.uuid not in seen]
        seen.update(other.uuid for other in fresh)
        stack.extend(fresh)
    return False
