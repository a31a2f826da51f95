# Subtracts one without looking: before the first deploy it wraps around to the last version.
from bisect import bisect_right


def live_versions(deploys, requests):
    ordered = sorted(deploys, key=lambda deploy: deploy[0])
    times = [time for time, _ in ordered]
    return [ordered[bisect_right(times, moment) - 1][1] if ordered else None for moment in requests]
