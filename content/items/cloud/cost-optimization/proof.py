# %% A cost model, not a bill: what an hour costs with and without a commitment
# Rules follow AWS documentation as read in November 2026. Prices that could be read there carry their date; the others are inputs, and
# marked so. Nothing here talks to AWS, and nothing depends on the size of an input except where a claim says so.
import math
import random
from dataclasses import dataclass

from hotseat.proof import chart, claim, probe, show

ON_DEMAND = 1.0  # per instance and hour: everything below is a multiple of it


def bill(load: list[int], committed: int, discount: float) -> float:
    """A commitment is paid every hour, used or not; what exceeds it is on demand."""
    rate = ON_DEMAND * (1 - discount)
    return sum(committed * rate + max(0, wanted - committed) * ON_DEMAND for wanted in load)


def best_commitment(load: list[int], discount: float) -> int:
    """The cheapest number of instances to commit to, found by trying all of them."""
    return min(range(max(load) + 1), key=lambda committed: (bill(load, committed, discount), committed))


def quantile_rule(load: list[int], discount: float) -> int:
    """The largest number that is in use in more than 1 − discount of all hours."""
    needed = 1 - discount + 1e-9
    fitting = [count for count in range(1, max(load) + 1) if sum(wanted >= count for wanted in load) / len(load) > needed]
    return max(fitting, default=0)


def day(low: int, high: int, busy: int) -> list[int]:
    """A day: so many busy hours with `high` instances, the rest with `low`."""
    return [high] * busy + [low] * (24 - busy)


DISCOUNTS = [0.2, 0.28, 0.45, 0.66]


@claim("break-even-is-one-minus-discount")
def an_instance_pays_off_when_it_runs_more_than_one_minus_discount() -> bool:
    found = {}
    for discount in DISCOUNTS:
        hours = range(1001)
        found[discount] = next(
            used / 1000 for used in hours if bill([1] * used + [0] * (1000 - used), 1, discount) <= used + 1e-6
        )
        show(f"discount {discount:.0%}: cheaper than on demand from a utilisation of", found[discount])
    return all(abs(found[discount] - (1 - discount)) < 0.0015 for discount in DISCOUNTS)


@claim("commit-to-the-quantile")
def the_best_commitment_is_a_quantile_of_the_load() -> bool:
    wave = [round(10 + 8 * math.sin(hour * math.pi / 12)) for hour in range(24 * 7)]
    agree = all(best_commitment(wave, step / 50) == quantile_rule(wave, step / 50) for step in range(50))
    mean, peak = round(sum(wave) / len(wave)), max(wave)
    best = best_commitment(wave, 0.28)
    costs = {count: round(100 * bill(wave, count, 0.28) / bill(wave, 0, 0.28), 1) for count in (best, mean, peak)}
    title = "Bill in per cent of on demand, for a load between 2 and 18 instances"
    sizes = list(range(peak + 1))
    lines = {f"discount {rate:.0%}": [100 * bill(wave, n, rate) / bill(wave, 0, rate) for n in sizes] for rate in (0.28, 0.66)}
    chart(title, sizes, lines, x_label="instances committed", y_label="per cent")
    show("best commitment at 28 %, mean, peak", [best, mean, peak])
    show("per cent of the on-demand bill with each", list(costs.values()))
    return agree and best < mean < peak and costs[best] < costs[mean] < 100 < costs[peak]


@probe
def commitment_for(low: int, high: int, busy: int, discount: int) -> int:
    return best_commitment(day(low, high, busy), discount / 100)


# %% Spot: cheaper by the hour, and some hours are done twice
def expected_share(hours: float, rate: float, price: float, checkpoint: float | None = None, overhead: float = 0.0) -> float:
    """Expected cost of a job on spot, as a share of on demand, with interruptions at `rate` an hour and restarts without delay.

    Without checkpoints an interruption loses everything so far; with them, what came after the last one. Writing takes `overhead`.
    """
    piece = hours if checkpoint is None else checkpoint
    return price * (1 + overhead) * (math.exp(rate * piece) - 1) / (rate * piece)


def simulated_share(hours: float, rate: float, price: float, runs: int = 20_000) -> float:
    """The same by playing it, without checkpoints."""
    chance, spent = random.Random(7), 0.0
    for _ in range(runs):
        while (until := chance.expovariate(rate)) < hours:
            spent += until
        spent += hours
    return price * spent / (runs * hours)


@claim("spot-loses-long-jobs")
def a_long_job_without_checkpoints_costs_more_than_on_demand() -> bool:
    lengths = [1, 8, 20, 40, 60]
    bare = [expected_share(hours, 0.05, 0.3) for hours in lengths]
    saved = [expected_share(hours, 0.05, 0.3, checkpoint=1, overhead=0.02) for hours in lengths]
    played = [simulated_share(hours, 0.05, 0.3) for hours in (8, 20)]
    lines = {"restarts from the beginning": bare, "checkpoint every hour": saved}
    chart(
        "Cost on spot as a share of on demand (spot 30 %, 5 % an hour)", lengths, lines, x_label="hours of work", y_label="share"
    )
    show("share of on demand for 1, 8, 20, 40, 60 hours", [round(share, 2) for share in bare])
    show("with a checkpoint every hour that costs 2 %", [round(share, 2) for share in saved])
    show("8 and 20 hours, played 20,000 times", [round(share, 2) for share in played])
    close = all(abs(share / bare[at] - 1) < 0.03 for share, at in zip(played, (1, 2), strict=True))
    return close and bare == sorted(bare) and bare[1] < 0.4 and bare[-1] > 1 and max(saved) < 0.32


@probe
def spot_per_cent(hours: int, rate: int, price: int) -> float:
    return 100 * expected_share(hours, rate / 100, price / 100)


# %% A gigabyte through the NAT gateway
NAT_HOUR = NAT_GIGABYTE = 0.045  # USD, VPC pricing page, example for US East (Ohio), as captured on 2026-09-20
MONTH = 730


def nat_month(gateways: int, gigabytes: float) -> tuple[float, float]:
    """USD a month for being there, and for what passes; transfer to the internet comes on top, and is not in here."""
    return gateways * MONTH * NAT_HOUR, gigabytes * NAT_GIGABYTE


@claim("nat-costs-by-the-gigabyte")
def from_some_gigabytes_on_the_traffic_is_dearer_than_the_gateway() -> bool:
    hours, traffic = nat_month(3, 20_000)
    _, without = nat_month(3, 20_000 - 18_000)  # 18 TB of it go to S3 in the same region: a gateway endpoint has no charge
    even = next(gigabytes for gigabytes in range(10_000) if nat_month(1, gigabytes)[1] >= nat_month(1, gigabytes)[0])
    show("one hour and one gigabyte, USD", NAT_HOUR + NAT_GIGABYTE)
    show("three gateways for a month: hours, 20,000 GB, USD", [round(hours, 2), round(traffic, 2)])
    show("traffic when 18,000 GB to S3 take a gateway endpoint, USD", round(without, 2))
    show("gigabytes from which one gateway's traffic costs more than its hours", even)
    return traffic > 9 * hours and math.isclose(without, traffic / 10) and even == MONTH


# %% Storage classes: cheap by the month, with a minimum of days and of size
@dataclass(frozen=True)
class StorageClass:
    """Documented minimums; the prices (USD for a GB and month, for a GB read) are inputs to check against your region."""

    days: int
    kilobytes: int
    price: float
    read: float


CLASSES = {
    "Standard": StorageClass(0, 0, 0.023, 0.0),
    "Standard-IA": StorageClass(30, 128, 0.0125, 0.01),
    "Glacier Instant Retrieval": StorageClass(90, 128, 0.004, 0.03),
}


def billed(name: str, kilobytes: int, days: int) -> list[int]:
    """Days and KB that are billed for an object."""
    return [max(days, CLASSES[name].days), max(kilobytes, CLASSES[name].kilobytes)]


def storage(name: str, kilobytes: int, days: int, reads: int = 0) -> float:
    """USD for a million such objects over their life; requests and transitions are left out."""
    billed_days, size = billed(name, kilobytes, days)
    kind = CLASSES[name]
    return (size * kind.price * billed_days / 30 + kilobytes * kind.read * reads) * 1e6 / 1024**2


@probe
def billed_for(name: str, kilobytes: int, days: int) -> list[int]:
    return billed(name, kilobytes, days)


def cheapest(kilobytes: int, days: int, reads: int = 0) -> str:
    return min(CLASSES, key=lambda name: storage(name, kilobytes, days, reads))


@claim("tiers-have-minimums")
def small_short_lived_and_read_objects_are_cheaper_in_standard() -> bool:
    cases = {
        "1 MB, one year, not read": cheapest(1024, 365),
        "16 KB, one year, not read": cheapest(16, 365),
        "1 MB, 10 days": cheapest(1024, 10),
        "1 MB, 20 days": cheapest(1024, 20),
        "1 MB, one year, read 12 times": cheapest(1024, 365, 12),
        "1 MB, one year, read weekly": cheapest(1024, 365, 52),
    }
    for case, name in cases.items():
        show(case, name)
    show(
        "16 KB for a year, a million: Standard, Standard-IA, USD",
        [round(storage(n, 16, 365), 2) for n in ("Standard", "Standard-IA")],
    )
    archive, infrequent, standard = "Glacier Instant Retrieval", "Standard-IA", "Standard"
    return list(cases.values()) == [archive, standard, standard, archive, infrequent, standard]


# %% Right-sizing: which number of the same week
def week() -> list[float]:
    """CPU in per cent of today's instance, minute by minute: a daily wave, and two busy minutes every hour."""
    return [15 + 10 * math.sin(minute * math.pi / 720) + (40 if minute % 60 < 2 else 0) for minute in range(7 * 1440)]


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def size_for(value: float) -> float:
    """The smallest of a quarter, a half and today's size of which this value takes at most 70 per cent."""
    return next((size for size in (0.25, 0.5, 1.0) if value <= 70 * size), 2.0)


@claim("average-hides-the-peak")
def the_mean_halves_what_the_minute_needs() -> bool:
    minutes = week()
    hourly = [sum(minutes[at : at + 60]) / 60 for at in range(0, len(minutes), 60)]
    values = {
        "mean": sum(minutes) / len(minutes),
        "highest hourly average": max(hourly),
        "95th percentile of minutes": percentile(minutes, 0.95),
        "99th percentile of minutes": percentile(minutes, 0.99),
    }
    advice = {name: size_for(value) for name, value in values.items()}
    busy = [load for at, load in enumerate(minutes) if at % 60 < 2]
    over = [100 * sum(load > 50 for load in some) / len(some) for some in (minutes, busy)]
    for name, value in values.items():
        show(f"{name}: per cent, size it advises", [round(value, 1), advice[name]])
    show(
        "at half the size: per cent of all minutes, and of the busy ones, that exceed the capacity",
        [round(share, 1) for share in over],
    )
    return list(advice.values()) == [0.25, 0.5, 0.5, 1.0] and over[0] < 4 and over[1] > 60
