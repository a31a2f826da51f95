"""The question is as long as an interviewer would speak: a sentence at least, a page at most."""

from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder
from hotseat.curriculum.answer import without_code

MOST = {"explain": 220, "predict": 150, "code": 500, "optimize": 500, "lab": 300}
LEAST = 12


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Count the words outside code."""
    words = len(without_code(folder.question()).split())
    most = MOST[folder.item.kind]
    if words < LEAST:
        fix = "Give the situation, then ask, as an interviewer does."
        yield found(folder, "question.md", f"The question has {words} words; {LEAST} are the least.", fix)
    elif words > most:
        fix = "Leave out what the learner should find or ask."
        yield found(folder, "question.md", f"The question has {words} words; {most} are the most for {folder.item.kind}.", fix)
