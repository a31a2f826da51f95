from bisect import bisect_right


def live_versions(deploys, requests):
    ordered = sorted(deploys, key=lambda deploy: deploy[0])
    times = [time for time, _ in ordered]
    versions = [None, *(version for _, version in ordered)]
    return [versions[bisect_right(times, moment)] for moment in requests]
