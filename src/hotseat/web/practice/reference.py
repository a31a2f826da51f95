"""The reference solutions, shown only after passing or giving up."""

from dataclasses import dataclass

from hotseat.core.verdict import Verdict
from hotseat.judges.registry import single
from hotseat.web.practice.desk import Desk


@dataclass(frozen=True, slots=True)
class Solution:
    """An accepted submission of the item's own."""

    name: str
    text: str


def reference(desk: Desk) -> list[Solution]:
    """The item's accepted submissions, the reference first by name."""
    found = []
    for known in desk.folder.known_submissions():
        if known.verdict is Verdict.ACCEPTED:
            path = known.path / single(desk.folder) if known.path.is_dir() else known.path
            found.append(Solution(known.path.stem.replace("-", " "), path.read_text(encoding="utf-8")))
    return found
