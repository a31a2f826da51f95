"""`covers` names leaves of the roadmap, the primary one of the item's own area, none of them twice."""

import difflib
from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Look every leaf up."""
    item = folder.item
    known = {leaf.id for leaf in curriculum.roadmap.leaves}
    for leaf in item.covers:
        if leaf not in known:
            near = difflib.get_close_matches(leaf, known, n=2)
            fix = f"Did you mean {' or '.join(near)}?" if near else "The leaves are in content/roadmap.toml, as area.leaf."
            yield found(folder, "item.toml", f"covers names {leaf!r}, which is no leaf of the roadmap.", fix)
    if item.primary_leaf.partition(".")[0] != item.area:
        yield found(
            folder,
            "item.toml",
            f"The primary leaf {item.primary_leaf} is not of the area {item.area} that the folder lies in.",
            "Put a leaf of that area first, or move the folder to the leaf's area.",
        )
    if len(set(item.covers)) < len(item.covers):
        yield found(folder, "item.toml", "covers names a leaf twice.", "Name it once.")
