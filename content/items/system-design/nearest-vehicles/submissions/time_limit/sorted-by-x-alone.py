# Sorts by x and goes to both sides: on a road from south to north all vehicles have nearly the same x.
from bisect import bisect_left
from heapq import heappush, heappushpop


def nearest(reports, requests):
    last = {}
    for report in reports:
        known = last.get(report[0])
        if known is None or report[1] > known[1]:
            last[report[0]] = report
    places = sorted((x, y, vehicle) for vehicle, _, x, y in last.values())
    return [closest(places, x, y, k) for x, y, k in requests]


def closest(places, x, y, k):
    """Goes from x to both sides, the nearer side first, until the way along x alone is too long."""
    right = bisect_left(places, (x,))
    left = right - 1
    best = []  # a heap of (-distance, -vehicle): the worst of the best is at its top
    while left >= 0 or right < len(places):
        if left < 0 or right < len(places) and places[right][0] - x < x - places[left][0]:
            other_x, other_y, vehicle = places[right]
            right += 1
        else:
            other_x, other_y, vehicle = places[left]
            left -= 1
        aside = (other_x - x) ** 2
        if len(best) == k and aside > -best[0][0]:
            break
        entry = -aside - (other_y - y) ** 2, -vehicle
        if len(best) < k:
            heappush(best, entry)
        elif entry > best[0]:
            heappushpop(best, entry)
    return [-vehicle for _, vehicle in sorted(best, reverse=True)]
