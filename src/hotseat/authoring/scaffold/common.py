"""What the scaffolds of all kinds have alike."""

HINTS = """\
1. WRITE: a question that points at where to look, and gives least away.
2. WRITE: a question that names the part that decides.
3. WRITE: the step that nearly gives the answer.
"""

DESIGN = """\
Goal: WRITE: what a learner can do afterwards that they could not do before, in a sentence.
Out of scope: WRITE: what belongs to other items.
Misconceptions targeted: WRITE: the folk versions that this item corrects.
"""


def item_toml(kind: str, *, level: str, minutes: int, more: str = "") -> str:
    """The item.toml of a new item of this kind."""
    return f"""\
format_version = 1
uuid = "$uuid"
title = "WRITE: what is asked, in one short line ($id)"
kind = "{kind}"
covers = ["$leaf"]
level = "{level}"
minutes = {minutes}
license = "the project's own"
{more}"""
