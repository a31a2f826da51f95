"""`seconds` says how long the proof takes: a few at most, 0 without a proof."""

from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder

MOST = 10


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Compare `seconds` with whether there is a proof, and with `slow`."""
    seconds = folder.item.proof_seconds
    if folder.proof is None and seconds:
        yield found(folder, "item.toml", f"seconds = {seconds}, and there is no proof.", "Leave `seconds` out.")
    elif folder.proof is not None and seconds < 1:
        yield found(folder, "item.toml", "There is a proof, and `seconds` is missing.", "Round up what it takes: seconds = 1.")
    elif seconds > MOST and not folder.item.slow:
        yield found(
            folder, "item.toml", f"The proof takes {seconds} s; {MOST} are the most.", "Make it shorter, or set slow = true."
        )
