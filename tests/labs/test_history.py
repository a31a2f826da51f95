"""A history is written line by line and read back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotseat.labs.history import History, NotAHistory, Op
from tests.labs.story import balances, entries, payment, well

TEXT = st.text(max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | TEXT, lambda inner: st.dictionaries(TEXT, inner, max_size=3)
)


def test_it_comes_back_from_its_lines() -> None:
    story = well()
    story.webhook("forged", 400)
    story.fault("kill", "a charge waits")
    story.load()
    story.last([payment()], entries(), balances())
    assert History.parse(story.history.lines()).events == story.history.events


@given(call=TEXT, given_=st.dictionaries(TEXT, JSON, max_size=3), got=JSON, code=st.integers(0, 599), why=TEXT)
def test_whatever_a_service_answers_can_be_kept(call: str, given_: dict[str, object], got: object, code: int, why: str) -> None:
    story = well()
    story.events.append(Op(step="s", call=call, began=1.0, ended=2.0, code=code, given=given_, got=got, why=why))
    assert History.parse(story.history.lines()).events[-1] == story.events[-1]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "does not say what was run"),
        ([b"{}"], "Line 1 is no event"),
        ([b"not json"], "Line 1 is no event"),
        ([b'{"event":"landed","what":"x","at":1.0}'], "does not say what was run"),
        ([b'{"event":"run","format_version":9,"lab":"x","seed":1,"stage":1,"quick":true,"slowness":1.0}'], "format_version 9"),
    ],
)
def test_what_is_no_history_is_refused_with_its_line(lines: list[bytes], said: str) -> None:
    with pytest.raises(NotAHistory, match=said):
        History.parse(lines)


@pytest.mark.parametrize(("code", "status"), [(200, "ok"), (202, "ok"), (404, "fail"), (409, "fail"), (500, "info"), (0, "info")])
def test_an_answer_is_done_or_has_no_effect_or_nobody_knows(code: int, status: str) -> None:
    assert Op(call="c", began=0.0, ended=1.0, code=code).status == status
