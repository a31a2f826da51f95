"""Draws résumés as PDF from facts: every row is wrapped here, as a word processor wraps it."""

import io
from dataclasses import dataclass, field
from typing import Any

from reportlab.lib.pagesizes import A4, LETTER  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from tests.intake.facts import Person

TITLES = {"summary": "Summary", "w": "Experience", "s": "Skills", "e": "Education", "l": "Languages"}
WIDE = "HeiseiMin-W3"
"""A font of Adobe's that needs no file, with Japanese, Greek and Cyrillic letters."""


@dataclass
class Style:
    size: float = 10
    font: str = "Helvetica"
    bold: str = "Helvetica-Bold"
    bullet: str = "•"
    indent: float = 12
    margin: float = 54
    leading: float = 1.25
    page: tuple[float, float] = A4
    upper: bool = False
    running: bool = False
    compressed: int = 1
    justified: bool = False
    spaced: bool = False
    titles: dict[str, str] = field(default_factory=lambda: dict(TITLES))


class Pen:
    """Writes down a column, and goes to a new page where it ends."""

    def __init__(self, canvas: Canvas, style: Style, left: float, right: float, top: float, person: Person) -> None:
        self.canvas, self.style, self.left, self.right, self.y, self.person = canvas, style, left, right, top, person

    def row(self, x: float, text: str, font: str, size: float, stretch: float = 0) -> None:
        at = x
        if stretch and " " in text:
            gap = (stretch - sum(pdfmetrics.stringWidth(word, font, size) for word in text.split(" "))) / text.count(" ")
            for word in text.split(" "):
                self.row(at, word, font, size)
                at += pdfmetrics.stringWidth(word, font, size) + gap
            return
        for plain, run in runs(text):
            used = font if plain else WIDE
            self.canvas.setFont(used, size)
            self.canvas.drawString(at, self.y, run)
            at += pdfmetrics.stringWidth(run, used, size)

    def room(self, height: float) -> None:
        if self.y - height < self.style.margin:
            finish(self.canvas, self.style, self.person)
            self.y = self.style.page[1] - self.style.margin - (14 if self.style.running else 0)

    def text(self, text: str, *, font: str = "", size: float = 0, left: float = 0, bullet: str = "", gap: float = 0) -> None:
        font, size = font or self.style.font, size or self.style.size
        x = self.left + left
        self.y -= gap
        for number, row in enumerate(wrapped(text, self.right - x, font, size)):
            self.room(size * self.style.leading)
            self.y -= size * self.style.leading
            if bullet and number == 0:
                self.row(x - self.style.indent, bullet, self.style.font, size)
            last = text.endswith(row)
            self.row(x, row, font, size, stretch=0 if last or not self.style.justified else self.right - x)

    def title(self, key: str) -> None:
        text = self.style.titles[key]
        text = text.upper() if self.style.upper else text
        text = " ".join(text) if self.style.spaced else text
        self.text(text, font=self.style.bold, size=self.style.size + 2, gap=10)
        self.y -= 3

    def pair(self, left: str, right: str, *, font: str, gap: float = 0) -> None:
        """A text, and another one at the right margin."""
        self.room(self.style.size * self.style.leading + gap)
        self.y -= self.style.size * self.style.leading + gap
        self.row(self.left, left, font, self.style.size)
        self.row(
            self.right - pdfmetrics.stringWidth(right, self.style.font, self.style.size), right, self.style.font, self.style.size
        )

    def bullets(self, texts: tuple[str, ...]) -> None:
        for text in texts:
            self.text(text, left=self.style.indent, bullet=self.style.bullet, gap=1.5)


def runs(text: str) -> list[tuple[bool, str]]:
    """The text in runs that the ordinary font has (Latin-1) and does not have."""
    found: list[tuple[bool, str]] = []
    for letter in text:
        plain = letter in "–—•’“”" or ord(letter) < 256
        if found and found[-1][0] == plain:
            found[-1] = (plain, found[-1][1] + letter)
        else:
            found.append((plain, letter))
    return found


def wrapped(text: str, width: float, font: str, size: float) -> list[str]:
    rows, row = [], ""
    for word in text.split(" "):
        longer = f"{row} {word}" if row else word
        if row and sum(pdfmetrics.stringWidth(run, font if plain else WIDE, size) for plain, run in runs(longer)) > width:
            rows.append(row)
            row = word
        else:
            row = longer
    return [*rows, row]


def finish(canvas: Canvas, style: Style, person: Person) -> None:
    """End the page, with its running header and number where the style has them."""
    if style.running:
        canvas.setFont(style.font, 8)
        if canvas.getPageNumber() > 1:
            for number, text in enumerate((person.name,)):
                canvas.drawString(style.margin, style.page[1] - 30 - 10 * number, text)
        canvas.drawRightString(style.page[0] - style.margin, 28, f"Page {canvas.getPageNumber()} of 2")
    canvas.showPage()


def begun(style: Style) -> tuple[Canvas, io.BytesIO]:
    if WIDE not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(WIDE))
    out = io.BytesIO()
    return Canvas(out, pagesize=style.page, pageCompression=style.compressed, invariant=1), out


def one_column(
    person: Person, style: Style, *, order: str = "wsel", summary: bool = True, bar: bool = True, table: bool = True
) -> bytes:
    canvas, out = begun(style)
    width, height = style.page
    pen = Pen(canvas, style, style.margin, width - style.margin, height - style.margin, person)
    header(pen, person)
    if summary:
        pen.title("summary")
        pen.text(person.summary)
    for part in order:
        PARTS[part](pen, person, bar, table)
    finish(canvas, style, person)
    canvas.save()
    return out.getvalue()


def two_columns(
    person: Person,
    style: Style,
    *,
    left: str,
    right: str,
    share: float = 0.33,
    gutter: float = 22,
    centred: bool = False,
    summary: str = "right",
) -> bytes:
    """A header over both, then two columns: `left` and `right` name their sections."""
    canvas, out = begun(style)
    width, height = style.page
    top = Pen(canvas, style, style.margin, width - style.margin, height - style.margin, person)
    header(top, person, centred=centred)
    middle = style.margin + share * (width - 2 * style.margin)
    sides: list[tuple[Any, ...]] = [
        (style.margin, middle - gutter / 2, left, "left"),
        (middle + gutter / 2, width - style.margin, right, "right"),
    ]
    for start, end, parts, name in sides:
        pen = Pen(canvas, style, start, end, top.y - 8, person)
        if summary == name:
            pen.title("summary")
            pen.text(person.summary)
        for part in parts:
            PARTS[part](pen, person, end - start > 250, False)
    finish(canvas, style, person)
    canvas.save()
    return out.getvalue()


def header(pen: Pen, person: Person, *, centred: bool = False) -> None:
    style = pen.style
    for number, text in enumerate((person.name, *person.contact)):
        size = style.size + 9 if number == 0 else style.size
        if centred:
            pen.y -= size * style.leading
            wide = sum(pdfmetrics.stringWidth(run, style.font if plain else WIDE, size) for plain, run in runs(text))
            pen.row((style.page[0] - wide) / 2, text, style.font, size)
        else:
            pen.text(text, font=style.bold if number == 0 else style.font, size=size)


def work(pen: Pen, person: Person, bar: bool, table: bool) -> None:
    pen.title("w")
    for job in person.jobs:
        if bar:
            pen.pair(job.title, job.dates, font=pen.style.bold, gap=4)
        else:
            pen.text(f"{job.title}, {job.dates}", font=pen.style.bold, gap=4)
        pen.bullets(job.did)


def skills(pen: Pen, person: Person, bar: bool, table: bool) -> None:
    pen.title("s")
    for name, what in person.skills:
        if table:
            pen.text(name, font=pen.style.bold)
            pen.row(pen.left + 110, what, pen.style.font, pen.style.size)
        else:
            pen.text(f"{name}: {what}")


def education(pen: Pen, person: Person, bar: bool, table: bool) -> None:
    pen.title("e")
    for text in person.education:
        pen.text(text, gap=3)


def languages(pen: Pen, person: Person, bar: bool, table: bool) -> None:
    pen.title("l")
    for text in person.languages:
        pen.text(text, gap=0)


PARTS = {"w": work, "s": skills, "e": education, "l": languages}
PAGES = {"a4": A4, "letter": LETTER}
