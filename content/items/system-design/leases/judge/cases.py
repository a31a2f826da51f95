"""Two workers on one store: each has a clock of its own, and one can act in the middle of the other's operation."""

from collections.abc import Iterator
from random import Random
from textwrap import dedent
from typing import Any

from hotseat.judges.calls import Case

WORLD = '''
from copy import deepcopy


class Store:
    """Replaces a value if its version is still the one that was read. `meanwhile` runs once, before that many calls from now."""

    def __init__(self):
        self.data, self.calls, self.meanwhile, self.lose = {}, 0, None, None

    def turn(self):
        self.calls += 1
        if self.calls > 20_000:
            raise RuntimeError("20,000 calls to the store")
        if self.meanwhile:
            wait, act = self.meanwhile
            self.meanwhile = (wait - 1, act) if wait else None
            if not wait:
                act()

    def read(self, key):
        self.turn()
        value, version = self.data.get(key, (None, 0))
        return deepcopy(value), version

    def write(self, key, value, version):
        self.turn()
        lose, self.lose = self.lose, None
        if lose == "before":
            raise Lost
        if self.data.get(key, (None, 0))[1] != version:
            return False
        self.data[key] = deepcopy(value), version + 1
        if lose == "after":
            raise Lost
        return True


class Clock:
    def __init__(self, now=1_000_000):
        self.now = now

    def __call__(self):
        return self.now


def world(lease=30_000, skew=0, ahead=0):
    """A store and two workers; the second one's clock is ahead."""
    store, first, second = Store(), Clock(), Clock(1_000_000 + ahead)
    return store, Leases(store, first, lease, skew), Leases(store, second, lease, skew), first, second


def later(milliseconds, *clocks):
    for clock in clocks:
        clock.now += milliseconds
'''


def played(name: str, program: str, expect: object, *, shown: bool = False) -> Case:
    return Case(name, program=WORLD + dedent(program), expect=expect, shown=shown)


def cases(chance: Random) -> Iterator[Case]:
    yield from rules()
    yield from time()
    yield from between()
    yield every_pair()
    yield from fences(chance)


def rules() -> Iterator[Case]:
    yield played(
        "the example",
        """
        store, a, b, a_clock, b_clock = world()
        result = [a.claim("job"), b.claim("job"), a.renew("job", 1)]
        later(30_000, a_clock, b_clock)
        result += [b.claim("job"), a.renew("job", 1), a.complete("job", 1, "old"), b.complete("job", 2, "new"), b.result("job")]
        """,
        [1, None, True, 2, False, False, True, (True, "new")],
        shown=True,
    )
    yield played(
        "released and claimed again",
        """
        store, a, b, a_clock, b_clock = world()
        result = [a.claim("job"), a.release("job", 1), a.release("job", 1), a.renew("job", 1), a.complete("job", 1, "x")]
        result += [b.claim("job"), a.release("job", 1), a.claim("job"), b.release("job", 2), a.claim("job"), b.result("job")]
        """,
        [1, True, False, False, False, 2, False, None, True, 3, (False, None)],
        shown=True,
    )
    yield played(
        "done is done",
        """
        store, a, b, a_clock, b_clock = world()
        result = [a.result("job"), a.claim("job"), a.complete("job", 1, "first"), a.complete("job", 1, "second"), b.result("job")]
        later(10**9, a_clock, b_clock)
        result += [b.claim("job"), a.renew("job", 1), a.release("job", 1), a.complete("job", 2, "x"), a.complete("job", 1, "third")]
        result += [a.result("job"), b.claim("other"), b.complete("other", 7, "x"), b.result("other")]
        """,
        [
            (False, None),
            1,
            True,
            True,
            (True, "first"),
            None,
            False,
            False,
            False,
            True,
            (True, "first"),
            1,
            False,
            (False, None),
        ],
    )
    yield played(
        "results that are false",
        """
        store, a, b, a_clock, b_clock = world()
        result = []
        for number, value in enumerate((None, 0, False, "")):
            job = "job-%d" % number
            result += [a.claim(job), a.complete(job, 1, value), a.complete(job, 1, "again"), b.result(job), b.claim(job)]
        """,
        [piece for value in (None, 0, False, "") for piece in (1, True, True, (True, value), None)],
    )
    yield played(
        "nobody has claimed it",
        """
        store, a, b, a_clock, b_clock = world()
        result = [a.renew("job", 0), a.complete("job", 0, "x"), a.release("job", 0), a.renew("job", 1), a.complete("job", 1, "x")]
        result += [a.release("job", 1), a.result("job"), a.claim("job")]
        """,
        [False, False, False, False, False, False, (False, None), 1],
    )


def time() -> Iterator[Case]:
    yield played(
        "late, but nobody came",
        """
        store, a, b, a_clock, b_clock = world()
        a.claim("job"), a.claim("other")
        later(90_000, a_clock, b_clock)
        result = [a.renew("job", 1), a.complete("job", 1, "late"), a.result("job"), a.release("other", 1), b.claim("other")]
        """,
        [False, True, (True, "late"), True, 2],
    )
    yield played(
        "to the millisecond",
        """
        result = []
        for skew in (0, 500):
            for at in (29_999, 30_000, 30_000 + skew - 1, 30_000 + skew):
                store, a, b, a_clock, b_clock = world(skew=skew)
                a.claim("job")
                later(at, a_clock, b_clock)
                result.append((a.renew("job", 1), b.claim("job")))
        """,
        [(True, None), (False, 2), (True, None), (False, 2), (True, None), (False, None), (False, None), (False, 2)],
    )
    yield played(
        "clocks that differ",
        """
        result = []
        for ahead in (-500, 0, 500):
            store, a, b, a_clock, b_clock = world(skew=500, ahead=ahead)
            a.claim("job")
            held = taken = None
            for second in range(0, 32_000, 100):
                if a_clock.now < 1_030_000:
                    held = second
                if taken is None and b.claim("job"):
                    taken = second
                later(100, a_clock, b_clock)
            result.append((held < taken, taken))
        """,
        [(True, 31_000), (True, 30_500), (True, 30_000)],
    )
    yield played(
        "renewed in time, and by a clock that steps back",
        """
        store, a, b, a_clock, b_clock = world()
        result = [a.claim("job")]
        later(20_000, a_clock, b_clock)
        result.append(a.renew("job", 1))
        later(20_000, a_clock, b_clock)
        result += [b.claim("job"), a.renew("job", 1)]
        a_clock.now -= 15_000
        result.append(a.renew("job", 1))
        a_clock.now += 15_000
        later(29_999, a_clock, b_clock)
        result += [b.claim("job"), a.renew("job", 1)]
        """,
        [1, True, None, True, True, None, True],
    )


def between() -> Iterator[Case]:
    yield played(
        "both claim at once",
        """
        result = []
        for wait in (0, 1):
            for ended in (False, True):
                store, a, b, a_clock, b_clock = world()
                if ended:
                    a.claim("job")
                    later(60_000, a_clock, b_clock)
                other = []
                store.meanwhile = (wait, lambda: other.append(b.claim("job")))
                result.append((a.claim("job"), other))
        """,
        [(None, [1]), (None, [2]), (None, [1]), (None, [2])],
    )
    yield played(
        "a renewal in the middle of a completion",
        """
        store, a, b, a_clock, b_clock = world()
        a.claim("job")
        other = []
        store.meanwhile = (1, lambda: other.append(a.renew("job", 1)))
        result = [a.complete("job", 1, "done"), other, a.result("job")]
        """,
        [True, [True], (True, "done")],
    )
    yield played(
        "a takeover in the middle of a completion",
        """
        store, a, b, a_clock, b_clock = world()
        a.claim("job")
        later(60_000, a_clock, b_clock)
        other = []
        store.meanwhile = (1, lambda: other.append(b.claim("job")))
        result = [a.complete("job", 1, "old"), other, a.result("job"), b.complete("job", 2, "new"), a.result("job")]
        """,
        [False, [2], (False, None), True, (True, "new")],
    )
    yield played(
        "somebody is always faster",
        """
        store, a, b, a_clock, b_clock = world()
        a.claim("job")
        left = [40]

        def again():
            a_clock.now += 1
            a.renew("job", 1)
            if left[0]:
                left[0] -= 1
                store.meanwhile = (1, again)

        store.meanwhile = (1, again)
        result = [b.complete("job", 1, "done"), left[0], a.result("job")]
        """,
        [True, 0, (True, "done")],
    )
    yield played(
        "the answer is lost",
        """
        def asked(lose, run):
            store.lose = lose
            try:
                return run()
            except Lost:
                return "lost"

        result = []
        for lose in ("before", "after"):
            store, a, b, a_clock, b_clock = world()
            a.claim("job")
            result += [asked(lose, lambda: a.complete("job", 1, "first")), a.complete("job", 1, "second"), a.result("job")]
            result += [asked(lose, lambda: b.claim("next")), b.claim("next")]
            later(60_000, a_clock, b_clock)
            result.append(a.claim("next"))
        """,
        ["lost", True, (True, "second"), "lost", 1, 2, "lost", True, (True, "first"), "lost", None, 2],
    )


def every_pair() -> Case:
    """Each operation with each other one in the middle: the answers must be those of one order or the other."""
    program = """
OPERATIONS = {
    "claim": lambda leases, who: leases.claim("job"),
    "renew": lambda leases, who: leases.renew("job", 1),
    "complete": lambda leases, who: leases.complete("job", 1, who),
    "release": lambda leases, who: leases.release("job", 1),
}


def seen(start, one, other, wait):
    store, a, b, a_clock, b_clock = world()
    if start != "free":
        a.claim("job")
    if start == "ended":
        later(60_000, a_clock, b_clock)
    second = []
    store.meanwhile = (wait, lambda: second.append(OPERATIONS[other](b, "b")))
    first = OPERATIONS[one](a, "a")
    if not second:
        store.meanwhile = None
        second.append(OPERATIONS[other](b, "b"))
    later(10**9, a_clock, b_clock)
    return [first, second[0], a.result("job"), b.claim("job")]


result = [
    (start, one, other, wait, seen(start, one, other, wait))
    for start in ("free", "held", "ended")
    for one in OPERATIONS
    for other in OPERATIONS
    for wait in (0, 1, 2)
]
"""

    def check(got: Any) -> bool | str:
        for start, one, other, wait, answers in got:
            orders = [model(start, (one, "a"), (other, "b")), model(start, (other, "b"), (one, "a"))]
            allowed = [orders[0], [orders[1][1], orders[1][0], *orders[1][2:]]]
            if answers not in allowed:
                where = f"The job is {start}; {one} with {other} before its call number {wait + 1} to the store"
                return f"{where}: {answers}. In one order or the other it would be {allowed[0]} or {allowed[1]}."
        return True

    return Case("every operation in the middle of every other", program=WORLD + program, check=check)


def model(start: str, *steps: tuple[str, str]) -> list[object]:
    """The answers when the operations happen one after the other, then the result and a claim much later."""
    token, state, live, result = (0, "free", False, None) if start == "free" else (1, "held", start == "held", None)
    answers: list[object] = []
    for name, who in steps:
        mine = token == 1 and state == "held"
        if name == "claim":
            can = state == "free" or state == "held" and not live
            token, state, live = (token + 1, "held", True) if can else (token, state, live)
            answers.append(token if can else None)
        elif name == "renew":
            answers.append(mine and live)
        elif name == "complete":
            answers.append(mine or token == 1 and state == "done")
            state, result = ("done", who) if mine else (state, result)
        else:
            answers.append(mine)
            state = "free" if mine else state
    done = state == "done"
    return [*answers, (done, result if done else None), None if done else token + 1]


def fences(chance: Random) -> Iterator[Case]:
    tokens = [chance.randint(1, 12) for _ in range(60)]
    highest, expected = 0, []
    for token in tokens:
        expected.append(token >= highest)
        highest = max(highest, token)
    yield played(
        "a fence",
        f"""
        store = Store()
        result = [[admit(store, "file", token) for token in {tokens}], admit(store, "another file", 1)]
        """,
        [expected, True],
    )
    yield played(
        "a fence with two writers",
        """
        result = []
        for wait in (0, 1):
            for first, second in ((33, 34), (34, 33), (33, 33)):
                store, other = Store(), []
                admit(store, "file", 30)
                store.meanwhile = (wait, lambda: other.append(admit(store, "file", second)))
                result.append((admit(store, "file", first), other, admit(store, "file", 33)))
        """,
        [(False, [True], False), (True, [True], False), (True, [True], True)] * 2,
    )
