"""A line of a résumé as it was read, before anybody corrected it."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from hotseat.resume.sections import FIRST, Section

BULLET = re.compile(r"^[•‣▪▫■□●○◦∙·⁃–—*➢➤✓►▸\u2212-](?=\s|$)\s*")
LONGEST = 2000
"""Characters of one line; what is longer is cut into lines of this length at a space."""
MOST = 400
"""Lines of one résumé."""


class ResumeRefused(ValueError):
    """This cannot be used as a résumé. The text is a sentence for the learner: what is wrong, and what to do."""


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line and the section that it stands in. `bullet` says that the source marked it as an entry of a list."""

    section: Section
    text: str
    bullet: bool = False


def tidy(text: str) -> str:
    """The text on one line: no control characters, no soft hyphens, single spaces, composed characters."""
    kept = "".join(
        " " if character.isspace() or unicodedata.category(character) in ("Cc", "Zl", "Zp") else character
        for character in unicodedata.normalize("NFC", text)
        if character not in "\u00ad\u200b\ufeff\ufffe\uffff" and unicodedata.category(character) not in ("Cs", "Co")
    )
    return " ".join(kept.split())


def arranged(lines: Iterable[ReadLine]) -> tuple[ReadLine, ...]:
    """The lines section by section: header and summary first, then each section where it first appears.

    Raises `ResumeRefused` where there is no line, or there are more than a résumé has.
    """
    by_section: dict[Section, list[ReadLine]] = {section: [] for section in FIRST}
    for line in lines:
        for text in _cut(tidy(line.text)):
            plain = unmarked(text)
            if plain:
                by_section.setdefault(line.section, []).append(ReadLine(line.section, plain, line.bullet or plain != text))
    found = tuple(line for section in by_section.values() for line in section)
    if not found:
        raise ResumeRefused("There is no line of text in it. Nothing was kept. Choose another file, or paste the text.")
    if len(found) > MOST:
        raise ResumeRefused(
            f"It has {len(found)} lines, and {MOST} is the most. Nothing was kept. "
            "Leave out what no interviewer will ask about, and try again."
        )
    return found


def unmarked(text: str) -> str:
    """The text without the bullets that it begins with."""
    while found := BULLET.match(text):
        text = text[found.end() :]
    return text


def _cut(text: str) -> list[str]:
    pieces = []
    while len(text) > LONGEST:
        at = text.rfind(" ", 1, LONGEST)
        at = at if at > 0 else LONGEST
        pieces.append(text[:at].strip())
        text = text[at:].strip()
    return [*pieces, text] if text else pieces
