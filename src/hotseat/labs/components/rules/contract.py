"""What every component lab asks: where no fault is under way, each call answers as the contract says."""

from collections.abc import Iterator

from hotseat.labs.checking import Violation
from hotseat.labs.history import History, Op


def answers(history: History) -> Iterator[Violation]:
    """Each answer that is wanted is the one that came."""
    for number, op in history.of(Op):
        if op.want is not None and (said := _differs(op)):
            wanted = " or ".join(map(str, op.want["code"]))
            about = " ".join(str(value) for value in op.given.values())
            yield Violation(f"{op.call} {about} was to answer {wanted}; {said}.", (number,), op.step)


def _differs(op: Op) -> str:
    """In what the answer is not the one that is wanted, "" when in nothing."""
    want = op.want or {}
    if op.code not in want["code"]:
        return f"it answered {op.code}" if op.code else f"no answer came ({op.why})"
    if "body" in want and op.got != want["body"]:
        return f"its body is {op.got!r} and was to be {want['body']!r}"
    return ""
