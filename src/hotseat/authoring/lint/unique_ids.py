"""Ids of claims, criteria, probes and sources are slugs, each used once for its kind of thing."""

from collections import Counter
from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder
from hotseat.curriculum.item_file import SLUG


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Count each kind of id."""
    rubric = folder.rubric()
    kinds = [
        ("claims.toml", "claim", [claim.id for claim in folder.claims()]),
        ("rubric.toml", "criterion", [criterion.id for criterion in rubric.criteria]),
        ("rubric.toml", "probe", [probe.id for probe in rubric.probes]),
        ("item.toml", "source", list(folder.item.sources)),
    ]
    for file, what, ids in kinds:
        for one, count in Counter(ids).items():
            if count > 1:
                yield found(folder, file, f"{count} {what} entries are called {one!r}.", "Give each its own id.")
            if not SLUG.fullmatch(one):
                yield found(folder, file, f"The {what} id {one!r} is no slug.", "Use lower-case words joined by hyphens.")
