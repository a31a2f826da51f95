# Walks both in order and returns the answers in the order of the times.
def live_versions(deploys, requests):
    ordered = sorted(deploys, key=lambda deploy: deploy[0])
    found = []
    live, position = None, 0
    for moment in sorted(requests):
        while position < len(ordered) and ordered[position][0] <= moment:
            live = ordered[position][1]
            position += 1
        found.append(live)
    return found
