from collections import defaultdict
from heapq import nsmallest


def busiest(events, window, places):
    times_of = defaultdict(lambda: defaultdict(list))
    for time, region, customer in events:
        times_of[region][customer].append(time)
    report = {}
    for region, customers in times_of.items():
        rows = ((customer, *peak(sorted(times), window)) for customer, times in customers.items())
        report[region] = nsmallest(places, rows, key=lambda row: (-row[1], row[2], row[0]))
    return report


def peak(times, window):
    """The most of these sorted times that fit in a window, and where the first such window begins."""
    best = best_start = first = 0
    for last, time in enumerate(times):
        while times[first] <= time - window:
            first += 1
        if last - first + 1 > best:
            best, best_start = last - first + 1, times[first]
    return best, best_start
