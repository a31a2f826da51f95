"""At least three criteria have a follow-up, and each follow-up has an answer."""

from collections.abc import Iterator

from hotseat.authoring.findings import counted, found
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder

LEAST = 3


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Count the follow-ups and look for their answers."""
    criteria = folder.rubric().criteria
    asked = [criterion for criterion in criteria if criterion.follow_up.strip()]
    if criteria and len(asked) < LEAST:
        fix = f"Write `follow_up` for at least {LEAST} criteria: what an interviewer asks next."
        yield found(folder, "rubric.toml", f"It has {counted(len(asked), 'follow-up')}; {LEAST} are the least.", fix)
    for criterion in criteria:
        if bool(criterion.follow_up.strip()) != bool(criterion.follow_up_answer.strip()):
            missing = "answer" if criterion.follow_up.strip() else "question"
            fix = "Write both `follow_up` and `follow_up_answer`."
            yield found(folder, "rubric.toml", f"The follow-up of {criterion.id} has no {missing}.", fix)
