"""Small fleets on which each usual slip shows, and two of realistic size: all over a town, and along a road."""

from collections.abc import Iterator
from random import Random
from typing import Any

from hotseat.judges.calls import Case

Report = tuple[int, int, int, int]
"""A vehicle, the number of the report, and where it was: x and y."""
Request = tuple[int, int, int]
"""A place, x and y, and how many vehicles are asked for."""


def by_definition(reports: list[Report], requests: list[Request]) -> list[list[int]]:
    """The report with the highest number counts; all vehicles are ranked for each request."""
    last = {vehicle: max(report for report in reports if report[0] == vehicle) for vehicle in {report[0] for report in reports}}
    answers = []
    for x, y, k in requests:
        ranked = sorted(((at_x - x) ** 2 + (at_y - y) ** 2, vehicle) for vehicle, _, at_x, at_y in last.values())
        answers.append([vehicle for _, vehicle in ranked[:k]])
    return answers


def small(name: str, reports: list[Report], requests: list[Request], *, shown: bool = False) -> Case:
    right = by_definition(reports, requests)
    return Case(name, call="nearest", args=(reports, requests), expect=right, shown=shown)


def parked(*places: tuple[int, int, int]) -> list[Report]:
    """One report for each (vehicle, x, y)."""
    return [(vehicle, 1, x, y) for vehicle, x, y in places]


ALL_OVER = [(vehicle * 7 % 100, 1, vehicle * 37 % 101 * 10, vehicle * 61 % 103 * 10) for vehicle in range(100)]
"""A hundred vehicles on a thousand metres by a thousand, none at the same place as another."""


def cases(chance: Random) -> Iterator[Case]:
    yield small(
        "the example",
        [(12, 1, 100, 40), (7, 1, 10, 20), (12, 2, 30, 40), (9, 5, 500, 500), (7, 1, 10, 20)],
        [(20, 30, 2), (480, 500, 1)],
        shown=True,
    )
    yield small(
        "one place asked twice", parked((1, 10, 10), (2, 20, 20), (3, 31, 31)), [(0, 0, 1), (40, 40, 2), (0, 0, 3), (40, 40, 1)]
    )
    yield small("fewer vehicles than asked", [(5, 1, 3, 3), (5, 2, 4, 4), (6, 1, 0, 0)], [(1, 1, 5), (9, 9, 2), (0, 0, 3)])
    yield small("no reports", [], [(0, 0, 1), (10, 10, 3)])
    yield small(
        "nobody near",
        [*ALL_OVER, *parked((200, 9000, 9000), (201, 9100, 8900))],
        [(5000, 5200, 4), (-4000, 500, 3), (9000, 9000, 3), (7000, 8000, 6)],
    )
    yield small(
        "a report that comes late",
        [(1, 4, 0, 0), (2, 8, 50, 0), (2, 7, 5, 0), (1, 4, 0, 0), (3, 2, 20, 0), (3, 1, 90, 0)],
        [(4, 0, 1), (50, 0, 3), (90, 0, 2)],
    )
    yield small(
        "a vehicle that has moved away",
        [(1, 1, 0, 0), (2, 1, 30, 0), (1, 2, 400, 300), (3, 1, 60, 0), (2, 2, 390, 300)],
        [(0, 0, 2), (400, 300, 3)],
    )
    yield small(
        "a difference that a float does not show",
        parked((1, 2_000_000_000, 1), (2, 2_000_000_000, 0), (3, -1_999_999_999, 63_246), (4, 0, -3_000_000_000)),
        [(0, 0, 1), (0, 0, 3)],
    )
    yield small("across the edges of cells", *town_and_country())
    yield small(
        "on both sides of zero",
        parked(*((number, number * 17 - 400, number * 29 % 47 - 23) for number in range(47))),
        [(x, y, 2) for x in range(-60, 61, 5) for y in (-30, -7, 0, 7, 30)],
    )
    yield unchanged([(2, 2, 0, 0), (1, 1, 9, 9), (2, 1, 4, 4), (1, 1, 9, 9)], [(5, 5, 2), (0, 0, 1)])
    yield many_fleets(chance)


def town_and_country() -> tuple[list[Report], list[Request]]:
    """Most vehicles in a town, and requests in the country, where most cells are empty and the nearest is seldom in the next."""
    fixed = Random(3)
    town = [(vehicle, fixed.randrange(2000), fixed.randrange(2000)) for vehicle in range(200)]
    country = [(vehicle, fixed.randrange(2000, 10_000), fixed.randrange(10_000)) for vehicle in range(200, 240)]
    return parked(*town, *country), [(fixed.randrange(10_000), fixed.randrange(10_000), 1) for _ in range(120)]


def unchanged(reports: list[Report], requests: list[Request]) -> Case:
    """The same lists are looked at again after the call."""
    program = f"reports, requests = {reports}, {requests}\nnearest(reports, requests)\nresult = [reports, requests]"
    return Case("the lists of the caller", program=program, expect=[reports, requests])


def crossings() -> tuple[list[Report], list[Request]]:
    """A vehicle at each crossing of a small town, so that as many are as near on the other side of every edge."""
    requests = [(x, y, k) for x in range(9) for y in range(9) for k in (1, 2, 4)]
    return parked(*((square * 29 % 81, square // 9, square % 9) for square in range(81))), requests


def many_fleets(chance: Random) -> Case:
    """Fleets on few places, so that ties, edges and late reports come up often."""
    batches: list[tuple[list[Report], list[Request]]] = [crossings(), *(drawn(chance) for _ in range(60))]
    expected = [by_definition(*batch) for batch in batches]

    def check(got: Any) -> bool | str:
        for (reports, requests), right, answer in zip(batches, expected, got, strict=True):
            if answer != right:
                return f"nearest({reports}, {requests}) gave {answer!r}; {right} is right."
        return True

    return Case("many small fleets", program=f"result = [nearest(*batch) for batch in {batches}]", check=check)


def drawn(chance: Random) -> tuple[list[Report], list[Request]]:
    span = chance.choice([3, 6, 12, 40])
    reports = [
        (vehicle, number, chance.randint(-span, span), chance.randint(-span, span))
        for vehicle in chance.sample(range(100), chance.randint(0, 30))
        for number in range(chance.randint(1, 3))
    ]
    reports += chance.choices(reports, k=4) if reports else []
    chance.shuffle(reports)
    requests = [(chance.randint(-2 * span, 2 * span), chance.randint(-span, span), chance.randint(1, 9)) for _ in range(6)]
    return reports, requests


def driving(chance: Random, starts: list[tuple[int, int]], each: int) -> list[Report]:
    """So many reports of vehicles that start there; some come late, some twice."""
    reports = [
        (vehicle, number, x + number * chance.randint(-9, 9), y + number * chance.randint(-9, 9))
        for vehicle, (x, y) in enumerate(starts)
        for number in range(each)
    ]
    reports += chance.sample(reports, len(reports) // 20)
    return sorted(reports, key=lambda report: report[1] + 1.5 * chance.random())


VEHICLES, REPORTS, REQUESTS = 1500, 2, 60


def workloads(chance: Random) -> Iterator[Case]:
    def anywhere() -> tuple[int, int]:
        return chance.randint(-10_000, 10_000), chance.randint(-10_000, 10_000)

    def on_the_road() -> tuple[int, int]:
        return chance.randint(-30, 30), chance.randint(-10_000, 10_000)

    for name, place in (("all over a town", anywhere), ("along a road", on_the_road)):
        reports = driving(chance, [place() for _ in range(VEHICLES)], REPORTS)
        yield Case(name, call="nearest", args=(reports, [(*place(), chance.randint(1, 8)) for _ in range(REQUESTS)]))
