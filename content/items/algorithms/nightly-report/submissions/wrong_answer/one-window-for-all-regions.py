# Keeps one window for each customer, though the customer may be active in several regions.
from collections import defaultdict, deque


def busiest(events, window, places):
    recent, peaks = defaultdict(deque), defaultdict(dict)
    for time, region, customer in sorted(events):
        own = recent[customer]
        own.append(time)
        while own[0] <= time - window:
            own.popleft()
        if len(own) > peaks[region].get(customer, (0, 0))[0]:
            peaks[region][customer] = (len(own), own[0])
    report = {}
    for region, customers in peaks.items():
        rows = [(customer, *found) for customer, found in customers.items()]
        report[region] = sorted(rows, key=lambda row: (-row[1], row[2], row[0]))[:places]
    return report
