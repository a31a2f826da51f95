"""`limit/1`: each invariant is broken by a history that breaks nothing else, and real services are told apart."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hotseat.core.verdict import Verdict
from hotseat.curriculum import load
from hotseat.judges.registry import check
from hotseat.labs.components.rules.limit import BURST, INVARIANTS, plan
from hotseat.labs.edge.verification import REFERENCE, WRONG
from hotseat.labs.history import Call, Event, Fault, History, Landed, Op, Run
from hotseat.labs.shelf import Shelf
from tests.labs.components.judged import outcome

SHELF = Shelf(load().find("system-design/rate-limiter"))


class Story:
    """Collects events: requests with the lab's time, and their calls to the upstream."""

    def __init__(self) -> None:
        self.events: list[Event] = [Run(format_version=1, lab="limit/1", seed=1, stage=3, quick=True, slowness=1.0)]

    def ask(
        self,
        code: int = 200,
        *,
        now: int = 0,
        key: str = "k",
        calls: int | None = None,
        took: float = 0.1,
        era: int = 0,
        **more: object,
    ) -> None:
        number = float(len(self.events))
        name = f"q{len(self.events)}"
        headers = {"retry-after": str(more.pop("retry", "1"))} if code == 429 else {}
        for _ in range((code == 200) if calls is None else calls):
            self.events.append(Call(call="/r", began=number, ended=number, reference=name))
        want = more.pop("want", None)
        self.events.append(
            Op(
                call="r",
                began=number,
                ended=number + took,
                code=code,
                given={"id": name, "key": key, "now": now, "era": era, **more},
                headers=headers,
                want={"code": [want]} if want else None,
                within=1.0,
            )
        )

    def asks(self, count: int, code: int = 200, *, now: int = 0, key: str = "k", era: int = 0) -> None:
        for _ in range(count):
            self.ask(code, now=now, key=key, era=era)


def broken(events: list[Event]) -> list[str]:
    history = History(tuple(events))
    return [one.id for one in INVARIANTS if next(iter(one.check(history)), None) is not None]


def well() -> Story:
    """A key that is used up, is refused, waits, and goes on at five a second; a neighbour; a clock that is set back."""
    story = Story()
    story.asks(BURST)
    story.ask(429, now=0)
    story.asks(5, now=1000)
    story.asks(1, now=1200)
    story.asks(BURST, now=1200, key="other")
    story.asks(BURST, now=-3_600_000, era=1)
    return story


def test_what_goes_well_breaks_nothing() -> None:
    assert broken(well().events) == []


def one_too_many() -> Story:
    story = Story()
    story.asks(1, now=0)
    story.asks(BURST - 1, now=1900)
    story.asks(BURST, now=2100)
    return story


def refused_with_room() -> Story:
    story = Story()
    story.asks(BURST - 1)
    story.ask(429)
    return story


def refused_by_the_future() -> Story:
    story = well()
    story.ask(429, now=-3_590_000, era=1)
    return story


def milliseconds() -> Story:
    story = well()
    story.ask(429, now=1200, retry="200")
    return story


def waited_in_vain() -> Story:
    story = well()
    story.ask(429, now=1200, waited=1)
    return story


def refused_and_forwarded() -> Story:
    story = well()
    story.ask(429, now=1200, calls=1)
    return story


def forwarded_twice() -> Story:
    story = Story()
    story.ask(200, calls=2)
    return story


def refused_late() -> Story:
    story = well()
    story.ask(429, now=1200, took=1.5)
    return story


def answers_otherwise() -> Story:
    story = Story()
    story.ask(500, calls=0, want=200)
    return story


@pytest.mark.parametrize(
    ("invariant", "told"),
    [
        ("L1", one_too_many),
        ("L2", refused_with_room),
        ("L2", refused_by_the_future),
        ("L3", milliseconds),
        ("L3", waited_in_vain),
        ("L4", refused_and_forwarded),
        ("L4", forwarded_twice),
        ("L5", refused_late),
        ("L0", answers_otherwise),
    ],
)
def test_each_invariant_is_broken_alone(invariant: str, told: Callable[[], Story]) -> None:
    assert broken(told().events) == [invariant]


def test_a_plan_follows_from_its_seed() -> None:
    assert plan(7, 3) == plan(7, 3)
    assert plan(7, 3) != plan(8, 3)
    assert {step.stage for step in plan(1, 2).steps} == {1, 2}
    assert len(plan(1, 3, quick=True).steps) < len(plan(1, 3).steps)


@pytest.mark.parametrize("name", ["gcra", "sliding-log"])
def test_limiters_of_two_kinds_are_accepted(tmp_path: Path, name: str) -> None:
    found = outcome(SHELF, tmp_path, REFERENCE, name)
    assert (found.judgement.verdict, found.judgement.says) == (Verdict.ACCEPTED, "All 6 invariants held.")
    assert {landed.step for _, landed in found.history.of(Landed)} == {step.id for step in found.plan.steps if step.lands}
    assert [fault.about for _, fault in found.history.of(Fault) if fault.what == "kill" and fault.step] == [
        "the key is used up"
    ] * 2


@pytest.mark.parametrize(("name", "invariant"), [("lw2", "L1"), ("lw11", "L2")])
def test_a_wrong_limiter_is_rejected_for_what_it_does(tmp_path: Path, name: str, invariant: str) -> None:
    found = outcome(SHELF, tmp_path, WRONG, name)
    assert found.judgement.verdict is Verdict.WRONG_ANSWER
    assert found.judgement.broken[0][0].id == invariant


def test_the_lab_carries_what_it_needs() -> None:
    assert check(SHELF.folder) == []
