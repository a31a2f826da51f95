# Works the last positions out once and keeps only the k best by a heap, and still measures the distance to every vehicle.
from heapq import nsmallest


def nearest(reports, requests):
    last = {}
    for vehicle, number, x, y in reports:
        if vehicle not in last or number > last[vehicle][0]:
            last[vehicle] = number, x, y
    places = [(x, y, vehicle) for vehicle, (_, x, y) in last.items()]
    return [[v for _, v in nsmallest(k, [((a - x) ** 2 + (b - y) ** 2, v) for a, b, v in places])] for x, y, k in requests]
