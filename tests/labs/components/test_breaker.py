"""`breaker/1`: each invariant is broken by a history that breaks nothing else, and real services are told apart."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hotseat.core.verdict import Verdict
from hotseat.curriculum import load
from hotseat.judges.registry import check
from hotseat.labs.components.rules.breaker import FAILURES, INVARIANTS, OPEN
from hotseat.labs.edge.verification import REFERENCE, WRONG
from hotseat.labs.history import Call, Event, History, Landed, Op, Run
from hotseat.labs.shelf import Shelf
from tests.labs.components.judged import outcome

SHELF = Shelf(load().find("system-design/dependency-breaker"))


class Story:
    """Collects events: requests one after the other, unless `began` says otherwise."""

    def __init__(self) -> None:
        self.events: list[Event] = [Run(format_version=1, lab="breaker/1", seed=1, stage=3, quick=True, slowness=1.0)]

    def ask(
        self,
        code: int = 200,
        count: int = 1,
        *,
        now: int = 0,
        name: str = "a",
        began: float = 0.0,
        within: float = 0.0,
        want: int = 0,
    ) -> None:
        for _ in range(count):
            number = len(self.events)
            if code != 503:
                self.events.append(Call(call=f"/{name}", began=number, ended=number, reference=f"q{number}"))
            self.events.append(
                Op(
                    call="d",
                    began=began or number,
                    ended=number + 0.5,
                    code=code,
                    given={"id": f"q{number}", "name": name, "now": now},
                    within=within or None,
                    want={"code": [want]} if want else None,
                )
            )


def broken(story: Story) -> list[str]:
    history = History(tuple(story.events))
    return [one.id for one in INVARIANTS if next(iter(one.check(history)), None) is not None]


def opened() -> Story:
    story = Story()
    story.ask(502, FAILURES)
    return story


def well() -> Story:
    """It opens, refuses, a failing probe opens it again, the next closes it; four failures, then an answer."""
    story = opened()
    story.ask(200, name="b")
    story.ask(503, 3)
    story.ask(503, now=OPEN - 1)
    story.ask(502, now=OPEN)
    story.ask(503, now=2 * OPEN - 1)
    story.ask(200, 2, now=2 * OPEN)
    story.ask(502, FAILURES - 1, now=2 * OPEN)
    story.ask(404, now=2 * OPEN)
    story.ask(502, FAILURES - 1, now=2 * OPEN)
    return story


def test_what_goes_well_breaks_nothing() -> None:
    assert broken(well()) == []


def test_a_call_from_before_the_opening_is_no_call_while_it_is_open() -> None:
    story = opened()
    story.ask(502, began=1.0)
    assert broken(story) == []


def test_beside_a_probe_others_are_refused() -> None:
    story = opened()
    at = len(story.events)
    story.ask(503, 3, now=OPEN, began=at + 0.1)
    story.ask(200, now=OPEN, began=at + 0.1)
    assert broken(story) == []


def called_while_open() -> Story:
    story = opened()
    story.ask(502, now=OPEN - 1)
    return story


def refused_while_closed() -> Story:
    story = Story()
    story.ask(502, FAILURES - 1)
    story.ask(503)
    return story


def no_probe() -> Story:
    story = opened()
    story.ask(503, now=OPEN)
    return story


def two_probes() -> Story:
    story = opened()
    at = len(story.events)
    story.ask(200, 2, now=OPEN, began=at + 0.1)
    return story


def waits() -> Story:
    story = Story()
    story.ask(502, within=0.4)
    return story


def answers_otherwise() -> Story:
    story = Story()
    story.ask(500, want=502)
    return story


@pytest.mark.parametrize(
    ("invariant", "told"),
    [
        ("B1", called_while_open),
        ("B2", refused_while_closed),
        ("B2", no_probe),
        ("B3", two_probes),
        ("B4", waits),
        ("B0", answers_otherwise),
    ],
)
def test_each_invariant_is_broken_alone(invariant: str, told: Callable[[], Story]) -> None:
    assert broken(told()) == [invariant]


@pytest.mark.parametrize("name", ["threads", "asyncio"])
def test_breakers_of_two_kinds_are_accepted(tmp_path: Path, name: str) -> None:
    found = outcome(SHELF, tmp_path, REFERENCE, name)
    assert (found.judgement.verdict, found.judgement.says) == (Verdict.ACCEPTED, "All 5 invariants held.")
    assert {landed.step for _, landed in found.history.of(Landed)} == {step.id for step in found.plan.steps if step.lands}


def test_a_herd_of_probes_is_rejected_for_it(tmp_path: Path) -> None:
    found = outcome(SHELF, tmp_path, WRONG, "bw4")
    assert found.judgement.verdict is Verdict.WRONG_ANSWER
    assert [one.id for one, _ in found.judgement.broken] == ["B3"]


def test_the_lab_carries_what_it_needs() -> None:
    assert check(SHELF.folder) == []
