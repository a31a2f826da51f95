"""Short histories on which each usual slip shows, drawn ones against a plain list, and a long one on which growth matters."""

from collections.abc import Iterator
from random import Random
from typing import Any

from hotseat.judges.calls import Case

type Step = tuple[Any, ...]


class ByDefinition:
    """The jobs in a list in order of arrival, looked through for everything."""

    def __init__(self) -> None:
        self.jobs: list[tuple[float, str]] = []

    def add(self, name: str, at: float) -> None:
        self.cancel(name)
        self.jobs.append((at, name))

    def cancel(self, name: str) -> bool:
        before = len(self.jobs)
        self.jobs = [job for job in self.jobs if job[1] != name]
        return len(self.jobs) < before

    def due(self, now: float) -> list[str]:
        ready = sorted((job for job in self.jobs if job[0] <= now), key=lambda job: job[0])
        self.jobs = [job for job in self.jobs if job[0] > now]
        return [name for _, name in ready]

    def __len__(self) -> int:
        return len(self.jobs)


def played(steps: list[Step]) -> list[Any]:
    """What each step returns; the last step asks for the length."""
    schedule = ByDefinition()
    return [getattr(schedule, method)(*arguments) for method, *arguments in [*steps, ("__len__",)]]


PLAY = """\
def played(steps):
    schedule = Schedule()
    return [getattr(schedule, method)(*arguments) for method, *arguments in [*steps, ("__len__",)]]

"""


def history(name: str, *steps: Step, shown: bool = False) -> Case:
    program = f"{PLAY}result = played({list(steps)!r})"
    return Case(name, program=program, expect=played(list(steps)), shown=shown)


def cases(chance: Random) -> Iterator[Case]:
    yield history(
        "the example",
        ("add", "mail", 5), ("add", "report", 3), ("due", 2), ("due", 3), ("due", 10),
        shown=True,
    )  # fmt: skip
    yield history("the same time, in order of arrival", ("add", "pear", 4), ("add", "fig", 4), ("add", "apple", 4), ("due", 4))
    yield history("moved to later", ("add", "a", 2), ("add", "b", 4), ("add", "a", 6), ("due", 4), ("due", 6))
    yield history("moved to earlier", ("add", "a", 9), ("add", "b", 5), ("add", "a", 1), ("due", 5), ("due", 9))
    yield history("moved away and back", ("add", "a", 5), ("add", "a", 9), ("add", "a", 5), ("due", 5), ("due", 9))
    yield history("moved to its own time, behind the others", ("add", "a", 5), ("add", "b", 5), ("add", "a", 5), ("due", 5))
    yield history(
        "cancelled, and cancelled again", ("add", "a", 5), ("cancel", "a"), ("cancel", "a"), ("due", 9), ("cancel", "b")
    )
    yield history("cancelled and added anew", ("add", "a", 1), ("cancel", "a"), ("add", "a", 7), ("due", 5), ("due", 7))
    yield history(
        "a job that ran is no longer waiting", ("add", "a", 1), ("due", 1), ("cancel", "a"), ("add", "a", 3), ("due", 3)
    )
    yield history(
        "many in the middle change", *[("add", f"j{n}", n) for n in range(40)], *moves(chance), ("due", 20), ("due", 99)
    )
    yield one_hundred_drawn(chance)
    yield busy(chance)


def moves(chance: Random) -> list[Step]:
    return [("add", f"j{n}", chance.randrange(60)) for n in chance.sample(range(40), 20)]


def one_hundred_drawn(chance: Random) -> Case:
    """Histories of up to forty steps over few names and few times, so that ties and moves come up many times."""
    drawn = []
    for _ in range(100):
        steps: list[Step] = []
        for _ in range(chance.randint(1, 40)):
            name = chance.choice("abcdef")
            steps.append(chance.choice([("add", name, chance.randrange(8)), ("cancel", name), ("due", chance.randrange(8))]))
        drawn.append(steps)
    expect = [played(steps) for steps in drawn]
    return Case("a hundred short histories", program=f"{PLAY}result = [played(steps) for steps in {drawn!r}]", expect=expect)


def busy(chance: Random) -> Case:
    """Twenty thousand jobs wait; each is moved once, then the clock goes on in small steps. Checked without a second schedule."""
    seed = chance.randrange(10**6)
    return Case(
        "twenty thousand jobs, moved once, and ten thousand calls of due",
        program=(
            "from random import Random\n"
            f"chance = Random({seed})\n"
            "times = {f'j{n}': chance.randrange(10_000) for n in range(20_000)}\n"
            "schedule = Schedule()\n"
            "for name, at in times.items():\n    schedule.add(name, at + 5000)\n"
            "for name, at in times.items():\n    schedule.add(name, at)\n"
            "right = {}\n"
            "for name, at in times.items():\n    right.setdefault(at, []).append(name)\n"
            "result = all(schedule.due(now) == right.get(now, []) for now in range(10_000)) and len(schedule) == 0"
        ),
        expect=True,
    )
