# Counts in fixed buckets as long as the window, which cut a peak in two.
from collections import Counter, defaultdict


def busiest(events, window, places):
    buckets, first = defaultdict(lambda: defaultdict(Counter)), {}
    for time, region, customer in events:
        buckets[region][customer][time // window] += 1
        key = region, customer, time // window
        first[key] = min(time, first.get(key, time))
    report = {}
    for region, customers in buckets.items():
        rows = []
        for customer, counts in customers.items():
            height, bucket = min((-count, bucket) for bucket, count in counts.items())
            rows.append((customer, -height, first[region, customer, bucket]))
        report[region] = sorted(rows, key=lambda row: (-row[1], row[2], row[0]))[:places]
    return report
