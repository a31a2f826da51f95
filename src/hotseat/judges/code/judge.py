"""Judges a submission by an item's cases."""

from collections.abc import Iterator

from hotseat.core.event import CaseDone, Event
from hotseat.core.problem import Problem
from hotseat.core.submission import Submission
from hotseat.curriculum import ItemFolder
from hotseat.curriculum.reading import Strict
from hotseat.judges.calls.asking import Asking
from hotseat.judges.calls.caller import Caller
from hotseat.judges.calls.results import report
from hotseat.judges.calls.together.caller import Together
from hotseat.judges.protocol import Tools
from hotseat.judges.settings import missing, problems, settings

kind = "code"


class CodeTable(Strict):
    """`[code]`: the file that the learner writes."""

    file: str


def single(folder: ItemFolder) -> str:
    """The name that one lone file gets as a submission."""
    return settings(CodeTable, folder.item.settings, kind).file


def check(folder: ItemFolder) -> list[Problem]:
    """What is wrong with the item's own files."""
    found = problems(CodeTable, folder, kind)
    return found or missing(folder, kind, f"starter/{single(folder)}", "judge/cases.py")


def judge(folder: ItemFolder, submission: Submission, tools: Tools, seed: int) -> Iterator[Event]:
    """Put every case to the submission; stop after a limit was hit, since the next cases would hit it too."""
    file = single(folder)
    submission.text(file)
    limits = folder.item.limits
    with (
        Together(tools.sandbox, submission.files, file, limits) as together,
        Caller(tools.sandbox, submission.files, file, limits) as apart,
        tools.examiners.lend(folder, tools.sandbox, seed) as examiner,
    ):
        cases = examiner.cases()
        asking = Asking(together, apart, examiner, limits)
        for number, found in enumerate(asking.run(cases), 1):
            yield CaseDone(found, number, len(cases))
    yield report(folder.item.id, asking.results, together.output + apart.output, len(cases))
