# Trusts the normal approximation where a handful of failures decides.
from math import sqrt
from statistics import NormalDist


def decide(canary, baseline, harm=0.01, doubt=0.05, looks=1):
    (failed, total), (others, rest) = canary, baseline
    if not 0 <= failed <= total or not 0 <= others <= rest:
        raise ValueError("Counts cannot be.")
    if not total or not rest:
        return "wait"
    z = NormalDist().inv_cdf(1 - doubt / looks)
    rate, other = (failed + 1) / (total + 2), (others + 1) / (rest + 2)
    spread = sqrt(rate * (1 - rate) / total + other * (1 - other) / rest)
    if rate - other + z * spread < harm:
        return "promote"
    pooled = (failed + others) / (total + rest)
    error = sqrt(pooled * (1 - pooled) * (1 / total + 1 / rest))
    return "roll back" if error and (failed / total - others / rest) / error > z else "wait"
