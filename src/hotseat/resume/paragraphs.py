"""From a document's paragraphs to lines: for formats that say what is a heading and what an entry of a list."""

from collections.abc import Iterable
from dataclasses import dataclass

from hotseat.resume.line import ReadLine, arranged, tidy, unmarked
from hotseat.resume.sections import Section, heading


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. `level` is 0 for ordinary text, 1 and more for a heading."""

    text: str
    level: int = 0
    bullet: bool = False


def lines_of_paragraphs(paragraphs: Iterable[Paragraph]) -> tuple[ReadLine, ...]:
    """The lines, section by section. Raises `ResumeRefused` where there are none.

    A heading that names no known section begins `OTHER` and stays as a line of it, where headings of its level name sections;
    a heading below that is a line.
    """
    found = [one for one in paragraphs if tidy(one.text)]
    known = [one.level for one in found if one.level and heading(tidy(one.text))]
    deepest = max(known, default=0)
    lines: list[ReadLine] = []
    section = Section.HEADER
    for one in found:
        text = tidy(one.text)
        named = None if one.bullet else heading(text)
        if named and (one.level or not known):
            section = named
            continue
        if one.level and lines and one.level <= deepest and section is not Section.HEADER:
            section = Section.OTHER
        if plain := unmarked(text):
            lines.append(ReadLine(section, plain, one.bullet or plain != text))
    return arranged(lines)
