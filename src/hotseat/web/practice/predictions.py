"""The steps of a `predict` attempt: commit, see what really happens, then the next counterfactual."""

from dataclasses import dataclass
from functools import lru_cache

from hotseat.core.item import Limits
from hotseat.core.report import CaseResult
from hotseat.judges.predict.judge import compare
from hotseat.judges.predict.program import DidNotPrint, printed, source, table, variant
from hotseat.sandbox import NoProtection
from hotseat.web.practice.desk import Desk
from hotseat.web.running.tools import tools


@dataclass(frozen=True, slots=True)
class Step:
    """One prediction. `removed` and `added` are the lines that the counterfactual changes; empty for the program itself.

    `case` compares what was predicted with what happened, once it was committed to; `failed` says why nothing could be run.
    """

    path: str
    title: str
    ask: str
    removed: str = ""
    added: str = ""
    predicted: str | None = None
    case: CaseResult | None = None
    failed: str = ""


def program(desk: Desk) -> str:
    """The program whose output is predicted."""
    return source(desk.folder)


def paths(desk: Desk) -> tuple[str, ...]:
    """The submission's files: the prediction, then one for each counterfactual."""
    return (
        "prediction.txt",
        *(f"counterfactual-{number}.txt" for number in range(1, len(table(desk.folder).counterfactual) + 1)),
    )


def steps(desk: Desk) -> tuple[Step, ...]:
    """Every step up to the one that is open: what comes later is not given away."""
    text = source(desk.folder)
    changes = table(desk.folder).counterfactual
    found = []
    for number, path in enumerate(paths(desk)):
        change = changes[number - 1] if number else None
        predicted = desk.commitments[path].text if path in desk.commitments else None
        ask = change.ask if change else "What does this program print?"
        title = f"Counterfactual {number}" if change else "Your prediction"
        edit = (change.replace, change.with_) if change else ("", "")
        if predicted is None:
            found.append(Step(path, title, ask, *edit))
            break
        try:
            happened = _printed(variant(text, change) if change else text, desk.folder.item.limits)
            case = compare(path.removesuffix(".txt"), ask, predicted, happened)
            found.append(Step(path, title, ask, *edit, predicted, case))
        except (DidNotPrint, NoProtection, OSError) as error:
            found.append(Step(path, title, ask, *edit, predicted, failed=str(error)))
    return tuple(found)


@lru_cache(maxsize=128)
def _printed(text: str, limits: Limits) -> str:
    """What the program prints: the same every time, so it runs once."""
    return printed(text, tools().sandbox, limits)
