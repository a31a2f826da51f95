# Promotes on the observed difference as soon as there have been a hundred requests.
from math import exp, lgamma


def decide(canary, baseline, harm=0.01, doubt=0.05, looks=1):
    for failed, total in (canary, baseline):
        if not 0 <= failed <= total:
            raise ValueError(f"{failed} failures in {total} requests cannot be.")
    if not canary[1]:
        return "wait"
    doubt = doubt / looks
    if not baseline[1]:
        return "wait"
    if canary[1] >= 100 and canary[0] / canary[1] - baseline[0] / baseline[1] < harm:
        return "promote"
    return "roll back" if as_bad_by_chance(canary, baseline) <= doubt else "wait"


def as_bad_by_chance(canary, baseline):
    """Probability that the canary gets as many of all failures, or more, when failures fall on any request alike."""
    (failed, total), (others, rest) = canary, baseline
    failures, requests = failed + others, total + rest
    if failed <= failures * total / requests:
        return 1.0
    term = exp(ways(total, failed) + ways(rest, others) - ways(requests, failures))
    tail = term
    for taken in range(failed, min(failures, total)):
        term *= (total - taken) * (failures - taken) / ((taken + 1) * (rest - failures + taken + 1))
        tail += term
        if term < 1e-18 * tail:
            break
    return tail


def ways(among, chosen):
    """The logarithm of the binomial coefficient."""
    return lgamma(among + 1) - lgamma(chosen + 1) - lgamma(among - chosen + 1)
