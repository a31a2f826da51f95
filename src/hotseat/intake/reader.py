"""Reads a résumé's file outside its parsers' own process: limits, and a sentence for whatever the file did."""

import base64
import binascii
from dataclasses import dataclass
from pathlib import PurePath

from hotseat.core.item import Limits
from hotseat.resume.line import ReadLine, ResumeRefused, arranged
from hotseat.resume.sections import Section
from hotseat.sandbox import Ended, EndedBy, Program, Sandbox

FORMATS = {"pdf": "PDF", "docx": "DOCX", "md": "Markdown", "json": "JSON Resume", "txt": "plain text"}
SUFFIXES = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".md": "md",
    ".markdown": "md",
    ".json": "json",
    ".txt": "txt",
    ".text": "txt",
    "": "txt",
}
MAX_BYTES = 5_000_000
"""Bytes of a file; whoever reads one for `read` needs no more than one byte beyond it."""
SECONDS = 30.0
LIMITS = Limits(cpu_seconds=20, wall_seconds=30, memory_mib=512, output_kib=64, processes=8)
MAX_PICTURE = 4_000_000
MAX_PAGES = 20
AGAIN = "Export it again, or paste its text."


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page as a person sees it: a picture (PNG) where the format has pages, and its text."""

    text: str
    png: bytes = b""


@dataclass(frozen=True, slots=True)
class ReadResume:
    """What was read: the lines, section by section, and the pages that they were read from."""

    format: str
    lines: tuple[ReadLine, ...]
    pages: tuple[ReadPage, ...]


def format_of(name: str, data: bytes) -> str:
    """The format of a file, from how it begins and else from its name. Raises `ResumeRefused`."""
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    suffix = PurePath(name).suffix.casefold()
    if data.startswith(b"PK\x03\x04") and suffix != ".docx":
        raise ResumeRefused(
            f"{_shown(name)} is an archive, and no Word document by its name. Nothing was kept. Save it as .docx or PDF."
        )
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ResumeRefused(
            f"{_shown(name)} is an old Word document (.doc), or one with a password. Nothing was kept. "
            "Save it as .docx without a password, or as PDF."
        )
    if suffix not in SUFFIXES:
        raise ResumeRefused(
            f"{_shown(name)} is none of {', '.join(FORMATS.values())} by its name. Nothing was kept. "
            "Save it as one of them, or paste its text."
        )
    return SUFFIXES[suffix]


def read(name: str, data: bytes, sandbox: Sandbox, format_: str = "") -> ReadResume:
    """The résumé in these bytes. Raises `ResumeRefused` with a sentence, whatever the file is; nothing of it is logged."""
    if len(data) > MAX_BYTES:
        raise ResumeRefused(
            f"{_shown(name)} has more than {MAX_BYTES // 1_000_000} MB, which is the most. Nothing was kept. "
            "Export it without pictures, or paste its text."
        )
    if not data.strip():
        raise ResumeRefused(f"{_shown(name)} is empty. Nothing was kept. Choose another file, or paste the text.")
    kind = format_ or format_of(name, data)
    program = Program("hotseat.intake.inside", (kind,), {"resume": data}, LIMITS, packages=True)
    lines: list[ReadLine] = []
    pages: list[ReadPage] = []
    with sandbox.start(program) as run:
        while True:
            try:
                said = run.receive(SECONDS, cpu_seconds=LIMITS.cpu_seconds)
                if "refused" in said:
                    raise ResumeRefused(str(said["refused"])[:1000])
                if "done" in said:
                    break
                if "page" in said:
                    pages.append(_page(said["page"]))
                else:
                    lines += [ReadLine(Section(section), str(text), bool(bullet)) for section, text, bullet in said["lines"]]
            except Ended as ended:
                raise ResumeRefused(_why(name, kind, ended)) from None
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                if isinstance(error, ResumeRefused):
                    raise
                raise ResumeRefused(_damaged(name, kind)) from None
            if len(pages) > MAX_PAGES:
                raise ResumeRefused(_damaged(name, kind))
    return ReadResume(kind, arranged(lines), tuple(pages))


def _page(said: dict[str, str]) -> ReadPage:
    """A page as the parser tells it. Raises a relative of `ValueError` for what is no picture."""
    png = base64.b64decode(said.get("png", ""), validate=True)
    if png and (not png.startswith(b"\x89PNG\r\n\x1a\n") or len(png) > MAX_PICTURE):
        raise binascii.Error("no picture")
    return ReadPage(str(said["text"])[:200_000], png)


def _why(name: str, kind: str, ended: Ended) -> str:
    """What became of the parser, in words about the file."""
    what = {
        EndedBy.MEMORY: f"needs more than {LIMITS.memory_mib} MB of memory to be read",
        EndedBy.CPU: f"is not read after {LIMITS.cpu_seconds:.0f} seconds of work",
        EndedBy.SILENCE: f"is not read after {SECONDS:.0f} seconds",
    }.get(ended.by)
    if what is None:
        return _damaged(name, kind)
    return f"{_shown(name)} {what}, as no résumé does. Reading was stopped, and nothing was kept. {AGAIN}"


def _damaged(name: str, kind: str) -> str:
    return f"{_shown(name)} cannot be read as {FORMATS[kind]}: it is damaged, or no such file. Nothing was kept. {AGAIN}"


def _shown(name: str) -> str:
    """The file's name, short and on one line."""
    plain = "".join(character if character.isprintable() else "?" for character in PurePath(name).name)
    return plain[:60] or "The text"
