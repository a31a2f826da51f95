"""From pages of positioned text to the lines that a person sees: columns, wrapped rows, bullets, sections.

It joins and orders what is there. It adds nothing but the bar that stands for a wide gap.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hotseat.resume.columns import Column, Row, columns
from hotseat.resume.line import BULLET, ReadLine, arranged, tidy
from hotseat.resume.page import Page, Piece
from hotseat.resume.sections import Section, heading

LABEL = re.compile(r"[^\W\d_][\w &/+.-]{1,30}:\s")
"""How a line of skills begins: "Databases: PostgreSQL"."""
PAGE_NUMBER = re.compile(r"(page\s*)?\d{1,3}(\s*(of|/|-)\s*\d{1,3})?", re.IGNORECASE)
LEADING = 1.45
WIDEST_LEADING = 2.0
"""Rows of one line are at most so many sizes apart: the first always, the second where a column's rows stand so wide."""
NEAR = 0.85
"""The part of a column's width that its longest row takes where its text was wrapped."""
INDENT = 2.5
"""Points by which two left edges may differ and still be the same."""
MARGIN = 0.08
"""The part of a page's height in which a row repeated on every page is its header or footer."""


@dataclass(slots=True)
class _Open:
    """The line that rows are being joined to. `text_left` is where its text begins, right of its bullet."""

    section: Section
    text: str
    bullet: bool
    row: Row
    text_left: float


def lines_of(pages: Sequence[Page]) -> tuple[ReadLine, ...]:
    """The lines of a résumé in reading order, section by section. Raises `ResumeRefused` where there are none."""
    return arranged(_lines(_without_furniture(pages)))


def _lines(pages: Iterable[Page]) -> Iterable[ReadLine]:
    section = {0: Section.HEADER, 1: Section.HEADER, 2: Section.HEADER}
    gutter: float | None = None
    last: dict[int, _Open] = {}
    lines: list[_Open] = []
    for page in pages:
        found, gutter = columns(page, gutter)
        for column in found:
            lines.extend(_of_column(column, _room(page, column, gutter), section, last))
    return [ReadLine(line.section, line.text, line.bullet) for line in lines]


def _of_column(column: Column, room: float, section: dict[int, Section], last: dict[int, _Open]) -> Iterable[_Open]:
    """The lines that begin in this column; a line that goes on from the page before is lengthened where it is."""
    edge = _edge(column, room)
    leading = _leading(column)
    if column.number and section[column.number] is Section.HEADER:
        section[column.number] = section[0]
    for number, row in enumerate(column.rows):
        text = tidy(row.text)
        if not text:
            continue
        if (named := heading(text)) and len(row.pieces) == 1:
            section[column.number] = named
            if column.number == 0:
                section[1] = section[2] = named
            last.pop(column.number, None)
            continue
        mark, text_left, text = _bullet(row)
        if not text and not mark:
            continue
        before = last.get(column.number)
        first_of_page = number == 0
        if before and not mark and _goes_on(before, row, edge, leading, first_of_page):
            before.text = _joined(before.text, text)
            before.row = row
            continue
        line = _Open(section[column.number], text, mark, row, text_left)
        last[column.number] = line
        yield line


def _room(page: Page, column: Column, gutter: float | None) -> float:
    """Where the column's rows must end at the latest, supposing that both margins are alike."""
    if column.number == 1 and gutter is not None:
        return gutter - 6
    return page.width - min((piece.left for piece in page.pieces), default=0.0)


def _edge(column: Column, room: float) -> float:
    """Where this column's text was wrapped: at its longest row, unless no row comes near the end of the room."""
    longest = max(row.right for row in column.rows)
    left = min(row.left for row in column.rows)
    return longest if longest - left >= NEAR * (room - left) else max(longest, room)


def _leading(column: Column) -> float:
    """How many sizes apart rows of one line stand here: a quarter of the column's rows are at most so far from the next."""
    apart = sorted((row.y - before.y) / row.size for before, row in pairwise(column.rows) if row.y > before.y)
    usual = apart[len(apart) // 4] if apart else LEADING
    return max(LEADING, min(WIDEST_LEADING, 1.1 * usual))


def _bullet(row: Row) -> tuple[bool, float, str]:
    """Whether the row begins with a bullet, where its text begins, and the text without it."""
    first = row.pieces[0]
    found = BULLET.match(first.text)
    if found is None:
        return False, row.left, tidy(row.text)
    rest = first.text[found.end() :]
    if rest:
        share = found.end() / len(first.text)
        left = first.left + share * (first.right - first.left)
        return True, left, tidy(" | ".join([rest, *(piece.text for piece in row.pieces[1:])]))
    others = row.pieces[1:]
    return True, others[0].left if others else first.right, tidy(" | ".join(piece.text for piece in others))


def _goes_on(before: _Open, row: Row, edge: float, leading: float, first_of_page: bool) -> bool:
    """Whether the row continues the line before it: it stands where its text stands, and its first word had no room there."""
    previous = before.row
    if abs(row.size - previous.size) > 0.6 or row.pieces[0].bold != previous.pieces[-1].bold:
        return False
    if not first_of_page and not 0 < row.y - previous.y <= leading * max(row.size, previous.size):
        return False
    if len(row.pieces) > 1 or (len(previous.pieces) > 1 and not before.bullet):
        return False
    first = row.pieces[0]
    if before.bullet:
        if row is not previous and first.left < before.text_left - 3 * INDENT:
            return False
    elif abs(first.left - previous.left) > INDENT:
        return False
    if LABEL.match(first.text) and LABEL.match(before.text):
        return False
    return before.text.endswith(",") or previous.right + _first_word(first) > edge


def _first_word(piece: Piece) -> float:
    """How wide a space and the first word are, supposing that letters are equally wide."""
    word = len(piece.text.split(" ", 1)[0]) + 1
    return 1.15 * word * (piece.right - piece.left) / max(1, len(piece.text))


def _joined(text: str, more: str) -> str:
    """The two rows as one text. A hyphen at the end stays: whether it belongs to the word, only a person can say."""
    if text.endswith("-") and not text.endswith(" -") and more[:1].isalpha():
        return text + more
    if text and more and _unspaced(text[-1]) and _unspaced(more[0]):
        return text + more
    return f"{text} {more}".strip()


def _unspaced(character: str) -> bool:
    """Whether its script is written without spaces: Chinese and Japanese."""
    return "\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"


def _without_furniture(pages: Sequence[Page]) -> list[Page]:
    """The pages without page numbers, and without what the margin of a later page repeats."""
    seen: set[str] = set()
    kept = []
    for number, page in enumerate(pages):
        pieces = []
        for piece in page.pieces:
            edge = piece.y < MARGIN * page.height or piece.y > (1 - MARGIN) * page.height
            plain = re.sub(r"\d+", "#", tidy(piece.text))
            if edge and PAGE_NUMBER.fullmatch(tidy(piece.text)):
                continue
            if edge and number and plain in seen:
                continue
            if number == 0 or edge:
                seen.add(plain)
            pieces.append(piece)
        kept.append(Page(page.width, page.height, tuple(pieces)))
    return kept
