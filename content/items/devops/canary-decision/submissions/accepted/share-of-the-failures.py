"""Roll back by the canary's share of all failures, a binomial count; promote by an interval with one failure and one success added."""

from math import exp, lgamma, log, log1p, sqrt
from statistics import NormalDist


def decide(canary, baseline, harm=0.01, doubt=0.05, looks=1):
    (failed, total), (others, rest) = canary, baseline
    if min(failed, total - failed, others, rest - others) < 0:
        raise ValueError("There cannot be fewer than no failures, or more failures than requests.")
    each_look = doubt / looks
    z = NormalDist().inv_cdf(1 - each_look)
    rate, other = (failed + 1) / (total + 2), (others + 1) / (rest + 2)
    spread = sqrt(rate * (1 - rate) / (total + 2) + other * (1 - other) / (rest + 2))
    if rate - other + z * spread < harm:
        return "promote"
    if total and rest and share_so_large(failed, failed + others, total / (total + rest)) <= each_look:
        return "roll back"
    return "wait"


def share_so_large(got, failures, share):
    """Probability that at least `got` of the failures fall on the canary, whose share of the requests is `share`."""
    tail = 0.0
    for k in range(failures, got - 1, -1):
        ways = lgamma(failures + 1) - lgamma(k + 1) - lgamma(failures - k + 1)
        tail += exp(ways + k * log(share) + (failures - k) * log1p(-share))
    return tail
