# Counts an event exactly one window later as inside.
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
    best = best_start = first = 0
    for last, time in enumerate(times):
        while times[first] < time - window:
            first += 1
        if last - first + 1 > best:
            best, best_start = last - first + 1, times[first]
    return best, best_start
