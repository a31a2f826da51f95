"""What a parser says of a page: pieces of text and where they are."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """Text on one baseline with no wide gap in it. Units are points, from the page's upper left corner; `y` is the baseline."""

    text: str
    left: float
    right: float
    y: float
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page and its pieces, in whatever order."""

    width: float
    height: float
    pieces: tuple[Piece, ...]
