# %% A loop whose clock only moves when somebody computes, or when nothing is ready
import asyncio
import selectors
from collections.abc import Awaitable, Callable
from typing import Any

from hotseat.proof import chart, claim, show


class Clock(selectors.DefaultSelector):
    """Milliseconds. Waiting and computing move them; nothing takes real time."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0

    def select(self, timeout: float | None = None) -> list[Any]:
        self.now += round((timeout or 0) * 1000)
        return super().select(0)

    def compute(self, milliseconds: int) -> None:
        self.now += milliseconds


class Loop(asyncio.SelectorEventLoop):
    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        super().__init__(clock)

    def time(self) -> float:
        return self.clock.now / 1000


def run[T](main: Callable[[Clock], Awaitable[T]]) -> T:
    """What a program returns on a clock of its own."""
    clock = Clock()
    return asyncio.run(main(clock), loop_factory=lambda: Loop(clock))


async def in_pieces(clock: Clock, milliseconds: int, pieces: int) -> str:
    """Compute, and let others have a turn after each piece."""
    for _ in range(pieces):
        clock.compute(milliseconds // pieces)
        await asyncio.sleep(0)
    return "answer"


# %% Who runs meanwhile
@claim("timers-wait-for-a-turn")
def a_timer_runs_when_the_computation_is_over() -> bool:
    def ran_at(milliseconds: int) -> int:
        async def main(clock: Clock) -> int:
            ran: list[int] = []
            asyncio.get_running_loop().call_later(0.010, lambda: ran.append(clock.now))
            clock.compute(milliseconds)
            await asyncio.sleep(0.020)
            return ran[0]

        return run(main)

    lasted = (11, 20, 60, 500)
    found = [ran_at(milliseconds) for milliseconds in lasted]
    show("a timer due at 10 ran at, beside computations of 11, 20, 60 and 500 ms", found, "ms")
    return found == list(lasted)


@claim("a-late-answer-is-an-answer")
def a_time_out_that_found_no_turn_raises_nothing() -> bool:
    def outcome(milliseconds: int) -> tuple[str, int]:
        async def main(clock: Clock) -> tuple[str, int]:
            try:
                return await asyncio.wait_for(in_pieces(clock, 60, 1), milliseconds / 1000), clock.now
            except TimeoutError:
                return "timed out", clock.now

        return run(main)

    outcomes = {milliseconds: outcome(milliseconds) for milliseconds in range(1, 60)}
    show("what came of 59 time-outs below 60 ms, and when", sorted(set(outcomes.values())))
    return set(outcomes.values()) == {("answer", 60)}


# %% Pieces
def lateness(other: Callable[[Clock], Awaitable[object]]) -> list[int]:
    """By how many milliseconds each beat is late that is due 7 ms after the one before, beside something of 60 ms."""

    async def main(clock: Clock) -> list[int]:
        loop, late, due = asyncio.get_running_loop(), [], 7

        def beat() -> None:
            nonlocal due
            late.append(clock.now - due)
            due = clock.now + 7
            if due < 60:
                loop.call_later(0.007, beat)

        loop.call_later(0.007, beat)
        await other(clock)
        await asyncio.sleep(0.100)
        return late

    return run(main)


@claim("late-by-two-pieces-at-most")
def pieces_bound_how_late_others_are() -> bool:
    worst = {60 // pieces: max(lateness(lambda clock, many=pieces: in_pieces(clock, 60, many))) for pieces in (30, 12, 6, 3, 2)}
    show("the latest beat beside pieces of 2, 5, 10, 20 and 30 ms", list(worst.values()), "ms late")
    chart(
        "The latest of the beats beside a computation of 60 ms",
        list(worst),
        {"latest beat": list(worst.values()), "twice the piece": [2 * piece for piece in worst]},
        x_label="length of a piece, ms",
        y_label="late, ms",
    )
    return all(piece < late < 2 * piece for piece, late in worst.items())


async def whole(clock: Clock, pieces: int) -> int:
    """When a computation of 60 ms in so many pieces is over."""
    await in_pieces(clock, 60, pieces)
    return clock.now


@claim("pieces-take-no-time-off")
def the_work_takes_as_long_in_any_number_of_pieces() -> bool:
    ends = {pieces: run(lambda clock, many=pieces: whole(clock, many)) for pieces in (1, 2, 3, 6, 10, 30, 60)}
    show("the end of 60 ms of work in 1, 2, 3, 6, 10, 30 and 60 pieces", list(ends.values()), "ms")
    return set(ends.values()) == {60}


# %% Waiting
async def waits(clock: Clock) -> str:
    """Waits for somebody else for 60 ms."""
    await asyncio.sleep(0.060)
    return "answer"


@claim("waiting-holds-up-nobody")
def beats_and_time_outs_are_on_time_beside_who_waits() -> bool:
    def ended(milliseconds: int) -> tuple[str, int]:
        async def main(clock: Clock) -> tuple[str, int]:
            try:
                return await asyncio.wait_for(waits(clock), milliseconds / 1000), clock.now
            except TimeoutError:
                return "timed out", clock.now

        return run(main)

    late = lateness(waits)
    punctual = [milliseconds for milliseconds in range(1, 60) if ended(milliseconds) == ("timed out", milliseconds)]
    show("lateness of the beats", sorted(set(late)), "ms")
    show("time-outs below 60 ms that ended the waiting when they were due", len(punctual))
    return set(late) == {0} and len(punctual) == 59
