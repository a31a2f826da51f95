"""The folder holds nothing but the files of docs/item-format.md: a misspelt name would otherwise be a silent nothing."""

import re
from collections.abc import Iterator

from hotseat.authoring.findings import found
from hotseat.core.problem import Problem
from hotseat.core.verdict import Verdict
from hotseat.curriculum import Curriculum, ItemFolder

EVERY_KIND = (
    r"item\.toml|question\.md|hints\.md|answer\.md|design\.md|rubric\.toml|claims\.toml|proof\.py|submissions/expect\.toml"
)
EXPECTED = "|".join(verdict.value for verdict in Verdict if verdict.about_the_submission)
FILES = {
    "explain": rf"submissions/({EXPECTED})/[^/]+\.toml",
    "predict": rf"starter/.+|submissions/({EXPECTED})/[^/]+/(prediction|counterfactual-\d+)\.txt",
    "code": rf"starter/.+|judge/[^/]+\.(py|json|txt|csv)|submissions/({EXPECTED})/.+",
    "optimize": rf"starter/.+|judge/[^/]+\.(py|json|txt|csv)|submissions/({EXPECTED})/.+",
    "lab": r"starter/.+|submissions/accepted/[^/]+/.+|submissions/wrong_answer/[^/]+\.toml",
}


def rule(folder: ItemFolder, curriculum: Curriculum) -> Iterator[Problem]:
    """Compare every path with those that the item's kind has."""
    allowed = re.compile(rf"{EVERY_KIND}|{FILES[folder.item.kind]}")
    for path in sorted(folder.path.rglob("*")):
        relative = path.relative_to(folder.path).as_posix()
        if "__pycache__" in relative.split("/"):
            continue
        if path.is_symlink():
            yield found(folder, relative, "It is a link; links are never followed.", "Put the file itself there.")
        elif path.is_file() and not allowed.fullmatch(relative):
            yield found(
                folder,
                relative,
                f"An item of kind {folder.item.kind} has no such file.",
                "Remove it, or give it a name of docs/item-format.md.",
            )
