# Looks at the nine cells around a place, however little is in them.
from collections import defaultdict
from math import isqrt


def nearest(reports, requests):
    last = {}
    for vehicle, number, x, y in reports:
        if vehicle not in last or number > last[vehicle][0]:
            last[vehicle] = number, x, y
    grid = Grid([(x, y, vehicle) for vehicle, (_, x, y) in last.items()])
    return [grid.closest(x, y, k) for x, y, k in requests]


class Grid:
    """Vehicles by square cells: about two in each, if they were spread evenly over the rectangle that holds them."""

    def __init__(self, places):
        self.places = places
        width, height = extent(x for x, _, _ in places), extent(y for _, y, _ in places)
        self.size = 1 + isqrt(2 * width * height // (len(places) or 1))
        self.cells = defaultdict(list)
        for x, y, vehicle in places:
            self.cells[x // self.size, y // self.size].append((x, y, vehicle))

    def closest(self, x, y, k):
        """Looks at nine cells."""
        column, row = x // self.size, y // self.size
        found = []
        for cell in [(column + right, row + up) for right in (-1, 0, 1) for up in (-1, 0, 1)]:
            found += distances(self.cells.get(cell, []), x, y)
        return [vehicle for _, vehicle in sorted(found)[:k]]


def extent(values):
    values = list(values)
    return max(values) - min(values) + 1 if values else 0


def distances(places, x, y):
    return [((other_x - x) ** 2 + (other_y - y) ** 2, vehicle) for other_x, other_y, vehicle in places]
