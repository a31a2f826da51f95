"""The rules one by one, then triggers, rules and moments that other people have thought of since."""

from collections.abc import Iterator
from random import Random
from textwrap import dedent

from hotseat.judges.calls import Case

FAKE = '''
class Every:
    """So much later, whatever it is asked with."""

    def __init__(self, step):
        self.step = step

    def next(self, after):
        return after + self.step


class At:
    """These moments and no others."""

    def __init__(self, *moments):
        self.moments = moments

    def next(self, after):
        return min((moment for moment in self.moments if moment > after), default=None)


class Script:
    """A job that does what the words say, run by run."""

    def __init__(self, *words):
        self.words, self.runs = list(words), 0

    def __call__(self):
        self.runs += 1
        word = self.words.pop(0) if self.words else "ok"
        if word != "ok":
            raise {"error": ValueError, "other": KeyError}[word](word)


def played(scheduler, *moments):
    """What runs at each of these moments, and when something is due next."""
    return [(scheduler.run_due(now), scheduler.next_due()) for now in moments]
'''


def played(name: str, program: str, expect: object, *, shown: bool = False) -> Case:
    """A case that plays with scripted jobs and made-up time."""
    return Case(name, program=FAKE + dedent(program), expect=expect, shown=shown)


def cases(chance: Random) -> Iterator[Case]:
    yield from rules()
    yield from retries()
    yield from meddling()
    yield from extensions(chance)


def rules() -> Iterator[Case]:
    yield played(
        "the example",
        """
        scheduler = Scheduler()
        scheduler.add("tick", Script(), Every(10), now=0)
        scheduler.add("once", Script("error"), At(15), now=0)
        result = played(scheduler, 9, 10, 15, 20)
        """,
        [([], 10), ([("tick", "done")], 15), ([("once", "failed")], 20), ([("tick", "done")], 30)],
        shown=True,
    )
    yield played(
        "late, and made up by one",
        """
        job = Script()
        scheduler = Scheduler()
        scheduler.add("tick", job, Every(10), now=0)
        result = [played(scheduler, 13, 47, 50), job.runs]
        """,
        [[([("tick", "done")], 20), ([("tick", "done")], 50), ([("tick", "done")], 60)], 3],
        shown=True,
    )
    yield played(
        "the order of running",
        """
        scheduler = Scheduler()
        for name, step in (("c", 5), ("a", 6), ("e", 5), ("d", 4)):
            scheduler.add(name, Script(), Every(step), now=0)
        scheduler.add("c", Script(), Every(5), now=0)
        result = [[name for name, _ in scheduler.run_due(7)], scheduler.next_due(), [name for name, _ in scheduler.run_due(30)]]
        """,
        [["d", "e", "c", "a"], 8, ["d", "e", "c", "a"]],
    )
    yield played(
        "one error among others",
        """
        scheduler = Scheduler()
        for name, word in (("a", "ok"), ("b", "error"), ("c", "other"), ("d", "ok")):
            scheduler.add(name, Script(word), Every(10), now=0)
        result = played(scheduler, 10, 20)
        """,
        [
            ([("a", "done"), ("b", "failed"), ("c", "failed"), ("d", "done")], 20),
            ([("a", "done"), ("b", "done"), ("c", "done"), ("d", "done")], 30),
        ],
    )


def retries() -> Iterator[Case]:
    yield played(
        "retries, and back to the grid",
        """
        asked = []
        def again(error, tries):
            asked.append((type(error).__name__, tries))
            return 3 if tries < 3 else None

        job = Script("error", "error", "ok", "other", "error", "error", "ok")
        scheduler = Scheduler()
        scheduler.add("tick", job, Every(10), now=0, again=again)
        result = [played(scheduler, 10, 12, 13, 17, 20, 24, 31, 40), asked]
        """,
        [
            [
                ([("tick", "retry")], 13),
                ([], 13),
                ([("tick", "retry")], 16),
                ([("tick", "done")], 20),
                ([("tick", "retry")], 23),
                ([("tick", "retry")], 27),
                ([("tick", "failed")], 40),
                ([("tick", "done")], 50),
            ],
            [("ValueError", 1), ("ValueError", 2), ("KeyError", 1), ("ValueError", 2), ("ValueError", 3)],
        ],
    )
    yield played(
        "a delay of nothing",
        """
        job = Script("error", "error")
        scheduler = Scheduler()
        scheduler.add("tick", job, Every(10), now=0, again=lambda error, tries: 0)
        result = played(scheduler, 10, 10, 10, 10)
        """,
        [([("tick", "retry")], 10), ([("tick", "retry")], 10), ([("tick", "done")], 20), ([], 20)],
    )


def meddling() -> Iterator[Case]:
    yield played(
        "a job that cancels others",
        """
        scheduler = Scheduler()
        later = Script()

        def sweep():
            scheduler.cancel("later")
            scheduler.cancel("nobody")

        scheduler.add("first", Script(), Every(10), now=0)
        scheduler.add("sweep", sweep, Every(10), now=0)
        scheduler.add("later", later, Every(10), now=0)
        scheduler.add("last", Script(), Every(10), now=0)
        result = [played(scheduler, 10, 20), later.runs]
        """,
        [
            [([("first", "done"), ("sweep", "done"), ("last", "done")], 20)]
            + [([("first", "done"), ("sweep", "done"), ("last", "done")], 30)],
            0,
        ],
    )
    yield played(
        "a job that cancels or replaces itself",
        """
        scheduler = Scheduler()
        log = []

        def again_in_an_hour():
            log.append("short")
            scheduler.add("poll", lambda: log.append("long"), Every(60), now=10)

        scheduler.add("poll", again_in_an_hour, Every(10), now=0)
        scheduler.add("stop", lambda: scheduler.cancel("stop"), Every(10), now=0)
        result = [played(scheduler, 10, 20, 70), log]
        """,
        [[([("poll", "done"), ("stop", "done")], 70), ([], 70), ([("poll", "done")], 130)], ["short", "long"]],
    )


def extensions(chance: Random) -> Iterator[Case]:
    step = chance.randint(3, 9)
    yield played(
        "triggers that were written later",
        f"""
        class Either:
            __slots__ = ("triggers",)

            def __init__(self, *triggers):
                self.triggers = triggers

            def next(self, after):
                return min((moment for trigger in self.triggers if (moment := trigger.next(after)) is not None), default=None)

        class Until:
            def __init__(self, end, trigger):
                self.end, self.trigger = end, trigger

            def next(self, after):
                moment = self.trigger.next(after)
                return moment if moment is not None and moment <= self.end else None

        scheduler = Scheduler()
        scheduler.add("never", Script(), At(), now=100)
        scheduler.add("shift", Script(), Until(100 + 3 * {step}, Either(Every({step}), At(101))), now=100)
        result = [scheduler.run_due(now) for now in (101, 101 + {step}, 101 + 2 * {step}, 999, 9999)] + [scheduler.next_due()]
        """,
        [[("shift", "done")]] * 3 + [[], [], None],
    )
    yield played(
        "dates for moments",
        """
        from datetime import datetime, timedelta

        class FirstOfMonth:
            def next(self, after):
                return datetime(after.year + after.month // 12, after.month % 12 + 1, 1)

        scheduler = Scheduler()
        start = datetime(2026, 11, 23)
        scheduler.add("report", Script("error"), FirstOfMonth(), now=start, again=lambda error, tries: timedelta(hours=tries))
        scheduler.add("sweep", Script(), Every(timedelta(days=7)), now=start)
        found = played(scheduler, datetime(2026, 12, 1, 0, 5), datetime(2026, 12, 1, 1, 5))
        result = [(words, str(due)) for words, due in found]
        """,
        [
            ([("sweep", "done"), ("report", "retry")], "2026-12-01 01:05:00"),
            ([("report", "done")], "2026-12-07 00:00:00"),
        ],
    )
    yield played(
        "the moment zero",
        """
        scheduler = Scheduler()
        scheduler.add("launch", Script(), At(-5, 0, 5), now=-10)
        result = played(scheduler, -5, 0, 5)
        """,
        [([("launch", "done")], 0), ([("launch", "done")], 5), ([("launch", "done")], None)],
    )
    yield played(
        "a rule with a memory",
        """
        class Budget:
            \"\"\"So many retries for all jobs together, each twice as late as the last; none for a KeyError. False if asked.\"\"\"

            def __init__(self, left):
                self.left, self.delay = left, 1

            def __bool__(self):
                return False

            def __call__(self, error, tries):
                if isinstance(error, KeyError) or not self.left:
                    return None
                self.left, self.delay = self.left - 1, self.delay * 2
                return self.delay

        budget = Budget(2)
        scheduler = Scheduler()
        for name, word in (("a", "error"), ("b", "other"), ("c", "error"), ("d", "error")):
            scheduler.add(name, Script(word), Every(10), now=0, again=budget)
        result = played(scheduler, 10, 14)
        """,
        [
            ([("a", "retry"), ("b", "failed"), ("c", "retry"), ("d", "failed")], 12),
            ([("a", "done"), ("c", "done")], 20),
        ],
    )
    yield played(
        "two schedulers, and one trigger for two jobs",
        """
        one, other, trigger = Scheduler(), Scheduler(), Every(10)
        one.add("tick", Script(), trigger, now=0)
        one.add("tock", Script(), trigger, now=5)
        other.add("tick", Script(), trigger, now=3)
        result = [played(one, 10, 15), played(other, 10, 13)]
        """,
        [[([("tick", "done")], 15), ([("tock", "done")], 20)], [([], 13), ([("tick", "done")], 23)]],
    )
