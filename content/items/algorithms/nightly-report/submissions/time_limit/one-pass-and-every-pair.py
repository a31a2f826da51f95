# Divides the events in one pass, and still compares every event of a customer with every other.
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
    counts = [len([time for time in times if start <= time < start + window]) for start in times]
    return max(counts), times[counts.index(max(counts))]
