"""No sentence is left for later: what `item new` laid out has been written."""

import re
from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder
from hotseat.curriculum.reading import read_text

PLACEHOLDER = re.compile(r"WRITE: *([^\n\"]*)|\b(TODO|FIXME|XXX|TBD|lorem ipsum)\b")
TEXTS = (".md", ".toml", ".py", ".txt")


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Look for the scaffold's mark, and for the ones that people leave."""
    for path in sorted(folder.path.rglob("*")):
        if path.suffix in TEXTS and path.is_file() and not path.is_symlink():
            for number, line in enumerate(read_text(path).splitlines(), 1):
                if left := PLACEHOLDER.search(line):
                    where = f"{path.relative_to(folder.path).as_posix()}:{number}"
                    fix = f"Write {left[1].strip()}" if left[1] else "Write it, or take it out."
                    yield found(folder, where, "This is not written yet.", fix)
