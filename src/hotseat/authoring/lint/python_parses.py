"""The item's Python files parse, but for submissions that are meant not to."""

import ast
from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder
from hotseat.curriculum.reading import read_text


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Parse proof, starter, judge and accepted submissions."""
    for pattern in ("proof.py", "starter/**/*.py", "judge/**/*.py", "submissions/accepted/**/*.py"):
        for path in sorted(folder.path.glob(pattern)):
            try:
                ast.parse(read_text(path))
            except SyntaxError as error:
                file = path.relative_to(folder.path).as_posix()
                yield found(folder, file, f"Line {error.lineno} is not Python: {error.msg}.", "Correct it.")
            except ValueError as error:
                yield found(folder, path.relative_to(folder.path).as_posix(), f"It is not Python: {error}.", "Correct it.")
