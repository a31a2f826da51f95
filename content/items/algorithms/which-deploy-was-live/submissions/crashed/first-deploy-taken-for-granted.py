# Starts from the earliest deploy and the earliest request, which need not be there.
def live_versions(deploys, requests):
    earliest = min(requests)
    ordered = sorted(deploys, key=lambda deploy: deploy[0])
    live = {moment: None for moment in requests}
    for time, version in ordered:
        for moment in live:
            if moment >= max(time, earliest):
                live[moment] = version
    return [live[moment] for moment in requests]
