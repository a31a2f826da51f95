# Computes with more failures than requests instead of refusing them.
from math import exp, lgamma, sqrt
from statistics import NormalDist


def decide(canary, baseline, harm=0.01, doubt=0.05, looks=1):
    for failed, total in (canary, baseline):
        if not 0 <= failed <= total:
            return "wait"
    if not canary[1]:
        return "wait"
    doubt = doubt / looks
    if surely_harmless(canary, baseline, harm, doubt):
        return "promote"
    return "roll back" if as_bad_by_chance(canary, baseline) <= doubt else "wait"


def surely_harmless(canary, baseline, harm, doubt):
    """Whether the upper end of a one-sided interval for the difference of the rates lies below the harm."""
    rate, _, high = wilson(*canary, doubt)
    other, low, _ = wilson(*baseline, doubt)
    return rate - other + sqrt((high - rate) ** 2 + (other - low) ** 2) < harm


def wilson(failed, total, doubt):
    """The rate and its score interval; without requests it may be anything, and counts as 0 here, the harder case."""
    if not total:
        return 0.0, 0.0, 1.0
    z = NormalDist().inv_cdf(1 - doubt)
    rate = failed / total
    middle = (rate + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * sqrt(rate * (1 - rate) / total + z * z / (4 * total * total))
    return rate, max(0.0, middle - half), min(1.0, middle + half)


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
