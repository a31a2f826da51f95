# Takes the two observed rates for the truth: any difference, however small the counts, decides.
def decide(canary, baseline, harm=0.01, doubt=0.05, looks=1):
    for failed, total in (canary, baseline):
        if not 0 <= failed <= total:
            raise ValueError("Counts cannot be.")
    if not canary[1] or not baseline[1]:
        return "wait"
    difference = canary[0] / canary[1] - baseline[0] / baseline[1]
    return "promote" if difference < harm else "roll back"
