"""Short nights on which each usual slip shows, and two of realistic size that are slow for different reasons."""

from collections.abc import Iterator
from random import Random
from typing import Any

from hotseat.judges.calls import Case

Event = tuple[int, str, str]
Report = dict[str, list[tuple[str, int, int]]]


def by_definition(events: list[Event], window: int, places: int) -> Report:
    """Each window that begins with an event, counted by looking at every event."""
    report: Report = {}
    for region in {region for _, region, _ in events}:
        rows = []
        for customer in {who for _, where, who in events if where == region}:
            times = [time for time, where, who in events if (where, who) == (region, customer)]
            height, start = min((-sum(start <= time < start + window for time in times), start) for start in times)
            rows.append((height, start, customer))
        report[region] = [(customer, -height, start) for height, start, customer in sorted(rows)[:places]]
    return report


def small(name: str, events: list[Event], window: int, places: int, *, shown: bool = False) -> Case:
    right = by_definition(events, window, places)
    return Case(name, call="busiest", args=(events, window, places), expect=right, shown=shown)


def at(region: str, customer: str, *times: int) -> list[Event]:
    return [(time, region, customer) for time in times]


def cases(chance: Random) -> Iterator[Case]:
    yield small(
        "the example",
        [
            *at("eu", "acme", 0, 10, 20, 200, 290),
            *at("eu", "bolt", 500, 510, 520, 530),
            *at("us", "core", 42),
        ],
        60,
        2,
        shown=True,
    )
    yield small("a peak across the hour", [*at("eu", "acme", 55, 58, 62, 64, 130), *at("eu", "bolt", 3, 5, 7)], 60, 2, shown=True)
    yield small("several events in one second", [*at("eu", "acme", 5, 5, 5), *at("eu", "bolt", 5, 6)], 60, 2)
    yield small("two peaks as high", at("eu", "acme", 10, 20, 300, 310, 700, 750), 60, 1)
    yield small("exactly one window later", [*at("eu", "acme", 100, 100, 130, 160), *at("eu", "bolt", 7, 7, 67)], 60, 2)
    yield small(
        "customers with the same peak",
        [*at("eu", "dune", 9, 12), *at("eu", "bolt", 5, 12), *at("eu", "acme", 30, 44), *at("eu", "core", 5, 6)],
        60,
        3,
    )
    yield small("one customer in two regions", [*at("eu", "acme", 1, 5, 9), *at("us", "acme", 3, 7)], 60, 2)
    yield small("events that come late", at("eu", "acme", 10, 20, 500, 15, 30, 510), 60, 1)
    yield small("fewer customers than places", [*at("eu", "acme", 1), *at("us", "bolt", 2, 3), *at("us", "core", 4)], 60, 3)
    yield unchanged([*at("eu", "acme", 70, 10, 20), *at("us", "bolt", 2)])
    yield sixty_drawn(chance)


def unchanged(events: list[Event]) -> Case:
    """The same list is looked at again after the call."""
    program = f"events = {events}\nbusiest(events, 60, 2)\nresult = events"
    return Case("the list of the caller", program=program, expect=events)


def sixty_drawn(chance: Random) -> Case:
    """Few customers and few seconds, so that ties, edges and repeats come up many times."""
    nights: list[tuple[list[Event], int, int]] = [([], 5, 2)]
    for _ in range(59):
        drawn = range(chance.randint(0, 25))
        events = [(chance.randrange(40), chance.choice(["eu", "us"]), chance.choice("abcd")) for _ in drawn]
        nights.append((events, chance.randint(1, 12), chance.randint(1, 5)))
    expected = [by_definition(*night) for night in nights]

    def check(got: Any) -> bool | str:
        for night, right, answer in zip(nights, expected, got, strict=True):
            if answer != right:
                return f"busiest{night} gave {answer!r}; {right} is right."
        return True

    return Case("sixty short nights", program=f"result = [busiest(*night) for night in {nights}]", check=check)


def night(chance: Random, customers: int, events: int) -> list[Event]:
    """Events of a night, for two regions: roughly in order, as they arrive, some minutes late."""
    times = sorted(chance.randrange(36_000) for _ in range(events))
    late = [max(0, time - chance.choice([0, 0, 0, 0, 0, 200])) for time in times]
    return [(time, chance.choice(["eu", "us"]), f"customer-{chance.randrange(customers)}") for time in late]


def workloads(chance: Random) -> Iterator[Case]:
    yield Case("two customers, some thousand events", call="busiest", args=(night(chance, 2, 1700), 10_000, 5))
    yield Case("three hundred customers, some thousand events", call="busiest", args=(night(chance, 300, 1700), 600, 5))
