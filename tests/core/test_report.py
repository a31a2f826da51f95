import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotseat.core.report import FORMAT_VERSION, CaseResult, Report
from hotseat.core.verdict import Verdict

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
CASES = st.builds(CaseResult)
REPORTS = st.builds(Report, cases=st.lists(CASES, max_size=4).map(tuple), evidence=st.dictionaries(st.text(), VALUES, max_size=3))


def same(first: Report, second: Report) -> bool:
    """Equality in which a time that is not a number equals itself."""
    return repr(first) == repr(second)


@settings(deadline=None)
@given(REPORTS)
def test_a_report_comes_back_from_json_as_it_was(report: Report) -> None:
    assert same(Report.from_json(json.loads(json.dumps(report.as_json()))), report)


def test_a_report_says_its_format_and_what_scripts_rely_on() -> None:
    body = Report("concurrency/gil", Verdict.ACCEPTED, "Well.", (CaseResult("first", Verdict.ACCEPTED),), 0.5).as_json()
    assert body["format_version"] == FORMAT_VERSION
    assert {"verdict", "item", "cases", "seconds", "message"} <= set(body)
    assert json.loads(json.dumps(body))["verdict"] == "accepted"


def test_a_report_of_a_newer_hotseat_is_refused_with_what_to_do() -> None:
    newer = Report("a/b", Verdict.ACCEPTED, "").as_json() | {"format_version": 99}
    with pytest.raises(ValueError, match=r"format 99; this Hotseat reads 1. Update Hotseat."):
        Report.from_json(newer)


@settings(deadline=None)
@given(CASES)
def test_a_hidden_case_gives_nothing_away(case: CaseResult) -> None:
    shown = case.concealed()
    assert (shown.name, shown.verdict, shown.seconds) == (case.name, case.verdict, case.seconds) or case.seconds != case.seconds
    if case.hidden:
        assert (shown.asked, shown.expected, shown.got) == ("", "", "")
    else:
        assert shown is case


def test_a_concealed_report_conceals_every_case() -> None:
    hidden = CaseResult("h", Verdict.WRONG_ANSWER, message="41 and not 42", asked="q", expected="42", got="41", hidden=True)
    plain = CaseResult("p", Verdict.ACCEPTED, expected="1", got="1")
    shown = Report("a/b", Verdict.WRONG_ANSWER, "", (hidden, plain)).concealed()
    assert "42" not in repr(shown)
    assert shown.cases[1] == plain
