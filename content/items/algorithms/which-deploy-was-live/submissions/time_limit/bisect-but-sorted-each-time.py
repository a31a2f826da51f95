# Searches quickly in a list that is sorted anew for each request.
from bisect import bisect_right


def live_versions(deploys, requests):
    found = []
    for moment in requests:
        ordered = sorted(deploys, key=lambda deploy: deploy[0])
        index = bisect_right(ordered, moment, key=lambda deploy: deploy[0])
        found.append(ordered[index - 1][1] if index else None)
    return found
