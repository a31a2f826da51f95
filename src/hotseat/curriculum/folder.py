"""One item's folder: its metadata, and its other files when they are asked for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from hotseat.core.item import Item
from hotseat.core.submission import MAX_BYTES, MAX_FILES, Submission, SubmissionRefused
from hotseat.core.verdict import Verdict
from hotseat.curriculum.answer import Section, sections
from hotseat.curriculum.claims_file import Claim, read_claims
from hotseat.curriculum.reading import read_text, read_toml
from hotseat.curriculum.rubric_file import read_rubric
from hotseat.rubric.rubric import Rubric


@dataclass(frozen=True, slots=True)
class KnownSubmission:
    """A submission that the item carries, with the verdict it must get and, where `expect.toml` says, from which case."""

    name: str
    verdict: Verdict
    case: str | None
    path: Path


@dataclass(frozen=True, slots=True)
class ItemFolder:
    """An item and where its files are. Methods read a file each and raise `Unreadable`."""

    item: Item
    path: Path

    def question(self) -> str:
        """The question, as Markdown."""
        return read_text(self.path / "question.md")

    def hints(self) -> tuple[str, ...]:
        """The hints, one by one, as Markdown; each numbered line of hints.md starts one."""
        lines = read_text(self.path / "hints.md").splitlines()
        hints: list[str] = []
        for line in lines:
            number, dot, rest = line.partition(". ")
            if dot and number.isdigit():
                hints.append(rest)
            elif hints and line.strip():
                hints[-1] += "\n" + line.strip()
        return tuple(hints)

    def answer(self) -> tuple[Section, ...]:
        """The answer, section by section."""
        return sections(read_text(self.path / "answer.md"))

    def rubric(self) -> Rubric:
        """The rubric; an empty one where the item has none."""
        path = self.path / "rubric.toml"
        return read_rubric(path) if path.exists() else Rubric(())

    def claims(self) -> tuple[Claim, ...]:
        """The claims; none where the item has no claims.toml."""
        path = self.path / "claims.toml"
        return read_claims(path) if path.exists() else ()

    @property
    def proof(self) -> Path | None:
        """proof.py, where the item has one."""
        path = self.path / "proof.py"
        return path if path.exists() else None

    def starter(self) -> Mapping[str, bytes]:
        """The files that a learner receives, by their path below starter/."""
        return _files(self.path / "starter")

    def known_submissions(self) -> tuple[KnownSubmission, ...]:
        """The submissions that the item is proved by, in the order of their names."""
        root = self.path / "submissions"
        expect = root / "expect.toml"
        cases = read_toml(expect, dict[str, str]) if expect.exists() else {}
        found = []
        for verdict in Verdict:
            folder = root / verdict.value
            for path in sorted(folder.iterdir()) if folder.is_dir() else []:
                name = f"{verdict.value}/{path.name}"
                if not path.name.startswith((".", "__")):
                    found.append(KnownSubmission(name, verdict, cases.get(name), path))
        return tuple(found)


def read_submission(path: Path, *, single: str) -> Submission:
    """The files at a path as a submission: a folder whole, or one file under the name `single`.

    Hidden files and bytecode are left out. No more is read than a submission may hold, whatever lies there. Raises
    `SubmissionRefused`, or `OSError` when the path cannot be read.
    """
    if path.is_dir():
        return Submission.of(_files(path, limited=True))
    if not path.is_file() and path.exists():
        raise SubmissionRefused(f"{path} is neither a file nor a folder. Hand in the file that you wrote.")
    return Submission.of({single: _read(path)})


def _files(root: Path, *, limited: bool = False) -> dict[str, bytes]:
    """Plain files below a folder by their relative path; links are never followed. `limited`: what a submission may hold."""
    files: dict[str, bytes] = {}
    for path in _below(root):
        if limited and len(files) == MAX_FILES:
            raise SubmissionRefused(f"{root} holds more than {MAX_FILES} files. Hand in the item's own files alone.")
        files[path.relative_to(root).as_posix()] = _read(path) if limited else path.read_bytes()
    return files


def _below(root: Path) -> Iterator[Path]:
    """The plain files below a folder, name by name, hidden ones and bytecode left out."""
    for path in sorted(root.iterdir()) if root.is_dir() else ():
        if path.name.startswith(".") or path.name == "__pycache__" or path.is_symlink():
            continue
        if path.is_dir():
            yield from _below(path)
        elif path.is_file():
            yield path


def _read(path: Path) -> bytes:
    """The bytes of a file that a submission can hold. Raises `SubmissionRefused` for a larger one, without reading it."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise SubmissionRefused(
            f"{path.name} is {size:,} bytes; {MAX_BYTES:,} is the most. Hand in what you wrote, without data files."
        )
    return path.read_bytes()
