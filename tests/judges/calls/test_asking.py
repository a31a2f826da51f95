"""Together for speed, apart for the decision: which answer counts, and when a limit was passed."""

from collections.abc import Iterable, Iterator, Sequence

import pytest

from hotseat.core.item import Limits
from hotseat.core.verdict import Verdict
from hotseat.judges.calls import wire
from hotseat.judges.calls.asking import Asking
from hotseat.judges.calls.caller import Answer, How, PosedCase

RIGHT, WRONG, LATE, WAITED = Answer(How.VALUE, 4), Answer(How.VALUE, 5), Answer(How.CPU, cpu=2.0), Answer(How.WALL, wall=10.0)
FULL = Answer(How.MEMORY)


class Scripted:
    """Says what it is told to, case by case, and notes what it was asked. Stands for both kinds of caller and the examiner."""

    def __init__(self, answers: Sequence[Answer], *, over: bool = False) -> None:
        self.answers: Iterator[Answer] = iter(answers)
        self.over = over
        self.asked: list[int] = []

    def call(self, case: PosedCase, following: Iterable[PosedCase] = ()) -> Answer:
        self.asked.append(case.index)
        return next(self.answers)

    def right(self, _case: PosedCase, value: object) -> bool:
        return value == 4


def posed(index: int, *, shown: bool = False) -> PosedCase:
    return PosedCase(
        index, f"case {index}", "double", wire.encode((2,)), wire.encode({}), "", wire.encode(4), checked=False, shown=shown
    )


def asking(together: Scripted, apart: Scripted) -> Asking:
    return Asking(together, apart, Scripted([]), Limits())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("together", "apart", "verdict"),
    [
        ([RIGHT], [], Verdict.ACCEPTED),
        ([WRONG], [WRONG], Verdict.WRONG_ANSWER),
        # An earlier case may have spoiled it: apart it is right.
        ([WRONG], [RIGHT], Verdict.ACCEPTED),
        ([LATE], [LATE], Verdict.TIME_LIMIT),
        ([LATE], [RIGHT, RIGHT], Verdict.ACCEPTED),
        ([LATE], [RIGHT, LATE], Verdict.INCONCLUSIVE),
        ([WRONG], [LATE, LATE], Verdict.TIME_LIMIT),
        ([WRONG], [LATE, RIGHT], Verdict.INCONCLUSIVE),
        ([LATE], [WRONG, WRONG], Verdict.WRONG_ANSWER),
        # Wall time is generous, and what waits is not near to it by chance.
        ([WAITED], [WAITED], Verdict.TIME_LIMIT),
        ([WAITED], [RIGHT], Verdict.ACCEPTED),
        ([FULL], [FULL], Verdict.MEMORY_LIMIT),
    ],
)
def test_what_is_not_right_together_is_decided_apart(together: list[Answer], apart: list[Answer], verdict: Verdict) -> None:
    scripted = Scripted(together), Scripted(apart)
    [found] = asking(*scripted).run([posed(0)])
    assert found.verdict is verdict
    assert (len(scripted[0].asked), len(scripted[1].asked)) == (1, len(apart))


def test_once_the_process_is_gone_everything_is_asked_apart() -> None:
    gone, apart = Scripted([], over=True), Scripted([RIGHT, RIGHT])
    done = list(asking(gone, apart).run([posed(0), posed(1)]))
    assert [one.verdict for one in done] == [Verdict.ACCEPTED] * 2
    assert gone.asked == []


def test_examples_come_first_and_the_rest_in_an_order_of_its_own() -> None:
    cases = [posed(index, shown=index in (3, 7)) for index in range(40)]
    orders = set()
    for _ in range(5):
        together = Scripted([RIGHT] * 40)
        one = asking(together, Scripted([]))
        list(one.run(cases))
        assert together.asked[:2] == [3, 7]
        assert sorted(together.asked) == list(range(40))
        assert [case.name for case in one.results] == [case.name for case in cases]
        orders.add(tuple(together.asked))
    assert len(orders) == 5


def test_after_a_limit_only_the_cases_before_it_are_asked() -> None:
    """So the report does not depend on the order: it ends with the first case, as the item counts, that hit a limit."""
    for _ in range(20):
        together, apart = Scripted([], over=True), Scripted([FULL] * 10)
        one = asking(together, apart)
        list(one.run([posed(index) for index in range(10)]))
        assert [case.name for case in one.results] == ["case 0"]
        assert apart.asked[-1] == 0
