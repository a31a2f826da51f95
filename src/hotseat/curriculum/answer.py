"""answer.md: thirty seconds, then the ladder, then what production and the levels add."""

import re
from dataclasses import dataclass

LADDER = ("What", "How", "Why", "When this is wrong")
SECTIONS = ("In thirty seconds", *LADDER, "In production", "Mid-level and senior")
"""The headings of an explain item's answer, in order."""

MARK = re.compile(r"\[(?:source:\s*(?P<source>[a-z0-9-]+)(?P<detail>[^\]]*)|(?P<claim>[a-z0-9]+(?:-[a-z0-9]+)*))\](?!\()")
"""What a sentence stands on: `[claim-id]`, or `[source: source-id, place in it]`."""

FENCE = re.compile(r"^(`{3,}|~{3,}).*?^\1\s*$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)


def without_code(markdown: str) -> str:
    """The text with code blocks and code spans taken out."""
    return SPAN.sub(" ", FENCE.sub(" ", markdown))


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an answer under one `## ` heading."""

    title: str
    text: str

    @property
    def claims(self) -> tuple[str, ...]:
        """The claim ids that its sentences stand on."""
        return tuple(found["claim"] for found in MARK.finditer(without_code(self.text)) if found["claim"])

    @property
    def sources(self) -> tuple[str, ...]:
        """The source ids that its sentences stand on."""
        return tuple(found["source"] for found in MARK.finditer(without_code(self.text)) if found["source"])


def sections(text: str) -> tuple[Section, ...]:
    """The `## ` sections of an answer, in order; text before the first has the title ""."""
    parts = re.split(r"^## +(.+?)\s*$", text, flags=re.MULTILINE)
    before = [Section("", parts[0].strip())] if parts[0].strip() else []
    return (*before, *(Section(title, body.strip()) for title, body in zip(parts[1::2], parts[2::2], strict=True)))
