"""`python` says the oldest version that can show the item, as ">=3.12"."""

import re
from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Compare with the one form that is understood."""
    if not re.fullmatch(r">=3\.(1[2-9]|[2-9]\d)", folder.item.python):
        fix = 'Write python = ">=3.12" (or a later version), or leave it out.'
        yield found(folder, "item.toml", f"python = {folder.item.python!r} is not understood.", fix)
