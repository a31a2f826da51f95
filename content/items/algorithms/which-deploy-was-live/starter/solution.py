def live_versions(deploys, requests):
    """For each request time, the version of the last deploy at or before it; None before the first deploy."""
    found = []
    for moment in requests:
        live = None
        for time, version in sorted(deploys, key=lambda deploy: deploy[0]):
            if time <= moment:
                live = version
        found.append(live)
    return found
