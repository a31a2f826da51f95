"""expect.toml names submissions that exist, and none that should be accepted."""

from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.core.problem import Problem
from hotseat.core.verdict import Verdict
from hotseat.curriculum import Curriculum, ItemFolder
from hotseat.curriculum.reading import read_toml


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Look each name up."""
    path = folder.path / "submissions" / "expect.toml"
    if not path.exists():
        return
    known = {one.name: one.verdict for one in folder.known_submissions()}
    for name in read_toml(path, dict[str, str]):
        if name not in known:
            fix = 'Write the path below submissions/: "wrong_answer/first-match.py".'
            yield found(folder, "submissions/expect.toml", f"There is no submission {name!r}.", fix)
        elif known[name] is Verdict.ACCEPTED:
            fix = "Take the line out: an accepted submission passes every case."
            yield found(folder, "submissions/expect.toml", f"{name} is to be accepted, and a case is named.", fix)
