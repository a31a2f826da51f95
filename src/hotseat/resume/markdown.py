"""Markdown in and out. What `to_markdown` writes, `from_markdown` reads as the same lines."""

import re
from collections.abc import Iterable
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.token import Token

from hotseat.resume.line import ReadLine
from hotseat.resume.paragraphs import Paragraph, lines_of_paragraphs
from hotseat.resume.sections import TITLES, Section, heading

_ALWAYS = re.compile(r"([\\`*_\[\]<>&#!~|])")
_FIRST = re.compile(r"^([-+=])")
_NUMBER = re.compile(r"^(\d{1,9})([.)])")


def from_markdown(text: str) -> tuple[ReadLine, ...]:
    """The lines of a Markdown document. Raises `ResumeRefused` where there are none."""
    tokens = MarkdownIt("commonmark", {"maxNesting": 20}).enable("table").parse(text)
    return lines_of_paragraphs(_paragraphs(tokens))


def to_markdown(lines: Iterable[ReadLine]) -> str:
    """The lines as Markdown: a heading for each section but the header, an entry of a list for each line that was one."""
    lines = tuple(lines)
    # Without any heading, a line that is worded like one would be read as one.
    alone = all(line.section is Section.HEADER for line in lines) and any(heading(line.text) for line in lines)
    parts = ["## Contact"] if alone else []
    for section, group in groupby(lines, key=lambda line: line.section):
        if section is not Section.HEADER:
            parts.append(f"## {TITLES[section]}")
        for bullet, same in groupby(group, key=lambda line: line.bullet):
            texts = [_escaped(line.text) for line in same]
            parts += ["\n".join(f"- {text}" for text in texts)] if bullet else texts
    return "\n\n".join(parts) + "\n"


def _escaped(text: str) -> str:
    return _NUMBER.sub(r"\1\\\2", _FIRST.sub(r"\\\1", _ALWAYS.sub(r"\\\1", text)))


def _paragraphs(tokens: Iterable[Token]) -> Iterable[Paragraph]:
    level, depth, fresh = 0, 0, False
    cells: list[str] | None = None
    for token in tokens:
        match token.type:
            case "heading_open":
                level = int(token.tag[1])
            case "heading_close":
                level = 0
            case "list_item_open":
                depth, fresh = depth + 1, True
            case "list_item_close":
                depth -= 1
            case "tr_open":
                cells = []
            case "tr_close":
                yield Paragraph(" | ".join(cell for cell in cells or () if cell))
                cells = None
            case "inline" if cells is not None:
                cells.append(_text(token).replace("\n", " "))
            case "inline":
                # A heading in a list, or a list's second paragraph, is no section and no new entry.
                for part in [_text(token).replace("\n", " ")] if depth or level else _broken(token):
                    yield Paragraph(part, 0 if depth else level, bullet=depth > 0 and fresh)
                fresh = False
            case "fence" | "code_block":
                for row in token.content.splitlines():
                    yield Paragraph(row)
            case _:
                pass


def _broken(token: Token) -> list[str]:
    """A paragraph's text; a hard break in it begins a new line, a soft one does not."""
    return "".join("\f" if child.type == "hardbreak" else _plain(child) for child in token.children or ()).split("\f")


def _text(token: Token) -> str:
    return "".join(_plain(child) for child in token.children or ())


def _plain(token: Token) -> str:
    match token.type:
        case "text" | "code_inline" | "text_special":
            return token.content
        case "softbreak" | "hardbreak":
            return " "
        case "image":
            return token.content
        case _:
            return ""
