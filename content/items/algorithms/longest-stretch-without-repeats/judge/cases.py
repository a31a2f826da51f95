"""Short logs on which each usual slip shows, logs drawn at random, and logs of any length on which only the growth matters."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from hotseat.judges.calls import Case


def by_trying_all(ids: Sequence[Any]) -> tuple[int, int]:
    """The answer by definition: every start, extended as far as it goes."""
    best = (0, 0)
    for start in range(len(ids)):
        stop = start
        while stop < len(ids) and ids[stop] not in ids[start:stop]:
            stop += 1
        if stop - start > best[1] - best[0]:
            best = (start, stop)
    return best


def short(name: str, ids: Sequence[Any], *, shown: bool = False) -> Case:
    """A log that is short enough to try every stretch."""
    return Case(name, call="longest_stretch", args=(ids,), expect=by_trying_all(ids), shown=shown)


def cases(chance: Random) -> Iterator[Case]:
    yield short("the example", ["ana", "bo", "ana", "cy", "bo", "bo"], shown=True)
    yield short("an empty log", [], shown=True)
    yield short("the first of equal ones", [1, 2, 1, 3, 1], shown=True)
    yield short("an id seen before the stretch began", list("abba"))
    yield short("the overlap after a repeat counts", list("abcdbefg"))
    yield short("the longest is the last", [1, 1, 2, 2, 3, 4, 5])
    yield short("all different", list(range(50)))
    yield short("all the same", ["x"] * 20)
    yield short("the id zero, and the empty one", [0, "", 0, "", 1])
    yield two_hundred_drawn(chance)


def two_hundred_drawn(chance: Random) -> Case:
    """Short logs over few ids: repeats, ties and stale entries come up many times."""
    logs = [[chance.randrange(5) for _ in range(chance.randint(0, 14))] for _ in range(200)]
    expected = [by_trying_all(ids) for ids in logs]

    def check(got: Any) -> bool | str:
        for ids, right, answer in zip(logs, expected, got, strict=True):
            if type(answer) is not tuple or answer != right:
                return f"longest_stretch({ids}) gave {answer!r}; {right} is right."
        return True

    return Case("two hundred short logs", program=f"result = [longest_stretch(list(ids)) for ids in {logs}]", check=check)


def growth(size: int, chance: Random) -> Case:
    """Ids that are all different but one: the whole log is one long stretch."""
    ids = chance.sample(range(10**9), size - 1)
    return Case(f"{size:,} ids", call="longest_stretch", args=([*ids, ids[0]],), expect=(0, size - 1))
