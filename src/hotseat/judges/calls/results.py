"""From an answer to a case's result, and from results to a report."""

import functools
from collections.abc import Sequence

from hotseat.core.item import Limits
from hotseat.core.report import CaseResult, Report
from hotseat.core.verdict import Verdict
from hotseat.judges.calls import wire
from hotseat.judges.calls.caller import Answer, How, PosedCase
from hotseat.judges.examiner.examiner import Examiner

SHOWN = 400
"""Characters of a value that a person is shown."""
STOPS = (Verdict.TIME_LIMIT, Verdict.MEMORY_LIMIT, Verdict.OUTPUT_LIMIT)
"""After these the remaining cases would only cost the learner's time."""

VERDICTS = {
    How.STRANGE: Verdict.WRONG_ANSWER,
    How.LENGTH: Verdict.OUTPUT_LIMIT,
    How.CPU: Verdict.TIME_LIMIT,
    How.WALL: Verdict.TIME_LIMIT,
    How.MEMORY: Verdict.MEMORY_LIMIT,
    How.OUTPUT: Verdict.OUTPUT_LIMIT,
}


def result(case: PosedCase, answer: Answer, examiner: Examiner, limits: Limits) -> CaseResult:
    """What the answer makes of the case. Raises `BadCases` when the item's check fails."""
    asked = ask(case)
    expected = wanted(case)
    if answer.how is not How.VALUE:
        verdict = VERDICTS.get(answer.how, Verdict.CRASHED)
        return CaseResult(case.name, verdict, answer.wall, explain(answer, limits), asked, expected, hidden=not case.shown)
    right = examiner.right(case, answer.value)
    if right is True:
        return CaseResult(case.name, Verdict.ACCEPTED, answer.wall, "", asked, expected, shorten(answer.value), not case.shown)
    message = right if isinstance(right, str) else difference(case, answer.value)
    return CaseResult(
        case.name, Verdict.WRONG_ANSWER, answer.wall, message, asked, expected, shorten(answer.value), not case.shown
    )


def explain(answer: Answer, limits: Limits) -> str:
    """A sentence for an answer that is no value."""
    match answer.how:
        case How.STRANGE:
            return (
                f"It returned {answer.text}; an answer is made of None, bool, int, float, str, bytes, list, tuple, dict and set."
            )
        case How.MISSING:
            return f"The file defines no {answer.text!r} that can be called. Keep the name that the starter has."
        case How.UNCOMPILED:
            return f"The file does not compile: {answer.text}"
        case How.CPU:
            return f"It used {answer.cpu:.1f} s of processor time; {limits.cpu_seconds:g} s is the limit for a case."
        case How.WALL:
            return f"It had not answered after {answer.wall:.1f} s; {limits.wall_seconds:g} s is the limit for a case."
        case How.LENGTH:
            return "Its answer is larger than an answer may be (4 MiB written out)."
        case How.MEMORY:
            return f"It needed more than {limits.memory_mib} MiB of memory."
        case How.OUTPUT:
            return f"It printed more than {limits.output_kib} KiB."
        case _:
            return answer.text


def difference(case: PosedCase, got: object) -> str:
    """Where a wrong value first departs from the expected one, as far as a sentence can say it."""
    if case.expect is None:
        return "The value is not a right answer."
    expected = wire.decode(case.expect)
    if type(expected) is not type(got):
        return f"The answer should be of type {type(expected).__name__} and is {type(got).__name__}."
    if isinstance(expected, (list, tuple)) and isinstance(got, (list, tuple)):
        if len(expected) != len(got):
            return f"The answer should have {len(expected)} entries and has {len(got)}."
        for index, (one, other) in enumerate(zip(expected, got, strict=True)):
            if not wire.same(one, other):
                return f"Entry {index} should be {shorten(one, 80)} and is {shorten(other, 80)}."
    if isinstance(expected, str) and isinstance(got, str):
        same = next((n for n, (a, b) in enumerate(zip(expected, got, strict=False)) if a != b), min(len(expected), len(got)))
        return f"The texts agree for {same} characters, then differ."
    return "The value is not the expected one."


@functools.lru_cache(maxsize=1024)
def wanted(case: PosedCase) -> str:
    """The expected value as a person would write it, "" where a check decides."""
    return "" if case.expect is None else shorten(wire.decode(case.expect))


@functools.lru_cache(maxsize=1024)
def ask(case: PosedCase) -> str:
    """The case as a person would write it."""
    if case.program:
        return case.program.strip()[:SHOWN]
    parts = [shorten(value, 120) for value in wire.decode(case.args)]
    parts += [f"{name}={shorten(value, 120)}" for name, value in wire.decode(case.kwargs).items()]
    return f"{case.call}({', '.join(parts)})"


def shorten(value: object, most: int = SHOWN) -> str:
    """The value's `repr`, its middle left out when it is long; lone surrogates and control characters as escapes."""
    try:
        text = repr(value)
    except ValueError:  # an int of more digits than Python converts
        text = f"a number of {value.bit_length():,} bits" if isinstance(value, int) else f"a {type(value).__name__}"
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= most else f"{text[: most // 2]} … {text[-most // 2 :]}"


def report(item: str, cases: Sequence[CaseResult], output: str, total: int) -> Report:
    """The report over all cases: the verdict is that of the first case that was not accepted."""
    failed = next((case for case in cases if case.verdict is not Verdict.ACCEPTED), None)
    if failed is None:
        return Report(item, Verdict.ACCEPTED, f"All {len(cases)} cases are right.", tuple(cases), output=output)
    right = sum(case.verdict is Verdict.ACCEPTED for case in cases)
    left = f" {total - len(cases)} were not run." if total > len(cases) else ""
    message = f"{failed.name}: {WORDS[failed.verdict]}. {right} of {total} cases are right.{left}"
    return Report(item, failed.verdict, message, tuple(cases), output=output)


WORDS = {
    Verdict.WRONG_ANSWER: "the answer is wrong",
    Verdict.TIME_LIMIT: "it took too long",
    Verdict.MEMORY_LIMIT: "it needed too much memory",
    Verdict.OUTPUT_LIMIT: "it wrote too much",
    Verdict.CRASHED: "it crashed",
    Verdict.INCONCLUSIVE: "the measurement does not decide",
}
