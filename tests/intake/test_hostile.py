"""Files that nobody meant well with: each gets a sentence, within bounded time and memory, and keeps nothing."""

import io
import time
import zipfile
import zlib
from collections.abc import Callable

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from hotseat.intake import read, reader
from hotseat.resume.line import LONGEST, ResumeRefused
from hotseat.sandbox import Sandbox
from tests.intake import documents, pdfs
from tests.intake.facts import PEOPLE

PERSON = PEOPLE["latin"]
BOUND = 90.0
"""Seconds within which each must have been refused, on a machine as busy as may be: three times what the parser may take."""


def pdf(pages: int = 1, text: str = "Moved 41 services", encrypt: object = None) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=encrypt, invariant=1)
    for _ in range(pages):
        if text:
            canvas.drawString(72, 700, text)
        else:
            canvas.rect(72, 72, 300, 600, fill=1)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def raw_pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first is its catalogue."""
    body, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        table,
        len(objects) + 1,
        len(body),
    )


def recursive_pages() -> bytes:
    """A tree of pages that has itself as a child."""
    return raw_pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>")


def recursive_form() -> bytes:
    """A page that draws a form that draws itself."""
    stream = b"/X Do"
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>/Length %d>>stream\n%s\nendstream"
    return raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</XObject<</X 4 0 R>>>>/Contents 5 0 R>>",
        form % (len(stream), stream),
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
    )


def inflating_pdf() -> bytes:
    """A page whose few kilobytes are 800 MB of drawing."""
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(b"0 0 m 9 9 l S\n" * 75_000) for _ in range(800)) + packer.flush()
    return raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(data), data),
    )


def docx(document: bytes, name: str = "word/document.xml") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, document)
    return out.getvalue()


def zip_bomb() -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w", force_zip64=True) as file,
    ):
        for _ in range(1000):
            file.write(b" " * 1_000_000)
    return out.getvalue()


def entity_bomb() -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return docx(f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY e0 "ha">{entities}]><w>&e11;</w>'.encode())


def deep_xml() -> bytes:
    return docx(b"<a>" * 2_000_000)


def many_pages() -> bytes:
    return pdf(pages=200)


ENCRYPTED = StandardEncryption("opens it", canPrint=1)
HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "encrypted": ("cv.pdf", lambda: pdf(encrypt=ENCRYPTED), "encrypted"),
    "scanned": ("cv.pdf", lambda: pdf(text=""), "pictures"),
    "200 pages": ("cv.pdf", many_pages, "200 pages"),
    "cut short": ("cv.pdf", lambda: pdf()[:400], "damaged"),
    "only a beginning": ("cv.pdf", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 40, "damaged"),
    "pages in a circle": ("cv.pdf", recursive_pages, ""),
    "a form in itself": ("cv.pdf", recursive_form, "pictures"),
    "800 MB of drawing": ("cv.pdf", inflating_pdf, ""),
    "zip bomb": ("cv.docx", zip_bomb, "unpacks to more than"),
    "entity bomb": ("cv.docx", entity_bomb, "document type"),
    "two million open elements": ("cv.docx", deep_xml, ""),
    "an archive without a document": ("cv.docx", lambda: docx(b"<a/>", "word/other.xml"), "no Word document"),
    "an archive cut short": ("cv.docx", lambda: documents.docx(PERSON)[:-700], "damaged"),
    "an archive by another name": ("cv.pages", lambda: docx(b"<a/>"), "archive"),
    "an old document": ("cv.doc", lambda: b"\xd0\xcf\x11\xe0" + bytes(2000), ".doc"),
    "a program": ("cv.txt", lambda: b"\x7fELF" + bytes(3000), "no text"),
    "a picture": ("cv.png", lambda: b"\x89PNG\r\n", "by its name"),
    "nested JSON": ("cv.json", lambda: b"[" * 300_000, "no JSON"),
    "JSON of something else": ("cv.json", lambda: b'{"name": "Ana"}', "no JSON Resume"),
    "nothing": ("cv.pdf", lambda: b"  \n", "empty"),
    "only spaces and marks": ("cv.txt", lambda: b" - \n * \n\t\n", "no line of text"),
    "6 MB": ("cv.txt", lambda: b"a line\n" * 900_000, "more than 5 MB"),
    "401 lines": ("cv.md", lambda: b"".join(b"- line %d\n" % n for n in range(401)), "401 lines"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_a_sentence_in_bounded_time(name: str, sandbox: Sandbox) -> None:
    file, made, told = HOSTILE[name]
    data = made()
    started = time.monotonic()

    with pytest.raises(ResumeRefused) as refused:
        read(file, data, sandbox)

    assert time.monotonic() - started < BOUND
    sentence = str(refused.value)
    assert told in sentence
    assert "Nothing was kept" in sentence or "nothing was kept" in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize("data", [b"[" * 300_000, b"*a **b " * 50_000, b"> " * 150_000, b"`" * 300_000, b"![a](" * 60_000])
def test_markdown_that_is_slow_to_parse_is_read_or_refused_in_bounded_time(data: bytes, sandbox: Sandbox) -> None:
    started = time.monotonic()
    try:
        found = read("cv.md", data, sandbox).lines
    except ResumeRefused:
        pass
    else:
        assert all(len(line.text) <= LONGEST for line in found)
    assert time.monotonic() - started < BOUND


def test_a_parser_that_says_something_else_is_not_believed(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(reader.SUFFIXES, ".odt", "odt")
    monkeypatch.setitem(reader.FORMATS, "odt", "ODT")

    with pytest.raises(ResumeRefused, match="cannot be read as ODT"):
        read("cv.odt", b"whatever", sandbox)


def test_a_resume_of_one_line_and_one_of_four_hundred_are_read(sandbox: Sandbox) -> None:
    assert [line.text for line in read("cv.txt", b"Moved 41 services", sandbox).lines] == ["Moved 41 services"]
    many = "\n".join(f"- Service number {n} was moved" for n in range(400))
    found = read("cv.md", f"## Experience\n{many}".encode(), sandbox).lines
    assert [line.text for line in found] == [f"Service number {n} was moved" for n in range(400)]


def test_a_page_comes_with_its_picture_and_its_text(sandbox: Sandbox) -> None:
    [page] = read("cv.pdf", pdfs.one_column(PERSON, pdfs.Style()), sandbox).pages

    assert page.png.startswith(b"\x89PNG\r\n\x1a\n")
    assert "Ana Torres" in page.text
