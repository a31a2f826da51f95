"""Judges predictions against what the interpreter prints."""

from collections.abc import Iterator

from hotseat.core.event import CaseDone, Event
from hotseat.core.problem import Problem
from hotseat.core.report import CaseResult, Report
from hotseat.core.submission import Submission, SubmissionRefused
from hotseat.core.verdict import Verdict
from hotseat.curriculum import ItemFolder
from hotseat.judges.predict.program import PredictTable, printed, source, table, variant
from hotseat.judges.protocol import Tools
from hotseat.judges.settings import BadSettings, missing, problems

kind = "predict"
PREDICTION = "prediction.txt"


def single(folder: ItemFolder) -> str:  # noqa: ARG001 - the protocol's signature
    """The name that one lone file gets as a submission."""
    return PREDICTION


def names(folder: ItemFolder) -> tuple[str, ...]:
    """The names of the item's cases: the prediction, then each counterfactual."""
    return ("prediction", *(f"counterfactual-{number}" for number in range(1, len(table(folder).counterfactual) + 1)))


def check(folder: ItemFolder) -> list[Problem]:
    """What is wrong with the item's own files."""
    found = problems(PredictTable, folder, kind)
    if found:
        return found
    found = missing(folder, kind, f"starter/{table(folder).program}")
    if found:
        return found
    where = f"{folder.item.id}/item.toml"
    if not table(folder).counterfactual:
        return [
            Problem(
                "kind-table", where, "There is no counterfactual.", "Add [[predict.counterfactual]]: what if this line changes?"
            )
        ]
    for counterfactual in table(folder).counterfactual:
        try:
            variant(source(folder), counterfactual)
        except BadSettings as error:
            found.append(Problem("kind-table", where, str(error), "Copy a text that occurs exactly once, with its spaces."))
    return found


def judge(folder: ItemFolder, submission: Submission, tools: Tools, seed: int) -> Iterator[Event]:  # noqa: ARG001 - nothing is drawn
    """Run the program and each of its variants, and compare each with what was predicted for it."""
    text = source(folder)
    counterfactuals = table(folder).counterfactual
    programs = [text, *(variant(text, counterfactual) for counterfactual in counterfactuals)]
    asked = ["What does the program print?", *(counterfactual.ask for counterfactual in counterfactuals)]
    predictions = [_read(submission, f"{name}.txt") for name in names(folder)]
    done = []
    for number, (name, prediction) in enumerate(zip(names(folder), predictions, strict=True), 1):
        happened = printed(programs[number - 1], tools.sandbox, folder.item.limits)
        done.append(compare(name, asked[number - 1], prediction, happened))
        yield CaseDone(done[-1], number, len(programs))
    wrong = [case for case in done if case.verdict is not Verdict.ACCEPTED]
    if wrong:
        message = f"{len(done) - len(wrong)} of {len(done)} predictions hold. {wrong[0].name}: {wrong[0].message}"
        yield Report(folder.item.id, Verdict.WRONG_ANSWER, message, tuple(done))
    else:
        yield Report(folder.item.id, Verdict.ACCEPTED, f"All {len(done)} predictions hold.", tuple(done))


def _read(submission: Submission, name: str) -> str | None:
    """The prediction, None where there is none (yet): that is wrong, not refused, as the starter is."""
    if name not in submission.files:
        if not any(file.endswith(".txt") for file in submission.files):
            raise SubmissionRefused(f"The submission has no {name}. Write what you expect to be printed into it.")
        return None
    return submission.text(name)


def compare(name: str, asked: str, prediction: str | None, happened: str) -> CaseResult:
    """The case's result: lines are compared without the blanks at their ends; the first that differs is named."""
    expected, got = _lines(happened), _lines(prediction or "")
    wrong = _difference(expected, got)
    verdict = Verdict.WRONG_ANSWER if wrong else Verdict.ACCEPTED
    return CaseResult(name, verdict, 0.0, wrong, asked, "\n".join(expected), "\n".join(got))


def _difference(expected: list[str], got: list[str]) -> str:
    """A sentence on the first difference, "" when there is none."""
    if not got:
        return "Nothing was predicted."
    for number, (one, other) in enumerate(zip(expected, got, strict=False), 1):
        if one != other:
            return f"Line {number} is the first that differs."
    if len(expected) != len(got):
        return f"The program prints {len(expected)} lines; {len(got)} were predicted."
    return ""


def _lines(text: str) -> list[str]:
    lines = [line.rstrip() for line in text.splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    return lines
