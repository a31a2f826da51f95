# Sorts in place what belongs to the caller.
from bisect import bisect_right


def live_versions(deploys, requests):
    deploys.sort(key=lambda deploy: deploy[0])
    times = [time for time, _ in deploys]
    versions = [None, *(version for _, version in deploys)]
    return [versions[bisect_right(times, moment)] for moment in requests]
