# Takes the sort out of the loop and keeps the scan: a few times as fast, and still requests times deploys.
def live_versions(deploys, requests):
    ordered = sorted(deploys, key=lambda deploy: deploy[0])
    found = []
    for moment in requests:
        live = None
        for time, version in ordered:
            if time > moment:
                break
            live = version
        found.append(live)
    return found
