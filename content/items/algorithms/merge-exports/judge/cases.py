"""Short streams on which each usual slip shows, streams that count what is read, and many long ones."""

from collections.abc import Iterator
from random import Random
from typing import Any

from hotseat.judges.calls import Case

type Streams = list[list[dict[str, Any]]]

TAKEN = """\
def taken(streams):
    events = []
    try:
        for event in merged([iter(stream) for stream in streams]):
            events.append(event)
    except ValueError:
        events.append("ValueError")
    return events

"""


def event(at: float, name: str) -> dict[str, Any]:
    return {"at": at, "name": name}


def by_definition(streams: Streams) -> list[Any]:
    """Always the earliest of the heads, the first of equal ones; an error where a head is earlier than the one before."""
    left = [list(stream) for stream in streams]
    last: list[float | None] = [None] * len(streams)
    out: list[Any] = []
    while any(left):
        index = min((n for n in range(len(left)) if left[n]), key=lambda n: left[n][0]["at"])
        head = left[index].pop(0)
        before = last[index]
        if before is not None and head["at"] < before:
            return [*out, "ValueError"]
        last[index] = head["at"]
        out.append(head)
    return out


def small(name: str, streams: Streams, *, shown: bool = False) -> Case:
    return Case(name, program=f"{TAKEN}result = taken({streams!r})", expect=by_definition(streams), shown=shown)


def cases(chance: Random) -> Iterator[Case]:
    yield small("the example", [[event(1, "a"), event(4, "b")], [event(2, "c"), event(3, "d")]], shown=True)
    yield small("no streams", [], shown=True)
    yield small("an empty stream among others", [[], [event(1, "a")], []])
    yield small("the same time in two streams", [[event(1, "b"), event(2, "z")], [event(1, "a"), event(2, "a")], [event(1, "c")]])
    yield small("the same event twice", [[event(1, "a"), event(1, "a")], [event(1, "a")]])
    yield small("time zero, and before it", [[event(-2, "a"), event(0, "b")], [event(0, "c")]])
    yield small("out of order", [[event(1, "a"), event(5, "b"), event(3, "c")], [event(2, "x"), event(6, "y")]])
    yield small("out of order behind an equal one", [[event(3, "a"), event(3, "b"), event(2, "c")], [event(9, "x")]])
    yield one_hundred_drawn(chance)
    yield read_ahead()
    yield endless()
    yield many(chance)


def one_hundred_drawn(chance: Random) -> Case:
    drawn: list[Streams] = []
    for _ in range(100):
        streams = [sorted(chance.choices(range(6), k=chance.randint(0, 5))) for _ in range(chance.randint(1, 4))]
        if chance.random() < 0.3:
            chance.choice(streams).append(0)
        drawn.append([[event(at, f"{number}.{place}") for place, at in enumerate(row)] for number, row in enumerate(streams)])
    return Case(
        "a hundred small lists of streams",
        program=f"{TAKEN}result = [taken(streams) for streams in {drawn!r}]",
        expect=[by_definition(streams) for streams in drawn],
    )


READS = """\
read = {}

def stream(number, times):
    for at in times:
        read[number] = read.get(number, 0) + 1
        yield {"at": at, "from": number}

"""


def read_ahead() -> Case:
    """After each event, no stream may have been read more than one event beyond what it has given."""
    return Case(
        "at most one event is read ahead",
        program=(
            f"{READS}given = {{}}\nresult = True\n"
            "for event in merged([stream(0, range(0, 30, 3)), stream(1, range(20)), stream(2, [5] * 4)]):\n"
            "    given[event['from']] = given.get(event['from'], 0) + 1\n"
            "    if any(read[number] > given.get(number, 0) + 1 for number in read):\n"
            "        result = f'read {read} when {given} had been handed out'\n        break\n"
        ),
        check=lambda got: True if got is True else f"Read ahead: {got}" if isinstance(got, str) else False,
    )


def endless() -> Case:
    return Case(
        "endless streams",
        program=(
            f"{READS}from itertools import count, islice\n"
            "events = merged([stream(0, count(0, 2)), stream(1, count(1, 2)), stream(2, count(100))])\n"
            "result = [event['at'] for event in islice(events, 6)]"
        ),
        expect=[0, 1, 2, 3, 4, 5],
    )


def many(chance: Random) -> Case:
    seed = chance.randrange(10**6)
    return Case(
        "four hundred streams of a hundred and fifty events",
        program=(
            "from random import Random\n"
            f"chance = Random({seed})\n"
            "streams = [sorted(chance.choices(range(10**6), k=150)) for _ in range(400)]\n"
            "events = merged([({'at': at} for at in row) for row in streams])\n"
            "result = [event['at'] for event in events] == sorted(at for row in streams for at in row)"
        ),
        expect=True,
    )
