# Sorts and stops at the end of the window, and still walks each window from its beginning.
from collections import defaultdict


def busiest(events, window, places):
    times_of = defaultdict(lambda: defaultdict(list))
    for time, region, customer in events:
        times_of[region][customer].append(time)
    report = {}
    for region, customers in times_of.items():
        rows = [(customer, *peak(sorted(times), window)) for customer, times in customers.items()]
        rows.sort(key=lambda row: (-row[1], row[2], row[0]))
        report[region] = rows[:places]
    return report


def peak(times, window):
    best, best_start = 0, None
    for index, start in enumerate(times):
        stop = index
        while stop < len(times) and times[stop] < start + window:
            stop += 1
        if stop - index > best:
            best, best_start = stop - index, start
    return best, best_start
