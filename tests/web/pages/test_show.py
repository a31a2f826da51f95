from datetime import UTC, datetime, timedelta

import pytest

from hotseat.core.verdict import Verdict
from hotseat.learner.mastery import Standing
from hotseat.proof.claims import Outcome
from hotseat.web.pages import clock, show


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 3, 4, 12, tzinfo=UTC).astimezone())


NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize("value", [*Verdict, *Outcome, *Standing])
def test_every_verdict_outcome_and_standing_has_its_sign(value: Verdict | Outcome | Standing) -> None:
    assert all(show.sign(value).values())


def test_the_same_word_of_two_vocabularies_keeps_its_own_sign() -> None:
    assert show.sign(Verdict.INCONCLUSIVE)["words"] == "Inconclusive"
    assert show.sign(Outcome.INCONCLUSIVE)["words"] == "inconclusive"


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "today"), (-3, "today"), (1, "tomorrow"), (6, "in 6 days"), (59, "in 59 days"), (90, "in about 3 months")],
)
def test_when_something_comes_back(days: int, words: str) -> None:
    assert show.from_now(NOON + timedelta(days=days)) == words


@pytest.mark.parametrize(("seconds", "words"), [(0.0001, "under 1 ms"), (0.0124, "12 ms"), (1.26, "1.3 s")])
def test_how_long_something_ran(seconds: float, words: str) -> None:
    assert show.duration(seconds) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1234567, "1,234,567"),
        (0.123456, "0.1235"),
        ([1, 2.0], "1, 2"),
        (True, "True"),
        (None, "None"),
        ("text", "text"),
        (10**30, "1e30"),
    ],
)
def test_a_measured_value(value: object, words: str) -> None:
    assert show.figure(value) == words


def test_a_sources_address_is_a_link_that_tells_nothing() -> None:
    html = show.linked('Docs <1>, https://docs.python.org/3/"x')
    assert "Docs &lt;1&gt;, " in html
    assert 'rel="noreferrer noopener"' in html
    assert '"x' not in html.replace("&quot;x", "")


def test_one_paragraph_stands_inline() -> None:
    assert show.inline("a `b`") == "a <code>b</code>"
    assert show.inline("a\n\nb") == "a b"


def test_in_plain_text_only_ticks_mean_code() -> None:
    assert show.ticked("`x` < __init__ * `y`") == "<code>x</code> &lt; __init__ * <code>y</code>"
    assert show.ticked("`<b>`, one ` alone") == "<code>&lt;b&gt;</code>, one ` alone"


def test_counts_with_their_nouns() -> None:
    assert [show.plural(count, "item,items") for count in (0, 1, 2)] == ["0 items", "1 item", "2 items"]
