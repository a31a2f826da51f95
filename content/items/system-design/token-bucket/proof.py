# %% Two ways to write the same bucket
import bisect
import math
import random
from collections.abc import Callable

from hotseat.proof import chart, claim, show

MS = 1_000_000
SECOND = 1000 * MS


class ByLevel:
    """The tokens that were there, and when; a nanosecond adds `rate` billionths of one."""

    def __init__(self, rate: int, capacity: int) -> None:
        self.rate, self.full = rate, capacity * SECOND
        self.level, self.since = self.full, 0

    def allow(self, now: int, cost: int = 1) -> bool:
        level = min(self.full, self.level + (now - self.since) * self.rate)
        if level < cost * SECOND:
            return False
        self.level, self.since = level - cost * SECOND, now
        return True


class ByTime:
    """When the bucket will be full again, and nothing else."""

    def __init__(self, rate: int, capacity: int) -> None:
        self.rate, self.full = rate, capacity * SECOND
        self.full_at = 0

    def allow(self, now: int, cost: int = 1) -> bool:
        full_at = max(self.full_at, now * self.rate) + cost * SECOND
        if full_at - now * self.rate > self.full:
            return False
        self.full_at = full_at
        return True


@claim("level-and-time-agree")
def both_admit_the_same_calls() -> bool:
    chance = random.Random(5)
    asked = admitted = 0
    for _ in range(40):
        rate, capacity = chance.randint(1, 50), chance.randint(1, 30)
        one, other, now = ByLevel(rate, capacity), ByTime(rate, capacity), 0
        for _ in range(500):
            now += chance.choice([0, 1, chance.randint(1, SECOND // rate), chance.randint(1, 3 * SECOND)])
            cost = chance.randint(1, 4)
            answers = one.allow(now, cost), other.allow(now, cost)
            if answers[0] != answers[1]:
                return False
            asked, admitted = asked + 1, admitted + answers[0]
    show("calls asked, and admitted by both", [asked, admitted])
    return 0 < admitted < asked


# %% What passes in a stretch of time
class Window:
    """Counts calls in each whole second."""

    def __init__(self, rate: int, capacity: int) -> None:
        self.limit, self.second, self.count = capacity, 0, 0

    def allow(self, now: int) -> bool:
        if now // SECOND != self.second:
            self.second, self.count = now // SECOND, 0
        self.count += 1
        return self.count <= self.limit


def passes(limiter: ByLevel | Window, greedy_from: int, until: int = 3 * SECOND, step: int = MS) -> list[int]:
    """When calls pass, if from some moment on somebody calls all the time."""
    passed = []
    for now in range(greedy_from, until, step):
        while limiter.allow(now):
            passed.append(now)
    return passed


def most_within(limiter: Callable[[], ByLevel | Window], stretch: int) -> int:
    """The most that passes within a stretch, over starts just before and after the end of a second."""
    most = 0
    for start in range(SECOND - 3 * MS, SECOND + 3 * MS, MS):
        passed = passes(limiter(), start)
        most = max(most, *(bisect.bisect_left(passed, at + stretch) - number for number, at in enumerate(passed)))
    return most


@claim("a-window-doubles-at-its-edge")
def twice_the_limit_passes_within_milliseconds() -> bool:
    stretches = [2, 5, 10, 100, 500, 1000, 1500]
    limit = 20
    window = [most_within(lambda: Window(limit, limit), stretch * MS) for stretch in stretches]
    bucket = [most_within(lambda: ByLevel(limit, limit), stretch * MS) for stretch in stretches]
    chart(
        "The most that passes within a stretch of time, at 20 a second",
        stretches,
        {"fixed window of 20": window, "bucket of 20": bucket},
        x_label="stretch, ms",
        y_label="calls",
        kind="points",
        log_x=True,
    )
    return window[0] == 2 * limit and bucket[0] == limit


@claim("bucket-and-rate-bound-it")
def a_bucket_passes_capacity_and_what_flows_in() -> bool:
    grid = [(rate, capacity) for rate in (5, 20, 100) for capacity in (1, 10, 100)]
    stretches = [1, 10, 200, 1000, 1500]
    slack = []
    for rate, capacity in grid:
        for stretch in stretches:
            most = most_within(lambda rate=rate, capacity=capacity: ByLevel(rate, capacity), stretch * MS)
            slack.append(capacity + rate * stretch / 1000 - most)
    show("room left below capacity + rate × time, least and most", [min(slack), max(slack)])
    full_second = most_within(lambda: ByLevel(20, 20), SECOND)
    show("passes within one second through a bucket of 20 at 20 a second", full_second)
    return 0 <= min(slack) and max(slack) <= 1 and full_second >= 39


# %% Fractions of a token
def polled(polls: int, keep_fraction: bool) -> int:
    """Whole tokens in an emptied bucket after a second at 10 a second, looked at so often meanwhile."""
    tokens, since = 0, 0
    for number in range(1, polls + 1):
        now = number * SECOND // polls
        flowed = (now - since) * 10 // SECOND
        tokens += flowed
        since = since + flowed * SECOND // 10 if keep_fraction else now
    return tokens


@claim("rounding-down-starves")
def whoever_polls_often_gets_nothing() -> bool:
    often = (1, 7, 9, 11, 100, 1000)
    careless, careful = [polled(polls, False) for polls in often], [polled(polls, True) for polls in often]
    show("tokens after 1, 7, 9, 11, 100 and 1000 looks, when each moves the time", careless)
    show("the same when the fraction is kept", careful)
    return careless[:1] == [10] and careless[3:] == [0, 0, 0] and set(careful) == {10}


@claim("floats-miss-a-token")
def equal_parts_of_a_token_do_not_always_add_up() -> bool:
    parts = range(1, 101)
    below = []
    for part in parts:
        level = 0.0
        for _ in range(part):
            level += 1 / part
        if level < 1:
            below.append(part)
    show("of 1 to 100 equal parts of a token, sums below 1.0", len(below))
    show("the first of them", below[:5])
    return 10 in below and len(below) > 20


@claim("float-seconds-are-coarse")
def seconds_as_floats_cannot_tell_nanoseconds_apart() -> bool:
    spans = {"a day": 86_400.0, "a year": 3.15e7, "thirty years": 9.5e8}
    steps = {name: math.ulp(seconds) * 1e9 for name, seconds in spans.items()}
    for name, step in steps.items():
        show(f"distance between neighbouring floats after {name}", round(step, 3), "ns")
    return steps["thirty years"] > 100 and steps["a day"] > 0.01


# %% Forgetting full buckets
def sweeping(visitors: int, doubling: bool = True) -> tuple[float, int]:
    """Entries looked at for each call, and the most that were kept, when each key comes once and is full a second later."""
    kept: dict[int, int] = {}
    looked = most = 0
    sweep_at = 1024
    for number in range(visitors):
        now = number * MS
        kept[number] = now + SECOND
        most = max(most, len(kept))
        if len(kept) >= sweep_at:
            looked += len(kept)
            kept = {key: full_at for key, full_at in kept.items() if full_at > now}
            sweep_at = max(1024, 2 * len(kept)) if doubling else 1024
    return looked / visitors, most


@claim("sweeping-costs-little")
def a_sweep_at_each_doubling_looks_at_a_constant_number() -> bool:
    counts = (5_000, 50_000, 200_000)
    grow = True
    rows = [sweeping(visitors, grow) for visitors in counts]
    show("entries looked at for each call, for 5,000, 50,000 and 200,000 visitors", [round(looked, 2) for looked, _ in rows])
    show("buckets kept at most", [most for _, most in rows])
    return max(looked for looked, _ in rows) <= 2.1 and max(most for _, most in rows) <= 2100
