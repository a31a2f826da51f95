"""From the pieces of a page to its rows, column by column."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hotseat.resume.page import Page, Piece
from hotseat.resume.sections import heading

SAME_BASELINE = 0.35
"""Two pieces whose baselines differ by less than this part of their size stand in one row."""
FEWEST = 3
"""Rows that a side of a gutter has before it is a column."""


@dataclass(frozen=True, slots=True)
class Row:
    """The pieces of one baseline, from left to right."""

    pieces: tuple[Piece, ...]

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.pieces[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return max(piece.right for piece in self.pieces)

    @property
    def y(self) -> float:
        """Its baseline."""
        return self.pieces[0].y

    @property
    def size(self) -> float:
        """The largest size in it."""
        return max(piece.size for piece in self.pieces)

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(piece.bold for piece in self.pieces)

    @property
    def text(self) -> str:
        """Its text. A wide gap, such as before a date at the margin or between a table's cells, reads as a bar."""
        return " | ".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Column:
    """Rows that are read from top to bottom. `number` is 0 for the whole width, 1 and 2 for the left and the right side."""

    number: int
    rows: tuple[Row, ...]


def rows_of(pieces: Iterable[Piece]) -> list[Row]:
    """The rows that these pieces make, from the top down."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: (one.y, one.left)):
        if rows and piece.y - rows[-1][0].y <= SAME_BASELINE * min(piece.size, rows[-1][0].size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [Row(tuple(sorted(row, key=lambda one: one.left))) for row in rows]


def columns(page: Page, before: float | None = None) -> tuple[list[Column], float | None]:
    """The page's columns in reading order, and where its gutter is. `before` is the gutter of the page before."""
    rows = rows_of(page.pieces)
    found = _gutter(rows, before)
    if found is None:
        return [Column(0, tuple(rows))] if rows else [], None
    gutter, first, last = found
    inside = [piece for row in rows[first : last + 1] for piece in row.pieces]
    sides = (
        Column(0, tuple(rows[:first])),
        Column(1, tuple(rows_of(piece for piece in inside if piece.left < gutter))),
        Column(2, tuple(rows_of(piece for piece in inside if piece.left >= gutter))),
        Column(0, tuple(rows[last + 1 :])),
    )
    return [side for side in sides if side.rows], gutter


def _gutter(rows: Sequence[Row], before: float | None) -> tuple[float, int, int] | None:
    """The gutter with the most rows beside it, with the first and the last of them.

    Both sides of a gutter have a section's heading: so a table, or dates at the margin, are no columns. Where the page before
    had columns, the same gutter may go on without.
    """
    best: tuple[int, float, int, int] | None = None
    for gutter in _candidates(rows):
        carried = before is not None and abs(gutter - before) < 3
        for first, last in _bands(rows, gutter):
            left = [piece for row in rows[first : last + 1] for piece in row.pieces if piece.left < gutter]
            right = [piece for row in rows[first : last + 1] for piece in row.pieces if piece.left >= gutter]
            if min(len(left), len(right)) < FEWEST:
                continue
            if not carried and not (_has_heading(left) and _has_heading(right)):
                continue
            if best is None or last - first > best[0]:
                best = (last - first, gutter, first, last)
    return best[1:] if best else None


def _candidates(rows: Sequence[Row]) -> list[float]:
    """Just left of where pieces that are headings begin, or where several pieces begin below each other."""
    starts: dict[int, int] = {}
    for row in rows:
        for piece in row.pieces:
            at = round(piece.left - 1)
            starts[at] = starts.get(at, 0) + (FEWEST if heading(piece.text) else 1)
    return [float(at) for at, count in sorted(starts.items()) if count >= FEWEST]


def _bands(rows: Sequence[Row], gutter: float) -> Iterable[tuple[int, int]]:
    """Stretches of rows that nothing crosses the gutter in."""
    first = None
    for number, row in enumerate(rows):
        crossed = any(piece.left < gutter < piece.right for piece in row.pieces)
        if crossed and first is not None:
            yield _trimmed(rows, gutter, first, number - 1)
            first = None
        elif not crossed and first is None:
            first = number
    if first is not None:
        yield _trimmed(rows, gutter, first, len(rows) - 1)


def _trimmed(rows: Sequence[Row], gutter: float, first: int, last: int) -> tuple[int, int]:
    """The stretch from the first heading below which both sides have rows: a short name above belongs to neither side."""
    right = [n for n in range(first, last + 1) if any(piece.left >= gutter for piece in rows[n].pieces)]
    left = [n for n in range(first, last + 1) if any(piece.left < gutter for piece in rows[n].pieces)]
    if not right or not left:
        return first, last
    begins = max(first, min(right[0], next((n for n in left if heading(_left_text(rows[n], gutter))), right[0])))
    return begins, last


def _left_text(row: Row, gutter: float) -> str:
    return " ".join(piece.text for piece in row.pieces if piece.left < gutter)


def _has_heading(pieces: Iterable[Piece]) -> bool:
    return any(heading(piece.text) for piece in pieces)
