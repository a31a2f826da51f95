def live_versions(deploys, requests):
    ordered = sorted(deploys, key=lambda deploy: deploy[0])
    found = [None] * len(requests)
    live, position = None, 0
    for index in sorted(range(len(requests)), key=requests.__getitem__):
        while position < len(ordered) and ordered[position][0] <= requests[index]:
            live = ordered[position][1]
            position += 1
        found[index] = live
    return found
