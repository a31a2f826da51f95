"""Each factual part of an explain item's answer carries a mark of what it stands on."""

from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder

MARKED = ("In thirty seconds", "What", "How", "Why")


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Look for at least one mark in each of the parts that state facts."""
    if folder.item.kind != "explain":
        return
    for section in folder.answer():
        if section.title in MARKED and section.text and not (section.claims or section.sources):
            yield found(
                folder,
                "answer.md",
                f"Nothing under “{section.title}” says what it stands on.",
                "Put [claim-id] or [source: id, place] behind each fact.",
            )
