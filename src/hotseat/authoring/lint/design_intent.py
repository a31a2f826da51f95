"""design.md says the goal, what is out of scope, and the misconceptions that the item targets."""

from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder
from hotseat.curriculum.reading import read_text

PARTS = ("Goal", "Out of scope", "Misconceptions")


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Look for the three words at the beginnings of lines."""
    beginnings = [line.lstrip("#*- ").casefold() for line in read_text(folder.path / "design.md").splitlines()]
    for part in PARTS:
        if not any(line.startswith(part.casefold()) for line in beginnings):
            yield found(folder, "design.md", f"It does not say “{part}”.", f"Write a line that begins with `{part}`.")
