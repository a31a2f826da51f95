"""The layouts that reading is measured on: a file, and the lines that it says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from hotseat.resume.line import ReadLine
from hotseat.resume.sections import Section
from tests.intake import documents, pdfs
from tests.intake.facts import PEOPLE, Person, lines
from tests.intake.pdfs import PAGES, Style


@dataclass(frozen=True)
class Layout:
    """A layout: what it is, its file's name, how it is written, and what must be read."""

    what: str
    file: str
    write: Callable[[], bytes]
    expected: tuple[ReadLine, ...]


A, Z, N, G, J = (PEOPLE[name] for name in ("latin", "accents", "cyrillic", "greek", "japanese"))


def _schema_lines(person: Person) -> tuple[ReadLine, ...]:
    """JSON Resume has keywords as a list, and an entry's parts one by one."""
    found = []
    for line in lines(person, bar=False, skills_bar=False):
        if line.section is Section.SKILLS:
            name, _, what = line.text.partition(": ")
            found += [replace(line, text=name), *(ReadLine(Section.SKILLS, one, bullet=True) for one in what.split(", "))]
        elif line.section is Section.WORK and not line.bullet:
            title, _, dates = line.text.rpartition(", ")
            found.append(replace(line, text=f"{title}, {dates}"))
        else:
            found.append(line)
    return tuple(found)


def _pdf(what: str, person: Person, style: Style, expected: tuple[ReadLine, ...], **how: object) -> Layout:
    return Layout(what, "resume.pdf", lambda: pdfs.one_column(person, style, **how), expected)  # type: ignore[arg-type]


def _sides(what: str, person: Person, style: Style, expected: tuple[ReadLine, ...], **how: object) -> Layout:
    return Layout(what, "resume.pdf", lambda: pdfs.two_columns(person, style, **how), expected)  # type: ignore[arg-type]


SERIF = Style(font="Times-Roman", bold="Times-Bold")
HYPHENS = Style(bullet="-", indent=9)

LAYOUTS: Mapping[str, Layout] = {
    "pdf-plain": _pdf("one column, dates at the margin, skills in a table", A, Style(), lines(A)),
    "pdf-serif-letter": _pdf(
        "one column, serifs, US Letter, dates in the text",
        A,
        replace(SERIF, page=PAGES["letter"], size=11),
        lines(A, bar=False, skills_bar=False),
        bar=False,
        table=False,
    ),
    "pdf-upper": _pdf("one column, headings in capitals, hyphens as bullets", A, replace(HYPHENS, upper=True), lines(A)),
    "pdf-small": _pdf("one column, 8 points, narrow margins", Z, Style(size=8, margin=36, indent=10), lines(Z)),
    "pdf-two-pages": _pdf("two pages, running header and page numbers", Z, Style(size=13, leading=1.4, running=True), lines(Z)),
    "pdf-loose": _pdf(
        "one column, wide margins, skills first", A, Style(margin=90, leading=1.35), lines(A, order="swel"), order="swel"
    ),
    "pdf-cyrillic": _pdf("one column, a Cyrillic name", N, Style(), lines(N)),
    "pdf-greek": _pdf("one column, a Greek name, no summary", G, SERIF, lines(G, summary=False), summary=False),
    "pdf-japanese": _pdf("one column, a Japanese name", J, HYPHENS, lines(J, bar=False), bar=False),
    "pdf-sidebar-left": _sides(
        "two columns, skills in a sidebar at the left",
        A,
        Style(),
        lines(A, order="slwe", skills_bar=False),
        left="sl",
        right="we",
    ),
    "pdf-sidebar-right": _sides(
        "two columns, skills in a sidebar at the right",
        Z,
        Style(size=9),
        lines(Z, order="wesl", skills_bar=False),
        left="we",
        right="sl",
        share=0.66,
        summary="left",
    ),
    "pdf-halves": _sides(
        "two columns of one width, a centred name",
        A,
        replace(SERIF, size=9, margin=40),
        lines(A, bar=False, order="wsel", skills_bar=False),
        left="w",
        right="sel",
        share=0.5,
        gutter=26,
        centred=True,
        summary="left",
    ),
    "pdf-sidebar-japanese": _sides(
        "two columns, a Japanese name, narrow gutter",
        J,
        Style(size=9, upper=True),
        lines(J, order="slwe", skills_bar=False),
        left="sl",
        right="we",
        share=0.3,
        gutter=16,
    ),
    "pdf-justified": _pdf("one column, justified text", A, replace(SERIF, justified=True), lines(A)),
    "pdf-spaced": _pdf("one column, headings with letters set apart", Z, Style(upper=True, spaced=True), lines(Z)),
    "pdf-flush": _pdf(
        "one column, bullets whose wrapped rows are not indented", A, Style(indent=0, bullet=""), lines(A, bulleted=False)
    ),
    "pdf-sidebar-wide": _sides(
        "two columns, justified, wide line spacing",
        A,
        Style(size=12, leading=1.5, justified=True, margin=48),
        lines(A, order="slwe", skills_bar=False),
        left="sl",
        right="we",
        share=0.36,
    ),
    "docx-styles": Layout(
        "heading and list styles, a tab before the dates, skills in a table", "resume.docx", lambda: documents.docx(A), lines(A)
    ),
    "docx-by-hand": Layout(
        "bold capitals as headings, typed bullets, no table",
        "resume.docx",
        lambda: documents.docx(Z, headings=False, bullets="•", bar=False, table=False),
        lines(Z, bar=False, skills_bar=False),
    ),
    "docx-sidebar": Layout(
        "the page as one table of two cells",
        "resume.docx",
        lambda: documents.docx(G, sidebar=True),
        lines(G, order="slwe", skills_bar=False),
    ),
    "docx-header": Layout(
        "name and address in the page's header, a Cyrillic name",
        "resume.docx",
        lambda: documents.docx(N, header_part=True),
        lines(N),
    ),
    "docx-japanese": Layout(
        "typed hyphens as bullets, a Japanese name",
        "resume.docx",
        lambda: documents.docx(J, bullets="-", bar=False),
        lines(J, bar=False),
    ),
    "markdown": Layout(
        "headings, lists, bold words", "resume.md", lambda: documents.markdown(A), lines(A, bar=False, skills_bar=False)
    ),
    "markdown-wrapped": Layout(
        "wrapped at 72, stars as bullets, a table, a Greek name",
        "resume.md",
        lambda: documents.markdown(G, wrap=72, star="*", table=True),
        lines(G, bar=False),
    ),
    "text": Layout(
        "a row for each line, headings in capitals",
        "resume.txt",
        lambda: documents.text(A),
        lines(A, bar=False, skills_bar=False),
    ),
    "text-wrapped": Layout(
        "wrapped at 78, underlined headings",
        "resume.txt",
        lambda: documents.text(Z, wrap=78, underline=True, upper=False),
        lines(Z, bar=False, skills_bar=False),
    ),
    "text-narrow": Layout(
        "wrapped at 64, stars as bullets, a Japanese name",
        "resume.txt",
        lambda: documents.text(J, wrap=64, bullet="*"),
        lines(J, bar=False, skills_bar=False),
    ),
    "json-resume": Layout(
        "JSON Resume as its schema has it, a Cyrillic name", "resume.json", lambda: documents.json_resume(N), _schema_lines(N)
    ),
}
