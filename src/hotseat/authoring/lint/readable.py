"""Every file of the item can be read: it is there, UTF-8, TOML where it should be, and has no unknown keys."""

from collections.abc import Callable, Iterator

from hotseat.authoring.findings import found
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder, Unreadable
from hotseat.curriculum.reading import read_text


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Read each file in turn."""
    readers: dict[str, Callable[[], object]] = {
        "question.md": folder.question,
        "hints.md": folder.hints,
        "answer.md": folder.answer,
        "design.md": lambda: read_text(folder.path / "design.md"),
        "rubric.toml": folder.rubric,
        "claims.toml": folder.claims,
        "proof.py": lambda: folder.proof and read_text(folder.proof),
        "submissions/expect.toml": folder.known_submissions,
    }
    for file, read in readers.items():
        try:
            read()
        except Unreadable as error:
            yield found(folder, file, str(error.args[0]), error.fix)
