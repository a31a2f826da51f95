# Sorts whole pairs, so that equal times are ordered by version instead of by place in the list.
from bisect import bisect_right


def live_versions(deploys, requests):
    ordered = sorted(deploys)
    times = [time for time, _ in ordered]
    versions = [None, *(version for _, version in ordered)]
    return [versions[bisect_right(times, moment)] for moment in requests]
