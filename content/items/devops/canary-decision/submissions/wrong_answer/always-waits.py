# Never decides, so that no release is ever stopped or shipped.
def decide(canary, baseline, harm=0.01, doubt=0.05, looks=1):
    for failed, total in (canary, baseline):
        if not 0 <= failed <= total:
            raise ValueError("Counts cannot be.")
    return "wait"
