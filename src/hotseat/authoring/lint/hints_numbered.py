"""hints.md has two to six numbered hints, in order."""

from collections.abc import Iterator

from hotseat.authoring.findings import counted, found
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder
from hotseat.curriculum.reading import read_text


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Read the numbers at the beginnings of lines."""
    lines = read_text(folder.path / "hints.md").splitlines()
    numbers = [int(number) for number, dot, _ in (line.partition(". ") for line in lines) if dot and number.isdecimal()]
    if numbers != list(range(1, len(numbers) + 1)):
        yield found(folder, "hints.md", f"The hints are numbered {', '.join(map(str, numbers))}.", "Number them 1., 2., 3., …")
    elif not 2 <= len(numbers) <= 6:
        fix = "Write two to six, each a line that begins with its number, the first giving least away."
        yield found(folder, "hints.md", f"It has {counted(len(numbers), 'hint')}.", fix)
