"""Every mark in the answer names a claim of claims.toml or a source of item.toml."""

from collections.abc import Iterator

from hotseat.authoring.findings import found, listed
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder
from hotseat.curriculum.answer import MARK, without_code


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Look each mark up."""
    claims, sources = {claim.id for claim in folder.claims()}, set(folder.item.sources)
    for section in folder.answer():
        for mark in MARK.finditer(without_code(section.text)):
            if mark["claim"] and mark["claim"] not in claims:
                fix = (
                    f"Add it to claims.toml, or use one of {listed(claims)}."
                    if claims
                    else "Write claims.toml, or cite a source."
                )
                yield found(folder, "answer.md", f"{mark[0]} under “{section.title}” names no claim.", fix)
            elif mark["source"] and mark["source"] not in sources:
                yield found(
                    folder,
                    "answer.md",
                    f"{mark[0]} under “{section.title}” names no source.",
                    "Add it to [sources] in item.toml.",
                )
