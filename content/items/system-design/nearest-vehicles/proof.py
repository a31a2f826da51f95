# %% Four ways to the nearest
# They share one function for distances, so that its calls can be counted. A place is (x, y, vehicle).
import itertools
import math
from bisect import bisect_left
from collections import defaultdict
from random import Random

from hotseat.proof import chart, claim, show


class Distances:
    """How many distances have been worked out."""

    count = 0


def entry(place, x, y):
    """(distance squared, vehicle): sorts by distance, and by number where distances are equal."""
    Distances.count += 1
    return (place[0] - x) ** 2 + (place[1] - y) ** 2, place[2]


def by_definition(places, x, y, k):
    return sorted(entry(place, x, y) for place in places)[:k]


def ring(column, row, away):
    """The cells of the square that is so many cells away."""
    if away == 0:
        return [(column, row)]
    sides = range(-away, away)
    return [
        *((column + step, row - away) for step in sides),
        *((column + away, row + step) for step in sides),
        *((column - step, row + away) for step in sides),
        *((column - away, row - step) for step in sides),
    ]


def cell_size(places):
    """The side of a square that holds two of the places if they are spread evenly over their rectangle."""
    width, height = (max(values) - min(values) + 1 for values in list(zip(*places, strict=True))[:2])
    return 1 + math.isqrt(2 * width * height // len(places))


class Grid:
    """Places by square cells. `looked` counts the cells that searches look into."""

    looked = 0

    def __init__(self, places, size):
        self.places, self.size, self.cells = places, size, defaultdict(list)
        for place in places:
            self.cells[place[0] // size, place[1] // size].append(place)

    def unseen(self, x, y, away):
        """The distance of the nearest whole-numbered place outside of the cells that are at most so many away."""
        column, row = x // self.size, y // self.size
        left, right = x - (column - away) * self.size + 1, (column + away + 1) * self.size - x
        below, above = y - (row - away) * self.size + 1, (row + away + 1) * self.size - y
        return min(left, right, below, above)

    def nearest(self, x, y, k, *, enough=None):
        """The k nearest. `enough(found, unseen)` says whether to stop; without it, when nothing unseen can be as near."""
        enough = enough or (lambda found, unseen: found[k - 1][0] < unseen**2)
        found, away = [], 0
        while len(found) < len(self.places):
            for cell in ring(x // self.size, y // self.size, away):
                Grid.looked += 1
                found += [entry(place, x, y) for place in self.cells.get(cell, ())]
            found.sort()
            if len(found) >= k and enough(found, self.unseen(x, y, away)):
                break
            away += 1
        return found[:k]


class Sorted:
    """Places in the order of one coordinate."""

    def __init__(self, places, axis):
        self.axis, self.places = axis, sorted(places, key=lambda place: place[axis])
        self.keys = [place[axis] for place in self.places]

    def nearest(self, x, y, k):
        key = (x, y)[self.axis]
        right = bisect_left(self.keys, key)
        left, found = right - 1, []
        while left >= 0 or right < len(self.keys):
            if left < 0 or right < len(self.keys) and self.keys[right] - key < key - self.keys[left]:
                at, right = right, right + 1
            else:
                at, left = left, left - 1
            if len(found) == k and (self.keys[at] - key) ** 2 > found[-1][0]:
                break
            found = sorted([*found, entry(self.places[at], x, y)])[:k]
        return found


class Tree:
    """Places halved again and again, each time along the longer side of what is left."""

    def __init__(self, places):
        self.places = places if len(places) <= 8 else None
        if self.places is None:
            sides = [max(values) - min(values) for values in list(zip(*places, strict=True))[:2]]
            self.axis = sides.index(max(sides))
            places = sorted(places, key=lambda place: place[self.axis])
            half = len(places) // 2
            self.value, self.lower, self.upper = places[half][self.axis], Tree(places[:half]), Tree(places[half:])

    def nearest(self, x, y, k, found=()):
        if self.places is not None:
            return sorted([*found, *(entry(place, x, y) for place in self.places)])[:k]
        aside = (x, y)[self.axis] - self.value
        first, second = (self.lower, self.upper) if aside < 0 else (self.upper, self.lower)
        found = first.nearest(x, y, k, found)
        if len(found) < k or aside**2 <= found[-1][0]:
            found = second.nearest(x, y, k, found)
        return found


LATTICE = [(square % 9, square // 9, square * 29 % 81) for square in range(81)]
"""A vehicle at each crossing of nine streets and nine avenues, the numbers mixed."""


CROSSINGS = list(itertools.product(range(9), range(9), (1, 2, 4)))


def fleets():
    """(places, x, y, k): few coordinates, so that ties are common; requests outside too; more asked for than there are."""
    for seed in range(400):
        chance = Random(seed)
        span = chance.choice([3, 6, 12, 40])
        places = [
            (chance.randint(-span, span), chance.randint(-span, span), vehicle)
            for vehicle in chance.sample(range(99), chance.randint(1, 30))
        ]
        yield places, chance.randint(-2 * span, 2 * span), chance.randint(-span, span), chance.randint(1, 9)
    for x, y, k in CROSSINGS:
        yield LATTICE, x, y, k


def disagreements(way):
    """For how many of the fleets `way(places, x, y, k)` differs from the definition."""
    return sum(way(*fleet) != by_definition(*fleet) for fleet in fleets())


@claim("same-vehicles")
def all_ways_find_the_same():
    found = [
        disagreements(lambda places, *request: Grid(places, cell_size(places)).nearest(*request)),
        disagreements(lambda places, *request: Sorted(places, 0).nearest(*request)),
        disagreements(lambda places, *request: Tree(places).nearest(*request)),
    ]
    show("of 643 requests, wrong: cells, sorted by x, tree", found)
    return found == [0, 0, 0]


# %% Stopping too early
def town(count):
    """So many vehicles all over a town of 20 km by 20 km, in metres; no two at one place."""
    chance = Random(count)
    return [(chance.randrange(20_000), chance.randrange(20_000), vehicle) for vehicle in range(count)]


def road(count):
    """So many vehicles along a road of 20 km from south to north, 60 m wide."""
    chance = Random(count)
    return [(chance.randrange(60), chance.randrange(20_000), vehicle) for vehicle in range(count)]


def own_cell(grid, x, y, k):
    return sorted(entry(place, x, y) for place in grid.cells.get((x // grid.size, y // grid.size), ()))[:k]


def nine_cells(grid, x, y, k):
    cells = ring(x // grid.size, y // grid.size, 0) + ring(x // grid.size, y // grid.size, 1)
    return sorted(entry(place, x, y) for cell in cells for place in grid.cells.get(cell, ()))[:k]


def when_it_has_k(grid, x, y, k):
    return grid.nearest(x, y, k, enough=lambda found, unseen: True)


def town_and_country(count):
    """Four vehicles of five on 4 km by 4 km, the others on the 20 km by 20 km around them."""
    chance = Random(count)
    return [
        (chance.randrange(side), chance.randrange(side), vehicle)
        for vehicle, side in enumerate(chance.choices([4000, 20_000], weights=[4, 1], k=count))
    ]


def wrong_for(way, places, size, requests):
    """For how many requests the way differs from the definition."""
    grid = Grid(places, size)
    return sum(way(grid, *request) != by_definition(places, *request) for request in requests)


@claim("cells-have-edges")
def wrong_answers_of_early_stops():
    places, chance = town_and_country(500), Random(1)
    size = cell_size(places)
    requests = [(chance.randrange(20_000), chance.randrange(20_000), 2) for _ in range(150)]
    early = [wrong_for(way, places, size, requests) for way in (own_cell, nine_cells, when_it_has_k)]
    bound = wrong_for(Grid.nearest, places, size, requests)
    show("of 150 requests, wrong: own cell, nine cells, all rings until there are two", early)
    show("of 150 requests, wrong: all rings until nothing unseen can be as near", bound)
    return min(early) >= 5 and bound == 0


@claim("a-tie-lies-outside")
def ties_outside_of_the_square():
    def hasty(grid, x, y, k):
        return grid.nearest(x, y, k, enough=lambda found, unseen: found[k - 1][0] <= unseen**2)

    wrong = [wrong_for(way, LATTICE, cell_size(LATTICE), CROSSINGS) for way in (hasty, Grid.nearest)]
    show("of 243 requests, wrong if it stops at an equal distance, and if it does not", wrong)
    return wrong[0] > 20 and wrong[1] == 0


# %% How many distances
SIZES = [500, 2000, 8000]


def distances(index, requests):
    """Distances worked out for each request, on average."""
    Distances.count = 0
    for request in requests:
        index.nearest(*request)
    return Distances.count / len(requests)


def four_near(places, count=40):
    """Requests for four vehicles near some of the places."""
    chance = Random(len(places))
    return [(x + chance.randint(-20, 20), y + chance.randint(-20, 20), 4) for x, y, _ in chance.sample(places, count)]


def indexes(places):
    return {"cells": Grid(places, cell_size(places)), "sorted by x": Sorted(places, 0), "tree": Tree(places)}


def measured(place):
    """Distances for a request by each index, for each of SIZES."""
    found = defaultdict(list)
    for count in SIZES:
        places = place(count)
        for name, index in indexes(places).items():
            found[name].append(distances(index, four_near(places)))
    return dict(found)


@claim("cells-do-not-grow")
def distances_in_a_town():
    found = measured(town)
    chart("Distances for a request, in a town", SIZES, {"every vehicle": SIZES, **found}, x_label="vehicles", y_label="distances",
          log_x=True, log_y=True)  # fmt: skip
    for name, counts in found.items():
        show(f"distances for a request among 500, 2,000, 8,000 vehicles: {name}", [round(count) for count in counts])
    flat = all(max(found[name]) < 50 and max(found[name]) < 1.5 * min(found[name]) for name in ("cells", "tree"))
    by_x = found["sorted by x"]
    return flat and all(1.6 < later / earlier < 2.5 for earlier, later in itertools.pairwise(by_x))


@claim("one-axis-is-no-index")
def distances_on_a_road():
    found = measured(road)
    for name, counts in found.items():
        show(f"distances for a request on a road, among 500, 2,000, 8,000 vehicles: {name}", [round(count) for count in counts])
    by_x, by_y = found["sorted by x"], [distances(Sorted(road(count), 1), four_near(road(count))) for count in SIZES]
    show("the same, sorted by y", [round(count) for count in by_y])
    return (
        all(count > size / 4 for count, size in zip(by_x, SIZES, strict=True))
        and max(by_y) < 50
        and max(found["cells"] + found["tree"]) < 60
    )


def depots(count):
    """Nine vehicles of ten at one of three depots of 200 m by 200 m, the others all over the town."""
    chance = Random(count)
    corners = [(3000, 4000), (12_000, 15_000), (17_000, 2000)]
    places = [
        (x + chance.randrange(200), y + chance.randrange(200), vehicle)
        for vehicle, (x, y) in enumerate(chance.choices(corners, k=count * 9 // 10))
    ]
    return places + [(x, y, len(places) + vehicle) for x, y, vehicle in town(count - len(places))]


@claim("one-size-of-cell")
def distances_at_depots():
    found = measured(depots)
    for name in ("cells", "tree"):
        show(f"distances for a request at depots, among 500, 2,000, 8,000 vehicles: {name}", [round(n) for n in found[name]])
    return all(count > size / 8 for count, size in zip(found["cells"], SIZES, strict=True)) and max(found["tree"]) < 60


FAR_OFF = [10_000, 20_000, 40_000]
"""Metres from the edge of the town."""


@claim("empty-cells-cost-too")
def cells_on_the_way_to_the_town():
    places = town(2000)
    grid = Grid(places, cell_size(places))
    looked = []
    for metres in FAR_OFF:
        Grid.looked = 0
        grid.nearest(-metres, 10_000, 1)
        looked.append(Grid.looked)
    show("cells looked into from 10, 20 and 40 km outside", looked)
    show("cells that hold a vehicle", len(grid.cells))
    return looked[0] > len(grid.cells) and all(2.8 < later / earlier < 4.2 for earlier, later in itertools.pairwise(looked))


# %% Reports
def last_by_number(reports):
    last = {}
    for vehicle, number, place in reports:
        if vehicle not in last or number > last[vehicle][0]:
            last[vehicle] = number, place
    return last


def last_by_arrival(reports):
    return {vehicle: (number, place) for vehicle, number, place in reports}


@claim("order-does-not-matter")
def last_positions_in_any_order():
    reports = [(1, 1, "depot"), (1, 2, "gate"), (1, 3, "bridge"), (2, 1, "harbour"), (2, 2, "market"), (1, 3, "bridge")]
    orders = list(itertools.permutations(reports))
    right = {1: (3, "bridge"), 2: (2, "market")}
    by_number = sum(last_by_number(order) == right for order in orders)
    by_arrival = sum(last_by_arrival(order) == right for order in orders)
    show("of 720 orders of six reports, right by number, right by arrival", [by_number, by_arrival])
    return by_number == len(orders) == 720 and by_arrival < len(orders) / 2


class Batch(list):
    """Reports that count how many of them loops will look at."""

    looks = 0

    def __iter__(self):
        Batch.looks += len(self)
        return super().__iter__()


@claim("reports-once")
def looks_at_reports():
    rows = []
    for count, requests in ((30, 5), (300, 5), (300, 80)):
        reports = Batch((number % 10, number, "somewhere") for number in range(count))
        Batch.looks = 0
        for _ in range(requests):
            last_by_number(reports)
        for_each, Batch.looks = Batch.looks, 0
        known = last_by_number(reports)
        found = [known for _ in range(requests)]
        rows.append((for_each == count * requests, Batch.looks == count, len(found) == requests))
        show(f"looks at {count} reports for {requests} requests: for each, once", [for_each, Batch.looks])
    return all(itertools.chain(*rows))


# %% Exact distances
FAR = 2_000_000_000


@claim("roots-make-ties")
def whole_numbers_and_floats():
    whole = FAR**2 < FAR**2 + 1
    root = math.hypot(FAR, 0) < math.hypot(FAR, 1)
    squares = float(FAR) ** 2 < float(FAR) ** 2 + 1.0
    near = all(math.hypot(distance, 0) < math.hypot(distance, 1) for distance in range(1, 60_000_000, 99_991))
    show("(2e9, 0) is nearer than (2e9, 1): whole numbers, hypot, squares of floats", f"{whole}, {root}, {squares}")
    show("hypot tells such pairs apart up to 60 million", near)
    return (whole, root, squares, near) == (True, False, False, True)
