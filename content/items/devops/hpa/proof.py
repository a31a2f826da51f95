# %% A model, not a cluster: one decision from the pods' metrics
# Follows the page "Horizontal Pod Autoscaling" of the Kubernetes documentation as published in 2026 and, where that page is
# silent or loose, the controller's source (replica_calculator.go, horizontal.go). No cluster is started here.
import math
from dataclasses import dataclass, field
from itertools import pairwise

from hotseat.proof import chart, claim, probe, show


@dataclass(frozen=True)
class Pod:
    """What the controller knows of one pod: usage and request in milli-cores; `usage=None` when it has no metrics."""

    usage: int | None
    request: int = 1000
    ready: bool = True


def utilisation(usages: list[int], requests: list[int]) -> int:
    """Percent of the requests that is used, over all pods together, in whole percent as the controller reports it."""
    return sum(usages) * 100 // sum(requests)


def missing_usage(pod: Pod, target: int) -> int:
    """What a pod without metrics is taken to use when the others suggest scaling down."""
    return pod.request * max(100, target) // 100


def desired(pods: list[Pod], target: int, current: int | None = None, down: float = 0.1, up: float = 0.1) -> int:
    """Replicas wanted for a CPU utilisation target in percent; `current` is spec.replicas, by default the pods there are."""
    current = len(pods) if current is None else current
    counted = [(pod.usage, pod.request) for pod in pods if pod.ready and pod.usage is not None]
    unready = [pod for pod in pods if not pod.ready]
    missing = [pod for pod in pods if pod.ready and pod.usage is None]
    first = utilisation(*map(list, zip(*counted, strict=True))) / target
    if missing and first < 1:
        counted += [(missing_usage(pod, target), pod.request) for pod in missing]
    elif missing and first > 1:
        counted += [(0, pod.request) for pod in missing]
    if first > 1:
        counted += [(0, pod.request) for pod in unready]
    ratio = utilisation(*map(list, zip(*counted, strict=True))) / target
    reversed_ = (first < 1 < ratio) or (ratio < 1 < first)
    if 1 - down <= ratio <= 1 + up or reversed_:
        return current
    wanted = math.ceil(ratio * len(counted))
    return current if (ratio < 1 and wanted > current) or (ratio > 1 and wanted < current) else wanted


def pods(*usages: int | None, starting: tuple[int, ...] = ()) -> list[Pod]:
    """Pods that request one core each; `starting` are the positions of those that are not ready yet."""
    return [Pod(usage, ready=position not in starting) for position, usage in enumerate(usages)]


# %% From what is wanted to what is done: stabilisation windows, then policies
@dataclass(frozen=True)
class Policy:
    """At most `value` pods, or percent of the pods, within any `period` seconds."""

    kind: str
    value: int
    period: int


@dataclass(frozen=True)
class Rules:
    """`behavior.scaleUp` or `behavior.scaleDown`; `select` is max, min or disabled."""

    window: int
    policies: tuple[Policy, ...]
    select: str = "max"


DEFAULT_UP = Rules(0, (Policy("percent", 100, 15), Policy("pods", 4, 15)))
DEFAULT_DOWN = Rules(300, (Policy("percent", 100, 15),))


@dataclass
class Controller:
    """One HorizontalPodAutoscaler's memory between two rounds of the control loop. Times are seconds."""

    replicas: int
    up: Rules = DEFAULT_UP
    down: Rules = DEFAULT_DOWN
    least: int = 1
    most: int = 1000
    recommended: list[tuple[int, int]] = field(default_factory=list)
    changes: list[tuple[int, int]] = field(default_factory=list)

    def step(self, now: int, wanted: int) -> int:
        """Take one recommendation in and return the replicas that are set."""
        steady = self.stabilised(now, wanted)
        self.recommended.append((now, wanted))
        allowed = self.limited(now, steady)
        after = min(max(allowed, self.least), self.most)
        if after != self.replicas:
            self.changes.append((now, after - self.replicas))
        self.replicas = after
        return after

    def stabilised(self, now: int, wanted: int) -> int:
        """The current size, moved no further than every recommendation of the window agrees to."""
        rise = min([wanted, *(value for then, value in self.recommended if then > now - self.up.window)])
        fall = max([wanted, *(value for then, value in self.recommended if then > now - self.down.window)])
        return min(max(self.replicas, rise), fall)

    def limited(self, now: int, wanted: int) -> int:
        """The size, moved no faster than the policies of that direction allow."""
        rules = self.up if wanted > self.replicas else self.down
        if wanted == self.replicas or rules.select == "disabled":
            return self.replicas
        rising = wanted > self.replicas
        limits = [self.limit(now, policy, rising) for policy in rules.policies]
        farthest = max if rising == (rules.select == "max") else min
        limit = farthest(limits)
        return min(wanted, max(limit, self.replicas)) if rising else max(wanted, min(limit, self.replicas))

    def limit(self, now: int, policy: Policy, rising: bool) -> int:
        """The farthest size that one policy allows, counted from the size at the start of its period."""
        start = self.replicas - sum(change for then, change in self.changes if then > now - policy.period)
        if policy.kind == "pods":
            return start + policy.value if rising else start - policy.value
        return math.ceil(start * (1 + policy.value / 100)) if rising else int(start * (1 - policy.value / 100))


def run(controller: Controller, wanted: list[int], every: int) -> list[int]:
    """The sizes that follow from a list of recommendations, one each `every` seconds."""
    return [controller.step(turn * every, value) for turn, value in enumerate(wanted)]


# %% Is the model right? The controller's own test cases
def unequal(*usages: int) -> list[Pod]:
    """Three pods whose requests differ by a tenth."""
    return [Pod(usage, request) for usage, request in zip(usages, (900, 1000, 1100), strict=True)]


OVER = [Pod(200, 1000, ready=False), Pod(100, 1000), Pod(100, 2000), Pod(None, 2000)]


def test_cases() -> list[tuple[str, int, int]]:
    """Cases of replica_calculator_test.go (two containers a pod there, one here): name, expected replicas, the model's."""
    return [
        ("scale up", 5, desired(pods(300, 500, 700), 30)),
        ("scale up: unready pod scales less", 4, desired(pods(300, 500, 700, starting=(0,)), 30)),
        ("no scale: unready pods ignored", 3, desired(pods(400, 500, 700, starting=(1, 2)), 30)),
        ("scale down", 3, desired(pods(100, 300, 500, 250, 250), 50)),
        ("scale down: exclude unready pods", 2, desired(pods(100, 300, 500, 250, 250, starting=(3, 4)), 50)),
        ("scale down: exclude unscheduled pods", 1, desired(pods(100, None, None, None, None, starting=(1, 2, 3, 4)), 50)),
        ("some pods missing metrics scales down", 3, desired(pods(400, 95, None, None), 100)),
        ("no change: metric equal to target", 2, desired(pods(1000, None), 100)),
        ("no change: metric above target", 2, desired(pods(1900, None), 100)),
        ("no change: metric below target", 2, desired(pods(600, None), 100)),
        ("no change: unready pod metric missing", 3, desired(pods(100, 450, None, starting=(0,)), 50)),
        ("scale up: unready pod metric missing", 4, desired(pods(100, 2000, None, starting=(0,)), 50)),
        ("scale down: unready pod metric missing", 3, desired(pods(100, 100, 100, None, starting=(0,)), 50)),
        ("scale down: target over 100", 2, desired(OVER, 300)),
        ("rolling update with maxSurge: extra pod missing metric", 2, desired(pods(100, 100, None), 50, current=2)),
        ("within default tolerance", 3, desired(unequal(1010, 1030, 1020), 100)),
        ("outside 0% tolerance", 4, desired(unequal(909, 1010, 1111), 100, down=0, up=0)),
        ("outside 8% scale-up tolerance", 4, desired(unequal(1100, 1080, 1090), 100, down=2, up=0.08)),
        ("within 36% scale-down tolerance", 3, desired(unequal(660, 640, 650), 100, down=0.36)),
        ("outside 34% scale-down tolerance", 2, desired(unequal(660, 640, 650), 100, down=0.34)),
    ]


@claim("model-agrees")
def the_model_gives_what_the_controllers_tests_expect() -> bool:
    cases = test_cases()
    differ = [name for name, expected, got in cases if expected != got]
    show("cases of the controller's tests; those where the model differs", [len(cases), len(differ)])
    return len(cases) == 20 and not differ


# %% The ratio, checked against the documentation
@claim("ratio-times-pods")
def the_ratio_is_multiplied_and_rounded_up() -> bool:
    doubled = [desired(pods(*[200] * n), 10, current=n) for n in range(1, 30)]
    halved = [desired(pods(*[50] * n), 10, current=n) for n in range(1, 30)]
    walkthrough = desired([Pod(610, request=200)], 50)
    show("one pod at 305 % of its request, target 50 %: replicas", walkthrough)
    return doubled == [2 * n for n in range(1, 30)] and halved == [math.ceil(n / 2) for n in range(1, 30)] and walkthrough == 7


@claim("share-of-the-request")
def a_smaller_request_is_a_higher_utilisation() -> bool:
    generous = desired([Pod(300, request=1000)] * 6, 60)
    stingy = desired([Pod(300, request=250)] * 6, 60)
    show("same load, request 1000 m and 250 m: replicas wanted of 6", [generous, stingy])
    return generous == 3 and stingy == 12


@claim("dead-band")
def a_tenth_either_way_changes_nothing() -> bool:
    quiet = [use for use in range(1, 200) if all(desired(pods(*[use * 10] * n), 60) == n for n in (1, 7, 40))]
    show("target 60 %: average utilisations that change nothing", [min(quiet), max(quiet)], "%")
    strict = [desired(pods(*[use * 10] * 20), 100, up=0.05) > 20 for use in (104, 105, 106)]
    return quiet == list(range(54, 67)) and strict == [False, False, True]


# %% Pods that have just been added, and pods without metrics
@claim("starting-pods-damp-growth")
def a_pod_that_is_not_ready_counts_as_idle_when_scaling_up() -> bool:
    one, two = pods(300, 500, 700, starting=(0,)), pods(400, 500, 700, starting=(1, 2))
    formula = math.ceil(len(one) * utilisation([500, 700], [1000] * 2) / 30)
    show("controller; the page's formula with currentReplicas", [desired(one, 30), formula])
    never_more = all(
        desired(pods(*[use] * n, *[900] * extra, starting=tuple(range(n, n + extra))), 60)
        <= max(n + extra, desired(pods(*[use] * n), 60))
        for n in range(1, 15)
        for extra in range(1, 10)
        for use in range(650, 1500, 50)
    )
    return desired(one, 30) == 4 and formula == 6 and desired(two, 30) == 3 and never_more


@claim("starting-pods-vanish-when-shrinking")
def a_pod_that_is_not_ready_is_left_out_of_the_product_when_scaling_down() -> bool:
    five = pods(100, 300, 500, 250, 250, starting=(3, 4))
    formula = math.ceil(len(five) * utilisation([100, 300, 500], [1000] * 3) / 50)
    show("controller; the page's formula with currentReplicas", [desired(five, 50), formula])
    return desired(five, 50) == 2 and formula == 3


@claim("missing-metrics-damp-both-ways")
def a_pod_without_metrics_argues_against_the_change() -> bool:
    shrink, three = pods(400, 95, None, None), pods(100, 100, 100, None, starting=(0,))
    page = math.ceil(utilisation([100, 100, 500], [1000] * 3) / 50 * 3)
    show("test case of the controller; with the page's “100 % of the desired value”", [desired(three, 50), page])
    silent = [*pods(*[1150] * 10), Pod(None)]
    show("ten pods at 115 % and a silent one, target 100 %", desired(silent, 100))
    return desired(shrink, 100) == 3 and desired(three, 50) == 3 and page == 2 and desired(silent, 100) == 11


# %% Several metrics
def largest(current: int, proposals: list[int | None]) -> int:
    """The size that several metrics ask for; None is a metric that could not be read."""
    known = [proposal for proposal in proposals if proposal is not None]
    best = max(known, default=current)
    return current if None in proposals and best < current else best


@claim("largest-metric-wins")
def the_largest_proposal_counts_and_a_lost_metric_forbids_shrinking() -> bool:
    show("6 replicas; proposals 4 and unreadable; 9 and unreadable", [largest(6, [4, None]), largest(6, [9, None])])
    every = [(a, b) for a in range(1, 12) for b in range(1, 12)]
    return (
        all(largest(6, [a, b]) == max(a, b) for a, b in every)
        and all(largest(6, [a, None]) >= 6 for a in range(1, 12))
        and largest(6, [9, None]) == 9
    )


# %% Policies: how fast, checked against the documentation and KEP-853
PAGE_DOWN = Rules(0, (Policy("pods", 4, 60), Policy("percent", 10, 60)))
CAREFUL = Rules(0, (Policy("percent", 10, 60), Policy("pods", 5, 60)), select="min")
TENFOLD = Rules(0, (Policy("percent", 900, 60),))
ONE_BY_ONE = Rules(0, (Policy("pods", 1, 300),))


@claim("policies-limit-the-rate")
def sizes_move_as_fast_as_the_policies_say() -> bool:
    page = [80, *run(Controller(80, down=PAGE_DOWN), [10] * 14, every=60)]
    careful = [200, *run(Controller(200, down=CAREFUL), [10] * 60, every=60)]
    first, third = run(Controller(1, up=TENFOLD), [1000] * 3, 60), run(Controller(1, up=ONE_BY_ONE), [9] * 4, 300)
    chart(
        "From 80 replicas to 10, at most 4 pods or 10 % a minute",
        list(range(len(page))),
        {"replicas": page},
        x_label="minutes",
        y_label="replicas",
    )
    often = [80, *run(Controller(80, down=PAGE_DOWN), [10] * 60, every=15)]
    shed = [before - after for before, after in zip(often, often[4:], strict=False)]
    show("most pods removed within any minute, asked every 15 s", max(shed))
    steps = [before - after for before, after in pairwise(careful)]
    return (
        page[:4] == [80, 72, 64, 57]
        and all(a - b == 4 for a, b in pairwise(page) if a <= 40 and b > 10)
        and first == [10, 100, 1000]
        and third == [2, 3, 4, 5]
        and max(shed) == 8
        and max(steps) == 5
    )


def default_growth(start: int, rounds: int) -> list[int]:
    """Sizes under the default scale-up rules while far more is wanted than there is."""
    return [start, *run(Controller(start, most=100_000), [100_000] * rounds, every=15)]


@claim("default-growth")
def by_default_a_round_doubles_or_adds_four() -> bool:
    show("from 1 replica, every 15 s", default_growth(1, 5))
    return default_growth(1, 5) == [1, 5, 10, 20, 40, 80] and all(
        after == max(2 * before, before + 4) for start in range(1, 50) for before, after in pairwise(default_growth(start, 6))
    )


# %% Stabilisation: the highest recommendation of the window, checked against KEP-853, story 5
@claim("highest-of-the-window")
def shrinking_follows_the_highest_recent_recommendation() -> bool:
    story = Rules(600, (Policy("pods", 5, 60),))
    sizes = run(Controller(10, down=story), [10, 9, 8, 9, 9, 8, 9, 8, 9, 8, 7], every=60)
    show("sizes after the 10th and the 11th minute", sizes[-2:])
    drop = run(Controller(30), [30] + [6] * 40, every=15)
    waits = sum(size == 30 for size in drop) * 15
    show("seconds until 30 replicas become 6, by default", waits)
    show("sizes in between", sorted({size for size in drop if 6 < size < 30}))
    return sizes == [10] * 10 + [9] and waits == 300 and set(drop) == {30, 6}


# %% A whole morning: a step in the load, and what the metric can see of it
@dataclass(frozen=True)
class Morning:
    """What happened at each second that is a multiple of 15."""

    at: list[int]
    replicas: list[int]
    ready: list[int]
    needed: list[int]

    def enough_after(self, step: int) -> int:
        """Seconds from the step in the load until as many pods are ready as it needs."""
        return (
            next(t for t, ready, need in zip(self.at, self.ready, self.needed, strict=True) if t >= step and ready >= need) - step
        )


def load(now: int) -> int:
    """Cores that the requests need: 2, then 15 between minute 5 and minute 25."""
    return 15_000 if 300 <= now < 1500 else 2_000


def morning(start_up: int, saturates: bool, target: int = 60) -> Morning:
    """Pods of one core each behind an HPA with the default rules; a new pod is ready `start_up` seconds after it is added.

    A metric that saturates cannot show more than the pod has: CPU limited to the request. One that does not (requests in
    flight, queue length) shows the whole of the demand.
    """
    controller, births, seen = Controller(4, least=4, most=40), [-9999] * 4, Morning([], [], [], [])
    for now in range(0, 2400, 15):
        ready = sum(now - birth >= start_up for birth in births)
        demand = load(now) // ready
        usage = min(demand, 1000) if saturates else demand
        observed = [Pod(usage, ready=now - birth >= start_up) for birth in births]
        size = controller.step(now, desired(observed, target))
        births = sorted(births)[:size] + [now] * (size - len(births))
        for series, value in (
            (seen.at, now),
            (seen.replicas, size),
            (seen.ready, ready),
            (seen.needed, load(now) * 100 // target // 1000),
        ):
            series.append(value)
    return seen


@claim("saturated-metric-needs-rounds")
def a_metric_that_cannot_exceed_the_pod_finds_the_size_in_rounds() -> bool:
    start_ups = (30, 60, 120, 240)
    capped = [morning(s, saturates=True).enough_after(300) for s in start_ups]
    free = [morning(s, saturates=False).enough_after(300) for s in start_ups]
    show("seconds until enough pods are ready, by start-up time, CPU", capped)
    show("the same, a metric that shows the whole demand", free)
    slow, fast = morning(60, saturates=True), morning(60, saturates=False)
    chart(
        "A load step at minute 5, gone at minute 25; pods take 60 s to start",
        [t / 60 for t in slow.at],
        {"needed": slow.needed, "set, CPU": slow.replicas, "ready, CPU": slow.ready, "ready, demand metric": fast.ready},
        x_label="minutes",
        y_label="pods",
    )
    rounds = all(slow >= 4 * start_up for slow, start_up in zip(capped, start_ups, strict=True))
    once = all(start_up <= quick <= start_up + 60 for quick, start_up in zip(free, start_ups, strict=True))
    return rounds and once


@claim("peak-stays-paid")
def after_the_load_is_gone_the_peak_runs_on_for_the_window() -> bool:
    seen = morning(60, saturates=True)
    gone = 1500
    back = next(t for t, size in zip(seen.at, seen.replicas, strict=True) if t >= gone and size < max(seen.replicas))
    show("seconds at the peak size after the load is gone", back - gone)
    return 285 <= back - gone <= 300


# %% Probes
@probe
def growth_wanted(ready: int, use: int, starting: int, target: int) -> int:
    """Replicas wanted while some pods still start."""
    return desired(pods(*[use * 10] * (ready + starting), starting=tuple(range(ready, ready + starting))), target)


@probe
def after_rounds(start: int, rounds: int) -> int:
    """Replicas after some rounds of the default scale-up rules."""
    return default_growth(start, rounds)[-1]


@probe
def in_or_out(count: int, use: int, target: int = 60) -> int:
    """Replicas wanted near the target."""
    return desired(pods(*[use * 10] * count), target)


@probe
def shrunk_at(peak: int, low: int, window: int, dip: int) -> int:
    """The minute in which the size falls, when the last high recommendation comes alone, in minute `dip`."""
    wanted = [peak if minute in (0, dip) else low for minute in range(40)]
    sizes = run(Controller(peak, down=Rules(window * 60, DEFAULT_DOWN.policies)), wanted, every=60)
    return next(minute for minute, size in enumerate(sizes) if size < peak)
