"""Cases told ahead: few bytes at once, answered in turn, and dropped when another is asked."""

from collections.abc import Iterator

import pytest

from hotseat.core.item import Limits
from hotseat.judges.calls import wire
from hotseat.judges.calls.caller import How, PosedCase
from hotseat.judges.calls.together.caller import AHEAD, Together
from hotseat.sandbox import Sandbox
from hotseat.sandbox.run import Run

COUNTS = b"calls = 0\n\n\ndef f(n):\n    global calls\n    calls += 1\n    return len(n), calls, 30_000 * 'y'\n"


def posed(index: int, size: int = 1) -> PosedCase:
    return PosedCase(
        index, f"case {index}", "f", wire.encode(("x" * size,)), wire.encode({}), "", None, checked=False, shown=False
    )


@pytest.fixture
def together(sandbox: Sandbox) -> Iterator[Together]:
    with Together(sandbox, {"solution.py": COUNTS}, "solution.py", Limits()) as one:
        yield one


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many messages went out at a time, the process's own setup left out."""
    counts: list[int] = []
    send = Run.send

    def noted(run: Run, *messages: object) -> None:
        counts.append(len(messages))
        send(run, *messages)

    monkeypatch.setattr(Run, "send", noted)
    return counts


def values(together: Together, cases: list[PosedCase]) -> list[object]:
    """What was answered, the padding left out."""
    found = [together.call(case, cases[place + 1 :]).value for place, case in enumerate(cases)]
    return [value[:2] if isinstance(value, tuple) else value for value in found]


def test_small_cases_are_told_at_once_and_answered_in_turn(sent: list[int], together: Together) -> None:
    assert values(together, [posed(index) for index in range(20)]) == [(1, number) for number in range(1, 21)]
    assert sent == [20]


@pytest.mark.parametrize("size", [AHEAD, 3 << 20])
def test_a_large_case_is_told_alone(sent: list[int], together: Together, size: int) -> None:
    sizes = [size, 1, 1, size, 1]
    found = values(together, [posed(index, size) for index, size in enumerate(sizes)])
    assert found == [(size, number) for number, size in enumerate(sizes, 1)]
    assert sent == [1, 2, 1, 1]


def test_many_small_cases_go_out_in_parts_that_the_channel_holds(sent: list[int], together: Together) -> None:
    """The answers to one part are more than the channel holds: the process waits until they are read, and nothing is sent then."""
    cases = [posed(index, 100) for index in range(200)]
    assert values(together, cases) == [(100, number) for number in range(1, 201)]
    assert max(sent) * 100 < AHEAD
    assert sum(sent) == 200


def test_nothing_is_taken_for_the_answer_to_another_case(together: Together) -> None:
    cases = [posed(index) for index in range(3)]
    assert together.call(cases[0], cases[1:]).how is How.VALUE
    assert together.call(cases[2]).how is How.ENDED
    assert together.over
