"""The item carries the right and wrong submissions that prove it."""

from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.core.problem import Problem
from hotseat.core.verdict import Verdict
from hotseat.curriculum import Curriculum, ItemFolder


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Look for what the kind needs."""
    kind = folder.item.kind
    known = folder.known_submissions()
    right = [one for one in known if one.verdict is Verdict.ACCEPTED]
    if kind == "explain":
        if folder.rubric().probes and len(known) == len(right):
            fix = "Write submissions/wrong_answer/NAME.toml: the answers that a believer in a misconception gives."
            yield found(folder, "submissions", "There is no wrong submission.", fix)
        return
    if not right:
        fix = "Put the reference solution, or right predictions, into submissions/accepted/."
        yield found(folder, "submissions", "There is no accepted submission.", fix)
    if len(known) == len(right):
        fix = "Put mistakes that people really make into submissions/wrong_answer/ and the like."
        yield found(folder, "submissions", "There is no wrong submission.", fix)
    if kind == "optimize" and not any(one.name == "time_limit/unchanged.py" for one in known):
        fix = "Copy the starter to submissions/time_limit/unchanged.py."
        yield found(folder, "submissions", "The baseline's own twin is missing.", fix)
