# %% A model, not AWS: one step of each kind of policy
# Follows the Amazon EC2 Auto Scaling User Guide as read in 2026 (step and target tracking policies, the policy for a queue).
import math
from dataclasses import dataclass, field

from hotseat.proof import chart, claim, probe, show

type Steps = list[tuple[float, int]]  # (from this metric value on, per cent of the current capacity)

OUT: Steps = [(60, 10), (70, 30)]
IN: Steps = [(40, -10), (30, -30)]


def whole(change: float) -> int:
    """A change in instances, rounded as documented: towards zero, and at least one."""
    if 0 < abs(change) < 1:
        return 1 if change > 0 else -1
    return math.trunc(change)


def per_cent(metric: float) -> int:
    """The step that the metric has reached: the highest of those above, or the lowest of those below."""
    out = [change for start, change in OUT if metric >= start]
    back = [change for start, change in IN if metric <= start]
    return max(out, default=0) or min(back, default=0)


@dataclass
class Group:
    """Instances that serve, and those that were started and are warming up."""

    current: int
    warming: int = 0
    warm_up: bool = True

    @property
    def desired(self) -> int:
        return self.current + self.warming

    def step(self, metric: float) -> int:
        """A step policy's answer to an alarm; returns the desired capacity. What is warming up counts towards the step."""
        change = whole(self.current * per_cent(metric) / 100)
        if change > 0:
            more = max(0, change - self.warming) if self.warm_up else change
            self.warming += more
        else:
            self.current += change
        if not self.warm_up:
            self.ready()
        return self.desired

    def ready(self) -> None:
        self.current, self.warming = self.current + self.warming, 0


def sizes(start: int, metrics: list[float], warm: bool) -> list[int]:
    """Desired capacities after each alarm; with `warm` every new instance has warmed up before the next one."""
    group, found = Group(start), []
    for metric in metrics:
        found.append(group.step(metric))
        if warm:
            group.ready()
    return found


@probe
def capacity_after(start: int, metrics: str, between: str) -> int:
    return sizes(start, [float(value) for value in metrics.split()], warm=between.startswith("all"))[-1]


@claim("steps-as-documented")
def the_documented_example_comes_out() -> bool:
    found = sizes(10, [60, 70, 40, 30], warm=True)
    show("capacity of 10 after 60, 70, 40 and 30 % (steps of 10 and 30 %)", found)
    return found == [11, 14, 13, 10]


@claim("rounding-as-documented")
def changes_are_rounded_towards_zero_and_to_one_at_least() -> bool:
    values = [12.7, 0.67, -0.58, -6.67, 1.4, 0.0]
    found = [whole(value) for value in values]
    show("12.7, .67, −.58, −6.67, 1.4, 0 become", found)
    return found == [12, 1, -1, -6, 1, 0]


@claim("warming-counts-towards-the-step")
def an_instance_that_is_warming_up_is_not_ordered_again() -> bool:
    alarms = [60.0, 62.0, 70.0]
    documented = sizes(10, alarms, warm=False)
    careless = Group(10, warm_up=False)
    without = [careless.step(metric) for metric in alarms]
    show("desired capacity after 60, 62, 70 % while new instances warm up", documented)
    show("if every instance counted as soon as it was started", without)
    return documented == [11, 11, 13] and without == [11, 12, 15]


# %% Target tracking: a metric that more instances make smaller
def tracked(load: float, target: float, start: int, by_instance: bool, rounds: int = 12, most: int = 100) -> list[int]:
    """Sizes over some rounds of proportional control; the metric is the load for each instance, or the load as a whole."""
    found = [start]
    for _ in range(rounds):
        metric = load / found[-1] if by_instance else load
        found.append(max(1, min(most, math.ceil(found[-1] * metric / target - 1e-9))))
    return found


@claim("the-metric-must-fall")
def a_total_never_settles() -> bool:
    each, total = tracked(3000, 100, 10, by_instance=True), tracked(3000, 100, 10, by_instance=False)
    quiet = tracked(50, 100, 10, by_instance=False)
    show("sizes for 3,000 requests a second and a target of 100 for each instance", each[:4])
    show("with the total of 3,000 as the metric, and the same target", total[:4])
    show("with a total of 50", quiet[:6])
    return each[1:] == [30] * 12 and total[-1] == 100 and quiet[-1] == 1


def instances_for_a_queue(messages: int, seconds_each: float, acceptable: float) -> int:
    """Instances such that the backlog of each is worked off within the acceptable time."""
    backlog_each = acceptable / seconds_each
    return math.ceil(messages / backlog_each - 1e-9)


@probe
def instances_for(messages: int, milliseconds: int, acceptable: int) -> int:
    return instances_for_a_queue(messages, milliseconds / 1000, acceptable)


@claim("backlog-as-documented")
def the_documented_queue_needs_fifteen() -> bool:
    needed = instances_for_a_queue(1500, 0.1, 10)
    show("acceptable backlog for each instance, at 0.1 s a message and 10 s", round(10 / 0.1))
    show("1,500 messages and 10 instances: backlog of each, instances needed", [1500 // 10, needed])
    return needed == 15


def decided(proposals: list[int], current: int) -> int:
    """What several target tracking policies do together: out if one wants to, in only if all do; the largest wins."""
    return max(proposals) if max(proposals) > current or all(size < current for size in proposals) else current


@probe
def size_decided(cpu: int, requests: int, current: int) -> int:
    return decided([cpu, requests], current)


@claim("largest-wins")
def one_policy_grows_and_all_must_agree_to_shrink() -> bool:
    found = [decided(proposals, 10) for proposals in ([14, 8], [8, 8], [8, 10], [12, 13], [6, 9])]
    show("of 10 instances, two policies that want 14 and 8, 8 and 8, 8 and 10, 12 and 13, 6 and 9", found)
    return found == [14, 8, 10, 13, 9]


# %% Lateness: periods, data points, warm-up
@dataclass
class Service:
    """Load comes in requests a second, an instance handles `each`; what is not handled is lost."""

    each: int = 100
    running: int = 10
    arriving: list[int] = field(default_factory=list)  # seconds at which ordered instances will serve
    lost: int = 0


def lost_in_a_step(period: int, points: int, warm_up: int, spare: int = 0) -> int:
    """Requests lost when the load doubles at once: an alarm needs so many periods above the target, instances so long to start."""
    service = Service(running=10 + spare)
    above = 0
    for second in range(1800):
        service.running += service.arriving.count(second)
        load = 2000
        service.lost += max(0, load - service.running * service.each)
        if second and second % period == 0:
            above = above + 1 if load > 0.7 * service.running * service.each else 0
            if above >= points and not any(ready > second for ready in service.arriving):
                wanted = math.ceil(load / (0.7 * service.each))
                service.arriving += [second + warm_up] * max(0, wanted - service.running)
    return service.lost


@claim("late-by-the-sum")
def a_step_costs_periods_and_a_start() -> bool:
    shapes = {
        "5-minute metrics, 3 points, 180 s to start": lost_in_a_step(300, 3, 180),
        "1-minute metrics, 3 points, 180 s to start": lost_in_a_step(60, 3, 180),
        "1-minute metrics, 3 points, 30 s to start": lost_in_a_step(60, 3, 30),
        "1-minute metrics, 3 points, 180 s to start, 5 instances to spare": lost_in_a_step(60, 3, 180, spare=5),
    }
    for name, lost in shapes.items():
        show(f"requests lost when the load doubles: {name}", lost)
    chart(
        "Requests lost when the load doubles",
        ["5-minute metrics", "1-minute", "quick start", "spare"],
        {"lost": [float(lost) for lost in shapes.values()]},
        x_label="set-up",
        y_label="requests",
        kind="bars",
    )
    return list(shapes.values()) == [1000 * (900 + 180), 1000 * (180 + 180), 1000 * (180 + 30), 500 * (180 + 180)]
