# Enters each newer report into the grid, and leaves the vehicle where it was before as well.
from collections import defaultdict
from math import isqrt


def nearest(reports, requests):
    last = {}
    places = []
    for vehicle, number, x, y in reports:
        if vehicle not in last or number > last[vehicle]:
            last[vehicle] = number
            places.append((x, y, vehicle))
    grid = Grid(places)
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
        """Looks at ring after ring of cells, until what lies further out is farther away than what was found."""
        size, column, row = self.size, x // self.size, y // self.size
        found, ring = [], 0
        while len(found) < len(self.places):
            if (2 * ring + 1) ** 2 > len(self.cells):
                found = distances(self.places, x, y)
                break
            for cell in around(column, row, ring):
                if cell in self.cells:
                    found += distances(self.cells[cell], x, y)
            if len(found) >= k:
                found.sort()
                left, right = x - (column - ring) * size + 1, (column + ring + 1) * size - x
                below, above = y - (row - ring) * size + 1, (row + ring + 1) * size - y
                if found[k - 1][0] < min(left, right, below, above) ** 2:
                    break
            ring += 1
        return list(dict.fromkeys(vehicle for _, vehicle in sorted(found)))[:k]


def extent(values):
    values = list(values)
    return max(values) - min(values) + 1 if values else 0


def distances(places, x, y):
    return [((other_x - x) ** 2 + (other_y - y) ** 2, vehicle) for other_x, other_y, vehicle in places]


def around(column, row, ring):
    """The cells of the square that is `ring` cells away from the one in the middle."""
    if ring == 0:
        yield column, row
    for step in range(-ring, ring):
        yield column + step, row - ring
        yield column + ring, row + step
        yield column - step, row + ring
        yield column - ring, row - step
