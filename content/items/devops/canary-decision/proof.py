# %% What a test of two rates may promise, computed exactly
from collections.abc import Callable
from itertools import pairwise
from math import exp, lgamma, log, log1p, sqrt
from random import Random
from statistics import NormalDist

from hotseat.proof import chart, claim, show

type Counts = tuple[int, int]
type Test = Callable[[Counts, Counts, float], bool]

DOUBT = 0.05


def ways(among: int, chosen: int) -> float:
    """The logarithm of the binomial coefficient: the coefficient itself is too large for a float."""
    return lgamma(among + 1) - lgamma(chosen + 1) - lgamma(among - chosen + 1)


def exact_test(canary: Counts, baseline: Counts, doubt: float) -> bool:
    """Fisher's test, one-sided: whether so many of all failures on the canary's requests are no chance."""
    (failed, total), (others, rest) = canary, baseline
    failures, requests = failed + others, total + rest
    if not total or failed <= failures * total / requests:
        return False
    term = exp(ways(total, failed) + ways(rest, others) - ways(requests, failures))
    tail = term
    for taken in range(failed, min(failures, total)):
        term *= (total - taken) * (failures - taken) / ((taken + 1) * (rest - failures + taken + 1))
        tail += term
    return tail <= doubt


def normal_test(canary: Counts, baseline: Counts, doubt: float) -> bool:
    """The textbook's z test for two proportions."""
    (failed, total), (others, rest) = canary, baseline
    pooled = (failed + others) / (total + rest)
    error = sqrt(pooled * (1 - pooled) * (1 / total + 1 / rest))
    return bool(error) and (failed / total - others / rest) / error > NormalDist().inv_cdf(1 - doubt)


def binomial(requests: int, rate: float, failed: int) -> float:
    """Probability of exactly so many failures."""
    return exp(ways(requests, failed) + failed * log(rate) + (requests - failed) * log1p(-rate))


def rolled_back(test: Test, canary: tuple[int, float], baseline: tuple[int, float]) -> float:
    """Probability that the test rolls a release back, summed over all counts that matter: no drawing."""
    (requests, rate), (others, other_rate) = canary, baseline
    expected = others * other_rate
    around = range(max(0, int(expected - 8 * sqrt(expected) - 8)), int(expected + 8 * sqrt(expected) + 9))
    seen = {failed: binomial(others, other_rate, failed) for failed in around}
    most = int(requests * rate + 8 * sqrt(requests * rate) + 9)
    return sum(
        binomial(requests, rate, failed) * chance
        for failed in range(min(most, requests) + 1)
        for base, chance in seen.items()
        if test((failed, requests), (base, others), DOUBT)
    )


@claim("normal-alarms")
def the_normal_test_breaks_its_promise_with_rare_failures() -> bool:
    rates = [0.001, 0.002, 0.004, 0.008, 0.016]
    found = {
        name: [rolled_back(test, (50, rate), (1500, rate)) for rate in rates]
        for name, test in (("normal", normal_test), ("exact", exact_test))
    }
    chart(
        "Harmless releases that are rolled back, 50 requests, promised: 5 %",
        [100 * rate for rate in rates],
        {name: [100 * share for share in shares] for name, shares in found.items()},
        x_label="failure rate of both (%)",
        y_label="rolled back (%)",
    )
    show("normal: rolled back at 0.4 %", round(100 * found["normal"][2], 1), "%")
    show("exact: most over all rates", round(100 * max(found["exact"]), 1), "%")
    return max(found["exact"]) <= DOUBT and found["normal"][2] > 2 * DOUBT


# %% Nothing found is not nothing there
def not_excluded(requests: int, doubt: float = DOUBT) -> float:
    """The largest failure rate under which no failure in so many requests is not rarer than the doubt."""
    return 1 - doubt ** (1 / requests)


@claim("silence-is-weak")
def no_failure_in_n_requests_excludes_about_three_in_n() -> bool:
    show(
        "no failure in 20, 100, 300, 1000 requests: rates not excluded",
        [round(100 * not_excluded(n), 2) for n in (20, 100, 300, 1000)],
        "%",
    )
    return all(2.9 < requests * not_excluded(requests) < 3.0 for requests in range(50, 5000)) and not_excluded(20) > 0.13


@claim("no-difference-found")
def a_test_that_finds_nothing_misses_most_harm_in_a_hundred_requests() -> bool:
    sizes = [50, 100, 200, 400, 800]
    missed = [1 - rolled_back(exact_test, (size, 0.02), (10 * size, 0.01)) for size in sizes]
    chart(
        "A release that fails twice as often (2 % against 1 %) and is not found out",
        sizes,
        {"missed": [100 * share for share in missed]},
        x_label="requests to the canary",
        y_label="missed (%)",
        log_x=True,
    )
    show("missed with 100 and 800 requests", [round(100 * missed[1]), round(100 * missed[-1])], "%")
    return missed[1] > 0.8 and all(later < before for before, later in pairwise(missed)) and missed[-1] > 0.2


# %% Chance or harm: two questions
def upper_difference(canary: Counts, baseline: Counts, doubt: float) -> float:
    """The upper end of Newcombe's one-sided interval for the difference of the rates."""

    def score(failed: int, total: int) -> tuple[float, float, float]:
        z, rate = NormalDist().inv_cdf(1 - doubt), failed / total
        middle = (rate + z * z / (2 * total)) / (1 + z * z / total)
        half = z / (1 + z * z / total) * sqrt(rate * (1 - rate) / total + z * z / (4 * total * total))
        return rate, max(0.0, middle - half), min(1.0, middle + half)

    rate, _, high = score(*canary)
    other, low, _ = score(*baseline)
    return rate - other + sqrt((high - rate) ** 2 + (other - low) ** 2)


@claim("significant-not-harmful")
def a_difference_can_be_certain_and_harmless() -> bool:
    canary, baseline = (11_500, 1_000_000), (10_000, 1_000_000)
    certain = exact_test(canary, baseline, 1e-12)
    at_most = upper_difference(canary, baseline, DOUBT)
    show(
        "1.15 % against 1.00 % of a million: chance excluded to 10⁻¹²; difference at most",
        [certain, round(100 * at_most, 3)],
        "%",
    )
    return certain and at_most < 0.002


def needed(rate: float, harm: float) -> int:
    """Requests to canary and baseline, each, from which on equal rates are promoted when the counts are as expected."""
    low, high = 1, 4_000_000
    while low < high:
        middle = (low + high) // 2
        counts = round(rate * middle), middle
        low, high = (low, middle) if upper_difference(counts, counts, DOUBT) < harm else (middle + 1, high)
    return low


@claim("requests-needed")
def what_promotion_costs_is_set_by_rate_and_harm() -> bool:
    rates = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2]
    found = {f"harm of {100 * harm:g} points": [needed(rate, harm) for rate in rates] for harm in (0.01, 0.005)}
    chart(
        "Requests to the canary until a release as good as the baseline can be promoted",
        [100 * rate for rate in rates],
        found,
        x_label="failure rate of both (%)",
        y_label="requests",
        log_x=True,
        log_y=True,
    )
    at_one = needed(0.01, 0.01)
    show("1 % failures, harm of one point, half a point, a quarter", [needed(0.01, harm) for harm in (0.01, 0.005, 0.0025)])
    show("minutes at 1 % of 100 requests a second, harm of one point", round(at_one / 60))
    halved = [needed(0.01, harm / 2) / needed(0.01, harm) for harm in (0.01, 0.005)]
    return 400 < at_one < 1500 and all(3 < factor < 4.5 for factor in halved) and needed(0.05, 0.01) > 3 * at_one


# %% Looking again and again
def ever(looks: int, doubt_each: float, courses: int = 400, step: int = 40, rate: float = 0.2) -> float:
    """Share of harmless releases that are rolled back at one of so many looks, the counts growing from look to look."""
    chance, found = Random(20), 0
    for _ in range(courses):
        canary = baseline = 0
        for look in range(1, looks + 1):
            canary += chance.binomialvariate(step, rate)
            baseline += chance.binomialvariate(step, rate)
            if exact_test((canary, step * look), (baseline, step * look), doubt_each):
                found += 1
                break
    return found / courses


@claim("looks-add-up")
def the_doubt_is_spent_at_every_look() -> bool:
    looks = [1, 2, 5, 10, 20]
    whole, shared = [ever(n, DOUBT) for n in looks], [ever(n, DOUBT / n) for n in looks]
    chart(
        "Harmless releases rolled back at one of the looks",
        looks,
        {"5 % at each look": [100 * share for share in whole], "5 % over all looks": [100 * share for share in shared]},
        x_label="looks",
        y_label="rolled back (%)",
    )
    show("5 % at each of 20 looks: rolled back", round(100 * whole[-1], 1), "%")
    show("5 % over 20 looks: rolled back", round(100 * shared[-1], 1), "%")
    return whole[-1] > 0.12 and max(shared) <= DOUBT


# %% Whose traffic: a comparison over different times
@claim("compare-at-the-same-time")
def yesterdays_rate_is_no_baseline() -> bool:
    busy, quiet = 0.02, 0.01
    wrong = rolled_back(exact_test, (2000, busy), (20_000, quiet))
    fair = rolled_back(exact_test, (2000, busy), (4000, busy))
    show(
        "harmless release in a busy hour: against a quiet hour, against the same hour",
        [round(100 * wrong, 1), round(100 * fair, 1)],
        "%",
    )
    return wrong > 0.9 and fair <= DOUBT
