"""The program of a `predict` item, its counterfactual variants, and what they print."""

from hotseat.core.item import Limits
from hotseat.curriculum import ItemFolder
from hotseat.curriculum.reading import Strict, read_text
from hotseat.judges.settings import BadSettings, settings
from hotseat.sandbox import Ended, Program, Sandbox


class CounterfactualTable(Strict, rename={"with_": "with"}):
    """One `[[predict.counterfactual]]`: the question, and the edit that makes the other program."""

    ask: str
    replace: str
    with_: str


class PredictTable(Strict):
    """`[predict]`."""

    program: str
    counterfactual: list[CounterfactualTable]


class DidNotPrint(RuntimeError):
    """The program could not be run to its end."""


def table(folder: ItemFolder) -> PredictTable:
    """The item's `[predict]` table. Raises `BadSettings`."""
    return settings(PredictTable, folder.item.settings, "predict")


def source(folder: ItemFolder) -> str:
    """The program as the learner sees it."""
    return read_text(folder.path / "starter" / table(folder).program)


def variant(text: str, counterfactual: CounterfactualTable) -> str:
    """The program with the counterfactual's edit. Raises `BadSettings` when the edit does not fit exactly once."""
    if text.count(counterfactual.replace) != 1:
        raise BadSettings(f"The counterfactual's `replace` occurs {text.count(counterfactual.replace)} times in the program.")
    return text.replace(counterfactual.replace, counterfactual.with_)


def printed(text: str, sandbox: Sandbox, limits: Limits) -> str:
    """What the program prints; an uncaught exception prints its last line. Raises `DidNotPrint`."""
    files = {"program.py": text.encode()}
    program = Program("hotseat.judges.predict.inside", ("program.py",), files, limits, packages=True, fresh=True)
    with sandbox.start(program) as run:
        try:
            run.receive(limits.wall_seconds)
        except Ended as ended:
            raise DidNotPrint(f"The program did not run to its end ({ended}): {run.output[-500:]}") from None
        run.drain()
        return run.output
