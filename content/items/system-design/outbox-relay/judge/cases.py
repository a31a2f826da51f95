"""A store and a broker that keep a diary: what was published, marked and parked, and how often they were asked."""

from collections.abc import Iterator
from random import Random
from textwrap import dedent
from typing import Any

from hotseat.judges.calls import Case

WORLD = '''
class Killed(BaseException):
    """The process ends here; until it is started again nothing that it calls has an effect."""


class World:
    """The store and the broker at once, so that both know whether the process is alive."""

    def __init__(self, rows, limit):
        self.rows = {number: (key, body) for number, key, body in rows}
        self.limit = limit
        self.sent, self.parked, self.diary = set(), set(), []
        self.reads = self.marks = self.asked = 0
        self.words = {}      # id or key: what to raise for it
        self.kill_at = None  # "before" or "after", and the number of the publication
        self.alive = True

    def check(self):
        if not self.alive:
            raise Killed

    def unsent(self, after, limit):
        self.check()
        self.reads += 1
        if self.reads > 5000:
            raise RecursionError("5,000 reads in one case")
        if not 1 <= limit <= self.limit:
            raise ValueError(f"unsent asked for {limit} rows")
        left = sorted(number for number in self.rows if number > after and number not in self.sent | self.parked)
        return [(number, *self.rows[number]) for number in left[:limit]]

    def mark(self, ids):
        self.check()
        if not isinstance(ids, list) or not ids:
            raise ValueError(f"mark was called with {ids!r}")
        self.marks += 1
        self.sent.update(ids)

    def park(self, number):
        self.check()
        self.parked.add(number)

    def publish(self, number, key, body):
        self.check()
        self.asked += 1
        word = self.words.get(number) or self.words.get(key)
        if word:
            raise word()
        if self.kill_at == ("before", len(self.diary) + 1):
            self.alive, self.kill_at = False, None
            raise Killed
        assert self.rows[number] == (key, body)
        self.diary.append(number)
        if self.kill_at == ("after", len(self.diary)):
            self.alive, self.kill_at = False, None
            raise Killed

    def run(self):
        """One pass; a killed one gives "killed"."""
        try:
            return relay(self, self, self.limit)
        except Killed:
            return "killed"
        finally:
            self.alive = True


def rows(keys):
    return [(number, key, "body %d" % number) for number, key in enumerate(keys, 1)]
'''


def played(name: str, program: str, expect: object, *, shown: bool = False) -> Case:
    return Case(name, program=WORLD + dedent(program), expect=expect, shown=shown)


def cases(chance: Random) -> Iterator[Case]:
    yield played(
        "the example",
        """
        world = World(rows("AABCA"), limit=2)
        world.words = {2: Busy, 3: Rejected}
        result = [world.run(), list(world.diary), sorted(world.sent), sorted(world.parked)]
        world.words = {}
        result += [world.run(), list(world.diary)]
        """,
        [(2, 1), [1, 4], [1, 4], [3], (2, 0), [1, 4, 2, 5]],
        shown=True,
    )
    yield played(
        "one mark for each page",
        """
        world = World(rows("ABCD" * 25), limit=10)
        result = [world.run(), world.marks, world.diary == sorted(world.diary), len(world.sent), world.run(), world.marks]
        """,
        [(100, 0), 10, True, 100, (0, 0), 10],
        shown=True,
    )
    yield played(
        "killed after a message was taken",
        """
        result = []
        for dies in (1, 4, 5, 6, 10):
            world = World(rows("ABCDEFGHIJ"), limit=5)
            world.kill_at = ("after", dies)
            result.append((world.run(), world.run() != "killed", sorted(set(world.diary)), len(world.diary) - 10))
        """,
        [("killed", True, list(range(1, 11)), again) for again in (1, 4, 5, 1, 5)],
    )
    yield played(
        "killed before a message was taken",
        """
        result = []
        for dies in (1, 3, 6, 10):
            world = World(rows("ABCDEFGHIJ"), limit=5)
            world.kill_at = ("before", dies)
            world.run(), world.run()
            result.append((sorted(set(world.diary)), len(world.diary) - 10 <= 5))
        """,
        [(list(range(1, 11)), True)] * 4,
    )
    yield played(
        "a busy key with many rows",
        """
        world = World(rows("A" * 300 + "BC"), limit=10)
        world.words = {"A": Busy}
        result = [world.run(), list(world.diary), world.asked]
        """,
        [(2, 0), [301, 302], 3],
    )
    yield played(
        "busy across pages, in order",
        """
        world = World(rows("ABABABAB"), limit=2)
        world.words = {3: Busy}
        result = [world.run(), list(world.diary)]
        world.words = {}
        result += [world.run(), world.diary[5:]]
        """,
        [(5, 0), [1, 2, 4, 6, 8], (3, 0), [3, 5, 7]],
    )
    yield played(
        "all keys are busy",
        """
        world = World(rows("AB" * 4), limit=3)
        world.words = {"A": Busy, "B": Busy}
        result = [world.run(), list(world.diary), world.marks, world.asked]
        """,
        [(0, 0), [], 0, 2],
    )
    yield played(
        "rejected in the middle of a key",
        """
        world = World(rows("AAAB"), limit=4)
        world.words = {2: Rejected}
        result = [world.run(), list(world.diary), sorted(world.parked), sorted(world.sent), world.run(), world.asked]
        """,
        [(3, 1), [1, 3, 4], [2], [1, 3, 4], (0, 0), 4],
    )
    yield played(
        "the broker goes down",
        """
        world = World(rows("ABCDEFGH"), limit=3)
        world.words = {5: Down}
        result = [world.run(), list(world.diary), sorted(world.sent), world.asked]
        world.words = {}
        result += [world.run(), list(world.diary)]
        """,
        [(4, 0), [1, 2, 3, 4], [1, 2, 3, 4], 5, (4, 0), [1, 2, 3, 4, 5, 6, 7, 8]],
    )
    yield played(
        "something else is raised",
        """
        class Surprise(Exception):
            pass

        result = []
        for kind in (Surprise, KeyboardInterrupt):
            world = World(rows("ABCDE"), limit=4)
            world.words = {3: kind}
            try:
                relay(world, world, 4)
            except kind:
                result.append("raised")
            result.append((world.diary, sorted(world.sent)))
        """,
        ["raised", ([1, 2], [1, 2])] * 2,
    )
    yield played(
        "a low id that shows up late",
        """
        world = World(rows("ABCDE"), limit=2)
        late = world.rows.pop(2)
        first = world.run()
        world.rows[2] = late
        result = [first, world.run(), list(world.diary)]
        """,
        [(4, 0), (1, 0), [1, 3, 4, 5, 2]],
    )
    yield played(
        "nothing to do, and pages of one",
        """
        empty, one = World([], limit=7), World(rows("AAB"), limit=1)
        result = [empty.run(), empty.marks, one.run(), one.marks, one.diary]
        """,
        [(0, 0), 0, (3, 0), 3, [1, 2, 3]],
    )
    yield storm(chance)


def storm(chance: Random) -> Case:
    """Passes with kills, busy keys and rejections in between, and a last one in peace."""
    keys = "".join(chance.choice("ABCDE") for _ in range(60))
    rejected = chance.sample(range(1, 61), 4)
    limit = chance.randint(3, 9)
    passes = [
        (chance.choice(["before", "after", ""]), chance.randint(1, 70), "".join(chance.sample("ABCDE", chance.randint(0, 3))))
        for _ in range(8)
    ]
    program = f"""
world = World(rows({keys!r}), limit={limit})
for where, dies, busy in {passes}:
    world.words = {{**{{key: Busy for key in busy}}, **{{number: Rejected for number in {rejected}}}}}
    world.kill_at = (where, dies) if where else None
    world.run()
    world.kill_at = None
world.words = {{number: Rejected for number in {rejected}}}
world.run()
result = [list(world.diary), sorted(world.parked), sorted(world.sent)]
"""

    def check(got: Any) -> bool | str:
        diary, parked, sent = got
        wanted = [number for number in range(1, 61) if number not in rejected]
        if sorted(set(diary)) != wanted:
            return f"Published in the end: {sorted(set(diary))}. It should be {wanted}."
        if parked != sorted(rejected) or sent != wanted:
            return f"Parked {parked}, marked {sent}."
        kills = sum(bool(where) for where, _, _ in passes)
        if len(diary) - len(wanted) > kills * limit:
            return f"{len(diary) - len(wanted)} messages were published again after at most {kills} kills, with pages of {limit}."
        first = list(dict.fromkeys(diary))
        for key in "ABCDE":
            order = [number for number in first if keys[number - 1] == key]
            if order != sorted(order):
                return f"Key {key} was published in the order {order}."
        return True

    return Case("eight passes with kills", program=WORLD + program, check=check)
