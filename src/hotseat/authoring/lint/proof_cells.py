"""proof.py is split into cells with titles, from its first line on: the page shows it cell by cell."""

from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder
from hotseat.curriculum.reading import read_text


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Look at the first line and at each cell's title."""
    if folder.proof is None:
        return
    lines = read_text(folder.proof).splitlines()
    if not lines or not lines[0].startswith("# %%"):
        yield found(folder, "proof.py", "It does not begin with a cell.", "Begin with `# %% What this cell shows`.")
    for number, line in enumerate(lines, 1):
        if line.startswith("# %%") and not line[4:].strip():
            yield found(folder, "proof.py", f"The cell in line {number} has no title.", "Say what it shows: `# %% Title`.")
