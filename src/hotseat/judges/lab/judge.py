"""Checks a lab's item folder. Its services are judged where they run, by `hotseat lab run` and `hotseat lab verify`."""

from collections.abc import Iterator

from hotseat.core.event import Event
from hotseat.core.problem import Problem
from hotseat.core.report import Report
from hotseat.core.submission import Submission
from hotseat.core.verdict import Verdict
from hotseat.curriculum import ItemFolder, Unreadable
from hotseat.judges.protocol import Tools
from hotseat.judges.settings import missing
from hotseat.labs.checking.invariant import CALLS
from hotseat.labs.edge.manifest import NAME, read_manifest
from hotseat.labs.shelf import Shelf

kind = "lab"
CONTRACT, STAGES = "CONTRACT.md", "STAGES.md"
ELSEWHERE = (
    "A service needs processes, ports and its seconds, with your own rights: `hotseat lab run` in its folder judges it. "
    "Nothing was run here."
)


def single(folder: ItemFolder) -> str:  # noqa: ARG001 - the protocol's signature
    """The name that one lone file gets as a submission."""
    return NAME


def check(folder: ItemFolder) -> list[Problem]:
    """What is wrong with the item's own files."""
    found = missing(folder, kind, f"starter/{NAME}", f"starter/{CONTRACT}", f"starter/{STAGES}")
    shelf = Shelf(folder)
    try:
        known = shelf.system
        for path in (folder.path / "starter", *shelf.references().values()):
            manifest = read_manifest(path)
            if manifest.lab != known.NAME:
                where, fix = f"{path}/{NAME}", f'Write lab = "{known.NAME}".'
                found.append(Problem("kind-files", where, f"It is for the lab {manifest.lab!r}.", fix))
        named = set()
        for variant, invariant in shelf.variants().values():
            shelf.files(variant)
            named.add(invariant)
            for unknown in {invariant, *variant.also} - {one.id for one in known.INVARIANTS}:
                fix = f"Use one of {', '.join(one.id for one in known.INVARIANTS)}."
                found.append(
                    Problem("kind-files", f"{folder.item.id}/{variant.name}", f"There is no invariant {unknown!r}.", fix)
                )
        # The contract's calls are the happy path itself: what breaks them is no wrong implementation, it is none at all.
        for one in known.INVARIANTS:
            if one.id not in named and one.kind != CALLS:
                fix = "Write a wrong implementation that breaks it, or take it out of the contract."
                found.append(Problem("kind-files", folder.item.id, f"Nothing shows that {one.id} can be broken.", fix))
    except Unreadable as error:
        found.append(Problem("kind-files", error.where, str(error.args[0]), error.fix))
    return found


def judge(folder: ItemFolder, submission: Submission, tools: Tools, seed: int) -> Iterator[Event]:  # noqa: ARG001 - as above
    """Say where a lab is judged. A report that carries no judgement never counts."""
    yield Report(folder.item.id, Verdict.INCONCLUSIVE, ELSEWHERE)
