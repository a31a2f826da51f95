"""Writing to a person: rich on a terminal, plain text elsewhere. Output that a program reads never passes through here."""

import functools
import json
import os
import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

WIDEST = 100
"""Columns of running text; longer lines are hard to read."""
ERASE = "\r\x1b[2K"
"""Takes the line of `wait` back."""
_waiting: list[str] = []


def fancy() -> bool:
    """Whether standard output is a terminal that can show more than plain text."""
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def asks() -> bool:
    """Whether there is a person to ask."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def clean(text: str) -> str:
    """The text without control characters: what a program printed must not steer the terminal."""
    return "".join(
        character if character in "\n\t" or character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text
    )


def wait(text: str) -> None:
    """Show what is being done, on one line of the terminal that the next output replaces; nothing elsewhere."""
    if fancy():
        _take_back()
        room = shutil.get_terminal_size().columns - 4
        sys.stdout.write(f"  … {clean(text)[:room]}")
        sys.stdout.flush()
        _waiting.append(text)


def _take_back() -> None:
    """Remove the line that `wait` wrote, if it is still there."""
    if _waiting:
        _waiting.clear()
        sys.stdout.write(ERASE)
        sys.stdout.flush()


def say(text: str = "", style: str = "") -> None:
    """One or more lines for the person. `style` is rich's, such as "green" or "bold"; it is shown on a terminal only."""
    _take_back()
    if style and fancy():
        _console().print(clean(text), style=style, markup=False, highlight=False, soft_wrap=True)
    else:
        print(clean(text))


def note(text: str) -> None:
    """A message beside the output, on standard error."""
    print(clean(text), file=sys.stderr, flush=True)


def heading(text: str) -> None:
    """A heading, with a line of space before it."""
    say()
    say(text, "bold")


def markdown(text: str) -> None:
    """Markdown: laid out on a terminal, as it was written elsewhere."""
    _take_back()
    if fancy():
        from rich.markdown import Markdown

        _console().print(Markdown(clean(text)))
    else:
        print(clean(text).rstrip())


def code(text: str, language: str = "python") -> None:
    """Source text, coloured on a terminal."""
    _take_back()
    if fancy():
        from rich.syntax import Syntax

        _console().print(Syntax(clean(text).rstrip(), language, theme="ansi_dark", background_color="default"))
    else:
        print(clean(text).rstrip())


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows under headings. The last column takes what width is left."""
    _take_back()
    if fancy():
        from rich.table import Table
        from rich.text import Text

        shown = Table(*headings, box=None, pad_edge=False, header_style="bold", show_header=any(headings))
        for row in rows:
            shown.add_row(*(Text(clean(cell)) for cell in row))
        _console().print(shown)
        return
    if any(headings):
        rows = [headings, *rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(headings) - 1)] if rows else []
    for row in rows:
        print(clean("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]])).rstrip())


def emit(document: Any) -> None:
    """The JSON document that a command with `--json` prints, alone on standard output."""
    print(json.dumps(document, ensure_ascii=False, indent=2))


@functools.cache
def _console() -> "Console":
    from rich.console import Console

    console = Console()
    return Console(width=min(console.width, WIDEST))
