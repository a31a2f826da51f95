"""Plain text as a page of equally wide letters, so that wrapped rows, columns and bullets are found as on any page."""

import re

from hotseat.resume.layout import lines_of
from hotseat.resume.line import ReadLine
from hotseat.resume.page import Page, Piece

LETTER = 6.0
ROW = 12.0
SIZE = 10.0
WRAPPED = 110
"""Text with a longer row than this was not wrapped by hand: each row is a line."""
NARROWEST = 60
UNDERLINE = re.compile(r"\s*([-=_*~#])\1{2,}\s*")
GAP = re.compile(r" {3,}|\t+")


def lines_of_text(text: str) -> tuple[ReadLine, ...]:
    """The lines of a text that was typed or pasted. Raises `ResumeRefused` where there are none."""
    rows = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    longest = max((len(row.rstrip()) for row in rows), default=0)
    step = ROW if longest <= WRAPPED else ROW * 10
    pieces = [
        piece
        for number, row in enumerate(rows, start=1)
        if not UNDERLINE.fullmatch(row)
        for piece in _pieces(row.rstrip(), number * step)
    ]
    width = max(NARROWEST, longest) * LETTER
    # As high as no margin reaches: plain text has no page header to drop.
    top = 1_000_000.0
    placed = tuple(Piece(one.text, one.left, one.right, one.y + top, one.size) for one in pieces)
    return lines_of([Page(width, 2 * top + len(rows) * step, placed)])


def _pieces(row: str, y: float) -> list[Piece]:
    """The row, cut where tabs or three spaces are."""
    pieces, at = [], 0
    for gap in [*GAP.finditer(row), None]:
        end = gap.start() if gap else len(row)
        text = row[at:end]
        if text.strip():
            left = (at + len(text) - len(text.lstrip())) * LETTER
            pieces.append(Piece(text.strip(), left, end * LETTER, y, SIZE))
        at = gap.end() if gap else end
    return pieces
