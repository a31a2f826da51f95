"""The first line of a wrong submission is a comment that names the mistake."""

from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.core.problem import Problem
from hotseat.core.verdict import Verdict
from hotseat.curriculum import Curriculum, ItemFolder

LEAST_WORDS = 3


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Read the first line of each wrong file; the baseline's own twin has no mistake of its own to name."""
    starters = set(folder.starter().values())
    for known in folder.known_submissions():
        if known.verdict is Verdict.ACCEPTED or known.path.suffix not in (".py", ".toml"):
            continue
        data = known.path.read_bytes()
        first = data.split(b"\n", 1)[0].decode("utf-8", errors="replace")
        if data not in starters and (not first.startswith("#") or len(first.lstrip("# ").split()) < LEAST_WORDS):
            fix = "Begin it with `# What goes wrong, in a sentence.`"
            yield found(folder, f"submissions/{known.name}", "Its first line does not name the mistake.", fix)
