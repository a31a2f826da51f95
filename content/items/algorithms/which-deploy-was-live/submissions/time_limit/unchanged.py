# The starter as it was: sorts and scans all deploys for each request.
def live_versions(deploys, requests):
    found = []
    for moment in requests:
        live = None
        for time, version in sorted(deploys, key=lambda deploy: deploy[0]):
            if time <= moment:
                live = version
        found.append(live)
    return found
