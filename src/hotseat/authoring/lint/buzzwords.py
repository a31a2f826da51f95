"""No buzzwords and no filler: they say that nobody thought about the sentence."""

import re
from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.authoring.prose import sentences
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder

WORDS = re.compile(
    r"\b(crucial(?:ly)?|robust(?:ly|ness)?|leverag(?:e|es|ed|ing)|delv(?:e|es|ing)|div(?:e|es|ing) (?:in|into|deep)|deep[- ]dive"
    r"|key takeaways?|game[- ]chang(?:er|ing)|cutting[- ]edge|seamless(?:ly)?|state[- ]of[- ]the[- ]art|best[- ]in[- ]class"
    r"|at the end of the day|in today's world|it is important to note|it's important to note|needless to say|synergy"
    r"|paradigm shift|blazing(?:ly)? fast|unlock(?:s|ing)? the power)\b",
    re.IGNORECASE,
)


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Search every sentence."""
    for file, text in sentences(folder):
        for word in sorted({match[0] for match in WORDS.finditer(text)}):
            yield found(folder, file, f"“{word}” says nothing.", "Say what is meant, or leave it out.")
