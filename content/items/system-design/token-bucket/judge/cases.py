"""Stories on a clock that the case moves: who calls when, and what a bucket that counts exactly would say."""

from collections.abc import Iterator
from random import Random
from typing import Any

from hotseat.judges.calls import Case

MS = 1_000_000
SECOND = 1000 * MS
HOUR = 3600 * SECOND
YEARS = 30 * 365 * 24 * HOUR
VISITORS = 100_000

CLOCK = """
class Clock:
    now = {start}

    def __call__(self):
        return self.now


clock = Clock()
bucket = TokenBucket({rate}, {capacity}, clock)
"""

type Call = tuple[int, str, str, int]
"""When (nanoseconds after the start), "allow" or "retry_after", the key, the cost."""


class Exact:
    """What is right: tokens in billionths, so that every number is whole."""

    def __init__(self, rate: int, capacity: int) -> None:
        self.rate, self.capacity = rate, capacity
        self.highest = 0
        self.missing: dict[str, tuple[int, int]] = {}

    def ask(self, when: int, method: str, key: str, cost: int) -> bool | int | None:
        self.highest = max(self.highest, when)
        missing, since = self.missing.get(key, (0, self.highest))
        missing = max(0, missing - (self.highest - since) * self.rate)
        room = self.capacity * SECOND - missing - cost * SECOND
        if method == "retry_after":
            return None if cost > self.capacity else max(0, -(room // self.rate))
        if room >= 0:
            self.missing[key] = (missing + cost * SECOND, self.highest)
        return room >= 0


def story(name: str, rate: int, capacity: int, calls: list[Call], *, start: int = 0, shown: bool = False) -> Case:
    """All calls in order; the answers are compared one by one."""
    exact = Exact(rate, capacity)
    expected = [exact.ask(*call) for call in calls]
    program = f"""{CLOCK.format(start=start, rate=rate, capacity=capacity)}
result = []
for when, method, key, cost in {calls}:
    clock.now = {start} + when
    result.append(getattr(bucket, method)(key, cost))
"""

    def check(got: Any) -> bool | str:
        for number, (call, right, answer) in enumerate(zip(calls, expected, got, strict=True), 1):
            if type(answer) is not type(right) or answer != right:
                when, method, key, cost = call
                asked = f"{method}({key!r}, {cost}) at {when:,} ns, rate {rate}, capacity {capacity}"
                return f"Call {number} of {len(calls)}: {asked}. It should give {right} and gives {answer}."
        return True

    return Case(name, program=program, check=check, shown=shown)


def allow(when: int, key: str = "k", cost: int = 1) -> Call:
    return when, "allow", key, cost


def ask(when: int, key: str = "k", cost: int = 1) -> Call:
    return when, "retry_after", key, cost


def cases(chance: Random) -> Iterator[Case]:
    yield story("the example", 2, 3, [*[allow(0)] * 4, allow(400 * MS), allow(500 * MS)], shown=True)
    yield story("a call that costs more", 2, 5, [allow(0, cost=3), allow(0, cost=3), allow(0, cost=2), allow(0)], shown=True)
    yield story("when to come back", 2, 3, [ask(0), *[allow(0)] * 3, ask(0), ask(0, cost=3), ask(200 * MS)], shown=True)
    yield story(
        "around the end of a second", 5, 5, [allow(SECOND - MS)] * 5 + [allow(SECOND + MS)] * 5 + [allow(SECOND + 199 * MS)] * 2
    )
    yield story("idle for an hour", 10, 4, [allow(0), *[allow(HOUR)] * 6])
    yield story("another key", 1, 2, [*[allow(0, "ann")] * 3, *[allow(0, "bob")] * 3])
    yield story("polling while refused", 1, 1, [allow(0), *[allow(n * MS) for n in range(1, 1001)]])
    yield story("a refused call takes nothing", 1, 4, [allow(0, cost=2), allow(0, cost=3), allow(0, cost=2), allow(0)])
    yield story("ten tenths make one", 10, 1, [allow(0), *[allow(n * 10 * MS) for n in range(1, 11)]])
    yield story("a nanosecond too early", 3, 1, [allow(0), allow(333_333_333), allow(333_333_334)])
    yield story("up for thirty years", 1_000_000, 1, [allow(0), allow(999), allow(1000)], start=YEARS + 1)
    yield story("the clock steps back", 1, 3, [*[allow(HOUR)] * 2, allow(HOUR - 5 * SECOND), allow(HOUR + SECOND)])
    yield story("and comes forward again", 1, 3, [*[allow(HOUR)] * 2, *[allow(HOUR - 9 * SECOND)] * 2, allow(HOUR)])
    yield story("asking takes nothing", 1, 1, [ask(0), ask(0), allow(0), ask(0), allow(SECOND)])
    yield story("more than it ever holds", 5, 3, [ask(0, cost=4), allow(0, cost=4), ask(0, cost=3), allow(0, cost=3)])
    yield come_back_in_time(chance)
    yield traffic(chance)
    yield refuses_nonsense()
    yield visitors()


def come_back_in_time(chance: Random) -> Case:
    """Whoever waits as long as told is admitted; one nanosecond less is too early."""
    rounds = [(chance.randint(1, 10**6), chance.randint(1, 50)) for _ in range(60)]
    program = f"""
class Clock:
    now = 0

    def __call__(self):
        return self.now


result = []
for rate, capacity in {rounds}:
    clock = Clock()
    early, late = TokenBucket(rate, capacity, clock), TokenBucket(rate, capacity, clock)
    for bucket in early, late:
        while bucket.allow("k"):
            pass
    wait = late.retry_after("k", capacity)
    clock.now += wait - 1
    too_early = early.allow("k", capacity)
    clock.now += 1
    result.append((too_early, late.allow("k", capacity)))
"""

    def check(got: Any) -> bool | str:
        for (rate, capacity), (early, late) in zip(rounds, got, strict=True):
            if early or not late:
                what = "a nanosecond earlier would have done" if early else "it is refused after the wait"
                return f"With rate {rate} and capacity {capacity}, emptied, retry_after for {capacity}: {what}."
        return True

    return Case("come back when told", program=program, check=check)


def traffic(chance: Random) -> Case:
    """Three keys, costs of 1 to 4, waits from nothing to seconds."""
    now, calls = 0, []
    for _ in range(400):
        now += chance.choice([0, 0, 1, chance.randint(1, 300 * MS), chance.randint(1, 2 * SECOND)])
        calls.append((now, chance.choice(["allow", "allow", "retry_after"]), chance.choice("abc"), chance.randint(1, 4)))
    return story("four hundred calls", chance.randint(1, 9), chance.randint(4, 12), calls)


def refuses_nonsense() -> Case:
    program = """
def refused(call):
    try:
        call()
    except ValueError:
        return True
    return False


def clock():
    return 0


bucket = TokenBucket(1, 1, clock)
result = [
    refused(lambda: TokenBucket(0, 1, clock)),
    refused(lambda: TokenBucket(1, 0, clock)),
    refused(lambda: bucket.allow("k", 0)),
    refused(lambda: bucket.allow("k", -1)),
    refused(lambda: bucket.retry_after("k", 0)),
    bucket.allow("k"),
    bucket.allow("k"),
]
"""
    return Case("values below one", program=program, expect=[True, True, True, True, True, True, False])


def visitors() -> Case:
    """Each comes once with a long token as its key, a millisecond after the one before; its bucket is full a second later."""
    program = f"""{CLOCK.format(start=0, rate=1, capacity=1)}
passed = 0
for number in range({VISITORS}):
    clock.now += {MS}
    passed += bucket.allow("%01000d" % number)
result = passed
"""
    return Case("a hundred thousand visitors", program=program, expect=VISITORS)
