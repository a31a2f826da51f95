"""What outcomes say about an item; no run is needed to see it."""

from pathlib import Path

import pytest

from hotseat.authoring.verify import decide
from hotseat.core.item import Limits
from hotseat.core.problem import Problem
from hotseat.core.report import CaseResult, Report
from hotseat.core.verdict import Verdict
from hotseat.curriculum.folder import KnownSubmission
from hotseat.proof import Outcome
from hotseat.rubric.probe import Probe, Truth

RIGHT, WRONG, SLOW = Verdict.ACCEPTED, Verdict.WRONG_ANSWER, Verdict.TIME_LIMIT


def rule(problem: Problem | None) -> str:
    return problem.rule if problem else ""


def report(verdict: Verdict, **cases: Verdict) -> Report:
    return Report("a/b", verdict, "said", tuple(CaseResult(name, found) for name, found in cases.items()))


def known(verdict: Verdict, case: str | None = None) -> KnownSubmission:
    return KnownSubmission(f"{verdict.value}/it.py", verdict, case, Path())


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Outcome.HOLDS, ""),
        (Outcome.UNSHOWN, ""),
        (Outcome.FAILS, "claim-fails"),
        (Outcome.INCONCLUSIVE, "claim-undecided"),
        (None, "claim-breaks"),
    ],
)
def test_a_claim_must_hold_or_be_unshown(outcome: Outcome | None, expected: str) -> None:
    assert rule(decide.claim("a/b", "c", outcome)) == expected


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Outcome.FAILS, ""),
        (Outcome.HOLDS, "mutation-survives"),
        (Outcome.INCONCLUSIVE, "mutation-undecided"),
        (Outcome.UNSHOWN, "mutation-undecided"),
        (None, "mutation-breaks"),
    ],
)
def test_only_a_failing_claim_kills_a_mutation(outcome: Outcome | None, expected: str) -> None:
    assert rule(decide.mutation("a/b", "c", 1, outcome)) == expected


def test_a_broken_program_is_named_by_its_exception() -> None:
    problem = decide.mutation("a/b", "c", 2, None, "Traceback …\nNameError: name 'x' is not defined\n")
    assert problem is not None
    assert problem.message == "Mutation 2 of c breaks the program: NameError: name 'x' is not defined."


INTEGER = Probe("p", "how many of {n}?", "integer", "f", {"n": (1, 2, 3)})
CHOICE = Probe("p", "which?", "choice", "f", options=("a", "b", "c", "d"))
CHOICES = Probe("p", "which?", "choices", "f", options=("a", "b", "c"))
PAIR = Probe("p", "how many?", "integers", "f", labels=("x", "y"))
NUMBER = Probe("p", "how much?", "number", "f", tolerance=0.1, relative=True)
LOOSE = Probe("p", "how many?", "integer", "f", tolerance=1)
LINE = Probe("p", "what?", "line", "f")


@pytest.mark.parametrize(
    ("probe", "first", "second", "expected"),
    [
        (INTEGER, 3, 3, ""),
        (INTEGER, 3.0, 3.0, ""),
        (INTEGER, 3, 4, "truth-changes"),
        (INTEGER, "three", "three", "truth-unfit"),
        (INTEGER, 2.5, 2.5, "truth-unfit"),
        (INTEGER, True, True, "truth-unfit"),
        (LOOSE, 2.5, 2.5, ""),
        (CHOICE, "b", "b", ""),
        (CHOICE, "e", "e", "truth-unfit"),
        (CHOICES, ["a", "c"], ["a", "c"], ""),
        (CHOICES, [], [], ""),
        (CHOICES, ["a", "c"], ["c", "a"], "truth-changes"),
        (PAIR, [1, 2], [1, 2], ""),
        (PAIR, [1], [1], "truth-unfit"),
        (NUMBER, 1 / 3, 1 / 3, ""),
        (NUMBER, float("inf"), float("inf"), "truth-unfit"),
        (LINE, "[1, 2]", "[1, 2]", ""),
        (LINE, "one\ntwo", "one\ntwo", "truth-unfit"),
    ],
)
def test_a_truth_is_stable_and_fits_its_form(probe: Probe, first: Truth, second: Truth, expected: str) -> None:
    assert rule(decide.truth("a/b", probe.draw(1), first, second)) == expected


@pytest.mark.parametrize(
    ("probe", "truths", "expected"),
    [
        (INTEGER, [1, 2], ""),
        (INTEGER, [2, 2, 2], "truth-constant"),
        (LOOSE, [2, 3, 4], "truth-constant"),
        (LOOSE, [2, 3, 9], ""),
        (INTEGER, [7], ""),
        (INTEGER, [], ""),
    ],
)
def test_no_one_answer_is_right_for_every_draw(probe: Probe, truths: list[int], expected: str) -> None:
    assert rule(decide.memorable("a/b", [(probe.draw(seed), true) for seed, true in enumerate(truths)])) == expected


@pytest.mark.parametrize(
    ("kind", "wanted", "case", "found", "expected"),
    [
        ("code", RIGHT, None, report(RIGHT, one=RIGHT), ""),
        ("code", RIGHT, None, report(WRONG, one=WRONG), "submission-verdict"),
        ("code", WRONG, None, report(RIGHT, one=RIGHT), "submission-verdict"),
        ("code", WRONG, None, report(SLOW, one=SLOW), "submission-verdict"),
        ("code", WRONG, "two", report(WRONG, one=RIGHT, two=WRONG, three=WRONG), ""),
        ("code", WRONG, "three", report(WRONG, one=RIGHT, two=WRONG, three=WRONG), "submission-case"),
        ("code", WRONG, "one", report(WRONG, one=RIGHT, two=WRONG), "submission-case"),
        ("predict", WRONG, "three", report(WRONG, one=WRONG, two=RIGHT, three=WRONG), ""),
        ("explain", WRONG, "two", report(WRONG, one=WRONG, two=RIGHT), "submission-case"),
        ("code", Verdict.CRASHED, "one", report(Verdict.CRASHED), "submission-case"),
    ],
)
def test_a_known_submission_gets_its_verdict_from_its_case(
    kind: str, wanted: Verdict, case: str | None, found: Report, expected: str
) -> None:
    assert rule(decide.submission("a/b", kind, known(wanted, case), found, 1)) == expected


@pytest.mark.parametrize("verdict", list(Verdict))
def test_junk_is_never_accepted_and_never_breaks_the_judge(verdict: Verdict) -> None:
    expected = {RIGHT: "junk-accepted", Verdict.JUDGE_ERROR: "junk-breaks-the-judge"}.get(verdict, "")
    assert rule(decide.junk("a/b", "empty", report(verdict))) == expected
    assert rule(decide.junk("a/b", "reading judge/", report(verdict), leaked=True)) == "junk-reads"


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_starter_must_not_pass_and_right_answers_must(verdict: Verdict) -> None:
    assert rule(decide.starter("a/b", report(verdict))) == ("starter-accepted" if verdict is RIGHT else "")
    assert rule(decide.generated("a/b", report(verdict), 1)) == ("" if verdict is RIGHT else "right-answers-rejected")


def unguarded(accepted: list[str], *wrong: Report) -> list[str]:
    cases = [CaseResult(name, RIGHT) for name in accepted]
    return [problem.message for problem in decide.unguarded("a/b", cases, wrong)]


def test_every_case_is_failed_by_a_wrong_submission() -> None:
    wrong = report(WRONG, one=WRONG, two=RIGHT)
    assert unguarded(["one", "two"], wrong) == ["No wrong submission fails the case 'two'."]
    assert unguarded(["one", "two"], wrong, report(SLOW, two=SLOW)) == []
    assert unguarded(["one"]) == ["No wrong submission fails the case 'one'."]


def test_one_failed_workload_guards_all_since_the_first_slow_one_ends_the_measuring() -> None:
    slow = Report("a/b", SLOW, "", (CaseResult("speed: small", SLOW),))
    assert unguarded(["speed: small", "speed: large"], slow) == []
    assert unguarded(["speed: small", "speed: large"]) == ["No wrong submission fails the case 'speed: small'."]


@pytest.mark.parametrize(
    ("seconds", "expected"), [({}, ""), ({"a": 1.0, "b": 0.1}, ""), ({"a": 0.1, "b": 1.01}, "accepted-slow")]
)
def test_the_slowest_accepted_case_takes_at_most_half_the_limit(seconds: dict[str, float], expected: str) -> None:
    assert rule(decide.slow("a/b", known(RIGHT), seconds, Limits(cpu_seconds=2.0))) == expected


@pytest.mark.parametrize(("ratio", "expected"), [(float("inf"), ""), (10.0, ""), (9.9, "margin-thin")])
def test_an_accepted_speed_clears_the_bar_by_a_factor_of_two(ratio: float, expected: str) -> None:
    assert rule(decide.margin("a/b", known(RIGHT), ratio, 5.0)) == expected
