# Believes that the deploys come in the order of their times.
from bisect import bisect_right


def live_versions(deploys, requests):
    times = [time for time, _ in deploys]
    versions = [None, *(version for _, version in deploys)]
    return [versions[bisect_right(times, moment)] for moment in requests]
