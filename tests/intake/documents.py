"""Writes résumés as DOCX, Markdown, JSON Resume and plain text from facts."""

import io
import json
import textwrap
from collections.abc import Callable

from docx import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Cm

from tests.intake.facts import Person

Write = Callable[[Person], bytes]


def docx(  # noqa: PLR0915 - one document from top to bottom
    person: Person,
    *,
    headings: bool = True,
    bullets: str = "style",
    bar: bool = True,
    table: bool = True,
    sidebar: bool = False,
    header_part: bool = False,
) -> bytes:
    """A Word document. `sidebar`: one table of two cells for the whole page; `header_part`: name and address stand in the header."""
    document = Document()
    if header_part:
        first, *more = (person.name, *person.contact)
        document.sections[0].header.paragraphs[0].text = first
        for text in more:
            document.sections[0].header.add_paragraph(text)
    else:
        document.add_paragraph(person.name, style="Title")
        for text in person.contact:
            document.add_paragraph(text)
    if sidebar:
        left, right = document.add_table(rows=1, cols=2).rows[0].cells
    else:
        left = right = document

    def title(place, text: str) -> None:  # type: ignore[no-untyped-def]
        if headings:
            place.add_paragraph(text, style="Heading 1")
        else:
            place.add_paragraph().add_run(text.upper()).bold = True

    if sidebar:
        title(left, "Skills")
        for name, what in person.skills:
            left.add_paragraph(f"{name}: {what}")
        title(left, "Languages")
        for text in person.languages:
            left.add_paragraph(text)
    title(right, "Summary")
    right.add_paragraph(person.summary)
    title(right, "Experience")
    for job in person.jobs:
        if bar:
            one = right.add_paragraph()
            one.paragraph_format.tab_stops.add_tab_stop(Cm(16), WD_TAB_ALIGNMENT.RIGHT)
            one.add_run(f"{job.title}\t{job.dates}").bold = True
        else:
            right.add_paragraph(f"{job.title}, {job.dates}")
        for text in job.did:
            if bullets == "style":
                right.add_paragraph(text, style="List Bullet")
            else:
                right.add_paragraph(f"{bullets} {text}")
    if not sidebar:
        title(right, "Skills")
        if table:
            cells = document.add_table(rows=0, cols=2)
            for name, what in person.skills:
                row = cells.add_row().cells
                row[0].text, row[1].text = name, what
        else:
            for name, what in person.skills:
                right.add_paragraph(f"{name}: {what}")
    title(right, "Education")
    for text in person.education:
        right.add_paragraph(text)
    if not sidebar:
        title(right, "Languages")
        for text in person.languages:
            right.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def markdown(person: Person, *, wrap: int = 0, star: str = "-", table: bool = False) -> bytes:
    def fill(text: str, first: str = "", rest: str = "") -> str:
        return (
            textwrap.fill(
                text, wrap, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
            )
            if wrap
            else first + text
        )

    rows = [f"# {person.name}", "", "  \n".join(person.contact), "", "## Summary", "", fill(person.summary), "", "## Experience"]
    for job in person.jobs:
        rows += ["", f"### {job.title}, {job.dates}", ""]
        rows += [fill(text, f"{star} ", "  ") for text in job.did]
    rows += ["", "## Skills", ""]
    if table:
        (first, second), *more = person.skills
        rows += [f"| {first} | {second} |", "| --- | --- |", *(f"| {name} | {what} |" for name, what in more)]
    else:
        rows += [part for name, what in person.skills for part in (f"**{name}:** {what}", "")]
    rows += ["", "## Education", "", *(part for text in person.education for part in (text, ""))]
    rows += ["## Languages", "", *(part for text in person.languages for part in (text, ""))]
    return "\n".join(rows).encode()


def text(person: Person, *, wrap: int = 0, bullet: str = "-", underline: bool = False, upper: bool = True) -> bytes:
    def fill(text: str, first: str = "", rest: str = "") -> str:
        return (
            textwrap.fill(
                text, wrap, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
            )
            if wrap
            else first + text
        )

    def title(text: str) -> list[str]:
        return ["", text.upper() if upper else text, *(["-" * len(text)] if underline else [])]

    rows = [person.name, *person.contact, *title("Summary"), fill(person.summary), *title("Experience")]
    for job in person.jobs:
        rows += ["", f"{job.title}, {job.dates}", *(fill(text, f"{bullet} ", "  ") for text in job.did)]
    rows += [*title("Skills"), *(f"{name}: {what}" for name, what in person.skills)]
    rows += [*title("Education"), *person.education, *title("Languages"), *person.languages]
    return "\n".join(rows).encode()


def json_resume(person: Person) -> bytes:
    """As the schema's own site writes one, where the facts have a place in it."""
    document = {
        "basics": {"name": person.name, "email": person.contact[0], "url": person.contact[1], "summary": person.summary},
        "work": [
            {
                "name": job.title.partition(", ")[2],
                "position": job.title.partition(", ")[0],
                "startDate": job.dates[:4],
                "endDate": job.dates[-4:],
                "highlights": list(job.did),
            }
            for job in person.jobs
        ],
        "skills": [{"name": name, "keywords": what.split(", ")} for name, what in person.skills],
        "education": [{"studyType": "", "institution": text} for text in person.education],
        "languages": [{"language": text} for text in person.languages],
    }
    return json.dumps(document, ensure_ascii=False).encode()
