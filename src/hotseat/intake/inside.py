"""Reads a résumé's file inside the sandbox: `main([FORMAT])` with the file `resume` beside it. Nothing imports this module.

Writes JSON records, one a line, to the channel: `{"page": {"text", "png"}}` for each page, `{"lines": [[section, text,
bullet], ...]}`, `{"done": true}`; or `{"refused": sentence}`.
"""

import base64
import io
import itertools
import json
import os
import re
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from xml.parsers import expat

from hotseat.resume.jsonresume import from_json
from hotseat.resume.layout import lines_of
from hotseat.resume.line import ReadLine, ResumeRefused, tidy
from hotseat.resume.markdown import from_markdown
from hotseat.resume.page import Page, Piece
from hotseat.resume.paragraphs import Paragraph, lines_of_paragraphs
from hotseat.resume.plain import lines_of_text

MOST_PAGES = 20
MOST_LETTERS = 200_000
MOST_XML = 16 << 20
MOST_TEXT = 400_000
PICTURE_WIDTH = 900
WIDE_GAP = 1.3
"""A gap wider than so many sizes is no space between words."""
SPACE = 0.14
ANOTHER = "Nothing was kept. Paste its text instead, or export it again."

type Emit = Callable[[dict[str, Any]], None]


def main(arguments: list[str]) -> int:
    """Read the file in the format that the argument names."""
    channel = os.fdopen(os.dup(int(os.environ.pop("HOTSEAT_CHANNEL", "1"))), "w", encoding="utf-8")

    def emit(record: dict[str, Any]) -> None:
        channel.write(json.dumps(record) + "\n")
        channel.flush()

    with open("resume", "rb") as file:
        data = file.read()
    try:
        lines = READERS[arguments[0]](data, emit)
        emit({"lines": [[line.section.value, line.text, line.bullet] for line in lines]})
    except ResumeRefused as refused:
        emit({"refused": str(refused)})
    else:
        emit({"done": True})
    return 0


def _text(data: bytes) -> str:
    if len(data) > MOST_TEXT:
        raise ResumeRefused(f"It has {len(data):,} bytes of text, and {MOST_TEXT:,} is the most. {ANOTHER}")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\x00" in data:
        raise ResumeRefused(f"It is no text: it has bytes that no text has. {ANOTHER}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _of_text(data: bytes, emit: Emit) -> Iterable[ReadLine]:
    text = _text(data)
    emit({"page": {"text": text}})
    return lines_of_text(text)


def _of_markdown(data: bytes, emit: Emit) -> Iterable[ReadLine]:
    text = _text(data)
    emit({"page": {"text": text}})
    return from_markdown(text)


def _of_json(data: bytes, emit: Emit) -> Iterable[ReadLine]:
    text = _text(data)
    lines = from_json(text)
    emit({"page": {"text": text}})
    return lines


def _of_pdf(data: bytes, emit: Emit) -> Iterable[ReadLine]:
    import pypdfium2  # type: ignore[import-untyped]
    from pypdfium2 import raw

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY) or "assword" in str(error):
            raise ResumeRefused(
                "It is encrypted, and opens with a password only. Nothing was kept. "
                "Save a copy without the password, or paste its text."
            ) from None
        raise ResumeRefused(f"It cannot be read as PDF: it is damaged, or no PDF. {ANOTHER}") from None
    count = len(document)
    if not 0 < count <= MOST_PAGES:
        raise ResumeRefused(f"It has {count} pages, and a résumé has 1 to {MOST_PAGES}. Nothing was kept. Choose the right file.")
    pages = []
    for number in range(count):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            raise ResumeRefused(f"Page {number + 1} of it is damaged. {ANOTHER}") from None
        found = _pdf_page(page, raw)
        pages.append(found)
        text = "\n".join(piece.text for piece in sorted(found.pieces, key=lambda one: (round(one.y), one.left)))
        emit({"page": {"text": text, "png": base64.b64encode(_picture(page)).decode()}})
    if not any(page.pieces for page in pages):
        raise ResumeRefused(
            "Its pages are pictures: there is no text in it, and this reads no pictures. Nothing was kept. "
            "Export it from the program that it was written in, or paste its text."
        )
    return lines_of(pages)


def _pdf_page(page: Any, raw: Any) -> Page:
    """The page's letters as pieces."""
    import ctypes

    width, height = page.get_size()
    text = page.get_textpage()
    count = min(text.count_chars(), MOST_LETTERS)
    x, y = ctypes.c_double(), ctypes.c_double()
    box = raw.FS_RECTF()
    letters = []
    for at in range(count):
        code = raw.FPDFText_GetUnicode(text, at)
        if code in (0, 0xFFFE, 0xFFFF) or 0xD800 <= code <= 0xDFFF or raw.FPDFText_IsGenerated(text, at) == 1:
            continue
        if not raw.FPDFText_GetCharOrigin(text, at, x, y) or not raw.FPDFText_GetLooseCharBox(text, at, box):
            continue
        size = raw.FPDFText_GetFontSize(text, at) or 10.0
        matrix = raw.FS_MATRIX()
        if raw.FPDFText_GetMatrix(text, at, matrix):
            size *= max(abs(matrix.d), abs(matrix.b)) or 1.0
        letters.append((chr(code), box.left, max(box.left, box.right), height - y.value, size, _bold(text, at, raw)))
    return Page(width, height, tuple(_pieces(letters)))


def _bold(text: Any, at: int, raw: Any) -> bool:
    import ctypes

    flags = ctypes.c_int()
    name = ctypes.create_string_buffer(100)
    raw.FPDFText_GetFontInfo(text, at, name, 100, flags)
    return raw.FPDFText_GetFontWeight(text, at) >= 600 or b"bold" in name.value.lower() or b"black" in name.value.lower()


type Letter = tuple[str, float, float, float, float, bool]


def _pieces(letters: list[Letter]) -> Iterator[Piece]:
    """Letters of one baseline that follow each other without a wide gap."""
    rows: dict[int, list[Letter]] = {}
    for letter in letters:
        at = round(letter[3] * 2)
        row = next((rows[near] for near in (at, at - 1, at + 1) if near in rows), None)
        if row is None:
            rows[at] = [letter]
        else:
            row.append(letter)
    for row in rows.values():
        row.sort(key=lambda letter: letter[1])
        piece: list[Letter] = []
        for letter in row:
            if not letter[0].strip():
                continue
            if piece and letter[1] - piece[-1][2] > WIDE_GAP * max(letter[4], 4.0):
                yield _piece(piece, row)
                piece = []
            if piece and letter[0] == piece[-1][0] and abs(letter[1] - piece[-1][1]) < 0.1 * letter[4]:
                continue  # Drawn twice, to look bold.
            piece.append(letter)
        if piece:
            yield _piece(piece, row)


def _piece(piece: list[Letter], row: list[Letter]) -> Piece:
    spaces = [letter[1] for letter in row if not letter[0].strip()]
    text = piece[0][0]
    for before, letter in itertools.pairwise(piece):
        drawn = any(before[1] < space < letter[1] for space in spaces)
        text += " " + letter[0] if drawn or letter[1] - before[2] > SPACE * letter[4] else letter[0]
    bold = sum(letter[5] for letter in piece) * 2 > len(piece)
    return Piece(tidy(text), piece[0][1], piece[-1][2], piece[0][3], max(letter[4] for letter in piece), bold)


def _picture(page: Any) -> bytes:
    """The page as a grey PNG."""
    width, height = page.get_size()
    scale = min(PICTURE_WIDTH / max(width, 1), 2 * PICTURE_WIDTH / max(height, 1), 2.0)
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
    raw, stride, columns, rows = bytes(bitmap.buffer), bitmap.stride, bitmap.width, bitmap.height
    channels = bitmap.n_channels
    scanned = b"".join(b"\x00" + raw[row * stride : row * stride + columns * channels : channels] for row in range(rows))

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", columns, rows, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(scanned, 6)) + chunk(b"IEND", b"")


def _of_docx(data: bytes, emit: Emit) -> Iterable[ReadLine]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if "EncryptedPackage" in names or any(info.flag_bits & 1 for info in archive.infolist()):
                raise ResumeRefused("It is encrypted. Nothing was kept. Save a copy without the password, or paste its text.")
            if "word/document.xml" not in names:
                raise ResumeRefused(f"It is no Word document: it has no document in it. {ANOTHER}")
            headers = sorted(name for name in names if re.fullmatch(r"word/header\d*\.xml", name))[:10]
            styles = _styles(_unpacked(archive, "word/styles.xml")) if "word/styles.xml" in names else {}
            paragraphs: list[Paragraph] = []
            for name in (*headers, "word/document.xml"):
                paragraphs += _Docx(styles).read(_unpacked(archive, name))
    except (zipfile.BadZipFile, expat.ExpatError, EOFError, zlib.error, NotImplementedError, OSError, ValueError) as error:
        if isinstance(error, ResumeRefused):
            raise
        raise ResumeRefused(f"It cannot be read as a Word document: it is damaged, or no such document. {ANOTHER}") from None
    if not any(tidy(one.text) for one in paragraphs):
        raise ResumeRefused("There is no text in it: its pages may be pictures. Nothing was kept. Paste its text instead.")
    emit({"page": {"text": "\n".join(one.text for one in paragraphs)}})
    return lines_of_paragraphs(paragraphs)


def _unpacked(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        data = file.read(MOST_XML + 1)
    if len(data) > MOST_XML:
        raise ResumeRefused(f"It unpacks to more than {MOST_XML >> 20} MB, as no résumé does. {ANOTHER}")
    return data


def _parse(
    data: bytes, start: Callable[[str, dict[str, str]], None], end: Callable[[str], None], text: Callable[[str], None]
) -> None:
    """Parse XML that has no declarations of its own: those are how a small file grows without end."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def declared(*_: object) -> None:
        raise ResumeRefused(f"It declares a document type, as no Word document does. {ANOTHER}")

    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.Parse(data, True)


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"


def _styles(data: bytes) -> dict[str, tuple[int, bool]]:
    """By style id: its level as a heading (0 for none), and whether it is a list's."""
    styles: dict[str, tuple[int, bool]] = {}
    current = [""]

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == f"{W}style":
            current[0] = attributes.get(f"{W}styleId", "")
            styles[current[0]] = (0, False)
        level, listed = styles.get(current[0], (0, False))
        if name == f"{W}name":
            named = attributes.get(f"{W}val", "").casefold()
            found = re.fullmatch(r"heading (\d)", named)
            styles[current[0]] = (int(found[1]) if found else level, listed or named.startswith("list"))
        if name == f"{W}outlineLvl" and current[0] and attributes.get(f"{W}val", "9").isdecimal():
            outline = int(attributes[f"{W}val"]) + 1
            styles[current[0]] = (outline if outline <= 9 else level, listed)
        if name == f"{W}numPr" and current[0]:
            styles[current[0]] = (level, True)

    _parse(data, start, lambda _: None, lambda _: None)
    return styles


class _Docx:
    """Collects paragraphs. A table's row with one paragraph in each cell is one line, its cells set apart by a bar."""

    def __init__(self, styles: dict[str, tuple[int, bool]]) -> None:
        self._styles = styles
        self._found: list[Paragraph] = []
        self._open: list[dict[str, Any]] = []
        self._rows: list[list[list[Paragraph]]] = []
        self._skip = 0
        self._in_text = 0

    def read(self, data: bytes) -> list[Paragraph]:
        _parse(data, self._start, self._end, self._words)
        return self._found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._skip or name in (FALLBACK, f"{W}del"):
            self._skip += 1
            return
        if name == f"{W}p":
            self._open.append({"text": [], "level": 0, "bullet": False})
        elif name == f"{W}tr":
            self._rows.append([])
        elif name == f"{W}tc" and self._rows:
            self._rows[-1].append([])
        elif self._open:
            one = self._open[-1]
            match name.removeprefix(W):
                case "pStyle":
                    level, listed = self._styles.get(attributes.get(f"{W}val", ""), (0, False))
                    one["level"], one["bullet"] = level, one["bullet"] or listed
                case "numPr":
                    one["bullet"] = True
                case "t":
                    self._in_text += 1
                case "tab" if one["text"]:
                    one["text"].append("\t")
                case "br" | "cr":
                    one["text"].append("\n")
                case "noBreakHyphen":
                    one["text"].append("-")
                case _:
                    pass

    def _end(self, name: str) -> None:
        if self._skip:
            self._skip -= 1
        elif name == f"{W}t":
            self._in_text = max(0, self._in_text - 1)
        elif name == f"{W}p" and self._open:
            one = self._open.pop()
            for text in "".join(one["text"]).split("\n"):
                plain = " | ".join(part.strip() for part in text.split("\t") if part.strip())
                if plain:
                    self._keep(Paragraph(plain, one["level"], one["bullet"] and not one["level"]))
        elif name == f"{W}tr" and self._rows:
            cells = [cell for cell in self._rows.pop() if cell]
            if len(cells) > 1 and all(len(cell) == 1 and not cell[0].level and not cell[0].bullet for cell in cells):
                self._keep(Paragraph(" | ".join(cell[0].text for cell in cells)))
            else:
                for cell in cells:
                    for paragraph in cell:
                        self._keep(paragraph)

    def _words(self, text: str) -> None:
        if self._in_text and self._open and not self._skip:
            self._open[-1]["text"].append(text.replace("\n", " "))

    def _keep(self, paragraph: Paragraph) -> None:
        if self._rows and self._rows[-1]:
            self._rows[-1][-1].append(paragraph)
        else:
            self._found.append(paragraph)


READERS: dict[str, Callable[[bytes, Emit], Iterable[ReadLine]]] = {
    "pdf": _of_pdf,
    "docx": _of_docx,
    "md": _of_markdown,
    "json": _of_json,
    "txt": _of_text,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
