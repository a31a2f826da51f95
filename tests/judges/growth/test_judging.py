"""Growth judged through the real judge, on functions that are far from any doubt; `hotseat bench growth` has them all."""

from pathlib import Path

import pytest

from hotseat.core.event import Progress
from hotseat.core.report import Report
from hotseat.core.verdict import Verdict
from hotseat.curriculum import ItemFolder
from hotseat.judges.registry import check
from hotseat.sandbox import Sandbox
from tests.folders import events, folder, verdict_of
from tests.judges.growth.labelled import LABELLED, ORDER

CASES = """
    from hotseat.judges.calls import Case

    def cases(chance):
        yield Case("three numbers", call="f", args=([3, 1, 2],), check=lambda got: True)

    def growth(size, chance):
        values = chance.sample(range(1, 10**9), size)
        return Case(f"{size:,} numbers", call="f", args=(values,), check=lambda got: got != "wrong" or "That is wrong.")
"""


def growing(root: Path, bound: str, cpu_seconds: float = 2.0) -> ItemFolder:
    extra = f'[code]\nfile = "solution.py"\ngrowth = "{bound}"\n[limits]\ncpu_seconds = {cpu_seconds}\n'
    return folder(root, "code", extra, starter__solution_py="def f(values): ...", judge__cases_py=CASES)


def source(name: str) -> str:
    return next(one.source for one in LABELLED if one.name == name)


def test_the_labels_are_many_and_name_known_classes() -> None:
    assert len(LABELLED) >= 60
    assert len({one.name for one in LABELLED}) == len(LABELLED)
    assert {one.grows for one in LABELLED} == set(ORDER)


@pytest.mark.parametrize(("name", "bound"), [("a loop", "n"), ("sorted", "n log n"), ("all pairs", "n^2"), ("sum", "n^3")])
def test_what_keeps_the_bound_is_never_said_to_break_it(tmp_path: Path, sandbox: Sandbox, name: str, bound: str) -> None:
    said = events(growing(tmp_path, bound), sandbox, solution_py=source(name))
    report = said[-1]
    assert isinstance(report, Report)
    # A busy machine may make the time unclear, and that is what is said then.
    assert report.verdict in (Verdict.ACCEPTED, Verdict.INCONCLUSIVE), report
    assert report.evidence["growth"]["steps_excess"] <= 0.25
    assert any(isinstance(event, Progress) for event in said)


@pytest.mark.parametrize(
    ("name", "bound"),
    [("all pairs", "n"), ("in a list", "n log n"), ("count of each", "n"), ("triples", "n^2"), ("pop from the front", "n")],
)
def test_steps_prove_that_a_bound_is_broken_also_where_c_does_the_work(
    tmp_path: Path, sandbox: Sandbox, name: str, bound: str
) -> None:
    report = verdict_of(growing(tmp_path, bound), sandbox, solution_py=source(name))
    assert report.verdict is Verdict.TIME_LIMIT, report
    assert "The steps alone prove that it is more." in report.cases[-1].message
    assert report.evidence["growth"]["decided"] == "beyond"


def test_a_forged_count_accepts_nothing_that_takes_too_long(tmp_path: Path, sandbox: Sandbox) -> None:
    forged = "import sys\nsys.monitoring.set_events = lambda *a: None\n" + source("insert at the front")
    report = verdict_of(growing(tmp_path, "n"), sandbox, solution_py=forged)
    assert report.verdict is Verdict.INCONCLUSIVE, report
    assert "Perhaps C code does the work." in report.cases[-1].message


def test_what_never_ends_passes_the_limit_of_its_size(tmp_path: Path, sandbox: Sandbox) -> None:
    report = verdict_of(growing(tmp_path, "n", cpu_seconds=0.5), sandbox, solution_py=source("powers"))
    assert report.verdict is Verdict.TIME_LIMIT
    assert "numbers: It used" in report.cases[-1].message


def test_answers_are_checked_as_they_grow(tmp_path: Path, sandbox: Sandbox) -> None:
    report = verdict_of(
        growing(tmp_path, "n"), sandbox, solution_py="def f(values):\n    return 'wrong' if len(values) > 99 else 0\n"
    )
    assert report.verdict is Verdict.WRONG_ANSWER
    assert report.cases[-1].message.endswith("That is wrong.")


def test_a_wrong_case_is_told_before_anything_is_measured(tmp_path: Path, sandbox: Sandbox) -> None:
    report = verdict_of(growing(tmp_path, "n"), sandbox, solution_py="def f(values):\n    raise ValueError\n")
    assert report.verdict is Verdict.CRASHED
    assert len(report.cases) == 1
    assert report.evidence == {}


def test_an_unknown_bound_is_a_problem_of_the_item(tmp_path: Path) -> None:
    (found,) = check(growing(tmp_path, "n log log n"))
    assert "no bound 'n log log n'" in found.message
