# %% A model, not a cluster: how a Deployment's controller replaces pods
# Follows the Deployments page of the Kubernetes documentation and the controller's source (rolling.go), as read in 2026.
import math
from collections.abc import Callable
from dataclasses import dataclass, field

from hotseat.proof import chart, claim, probe, show

type Healthy = Callable[[int], bool]  # (age in seconds) -> whether the pod is ready then


def always_after(start_up: int) -> Healthy:
    return lambda age: age >= start_up


def never(age: int) -> bool:  # noqa: ARG001
    return False


def ready_then_crashes(start_up: int, crashes_at: int) -> Healthy:
    """Ready after its start, and not any more from some age on."""
    return lambda age: start_up <= age < crashes_at


def limits(replicas: int, surge: int | str, unavailable: int | str) -> tuple[int, int]:
    """maxSurge and maxUnavailable as numbers of pods: a share is rounded up for the one and down for the other."""
    more = math.ceil(replicas * int(surge[:-1]) / 100) if isinstance(surge, str) else surge
    fewer = math.floor(replicas * int(unavailable[:-1]) / 100) if isinstance(unavailable, str) else unavailable
    return more, fewer if more or fewer else 1


@dataclass
class Rollout:
    """The old and the new ReplicaSet's pods, each by the second of its birth; the old ones were ready long ago."""

    replicas: int
    surge: int
    unavailable: int
    healthy: Healthy
    min_ready: int = 0
    old: int = 0
    new: list[int] = field(default_factory=list)
    now: int = 0
    events: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.old = self.replicas

    def available_new(self) -> int:
        """New pods that are ready and have been for minReadySeconds."""
        return sum(
            all(self.healthy(age) for age in range(max(0, self.now - born - self.min_ready), self.now - born + 1))
            for born in self.new
        )

    def sync(self) -> bool:
        """One round of the controller: scale the new one up if that is possible, else the old one down. Whether it did."""
        room = self.replicas + self.surge - self.old - len(self.new)
        grow = min(room, self.replicas - len(self.new))
        if grow > 0:
            self.new += [self.now] * grow
            self.events.append(f"new {len(self.new)}")
            return True
        least = self.replicas - self.unavailable
        shrink = min(self.old + self.available_new() - least, self.old)
        if shrink > 0:
            self.old -= shrink
            self.events.append(f"old {self.old}")
            return True
        return False

    def run(self, seconds: int, to_its_end: bool = False) -> list[tuple[int, int]]:
        """(available pods, pods in all) after each step and in each second, up to the end of the rollout if that is wanted."""
        seen = []
        for self.now in range(seconds):
            if to_its_end and self.done():
                break
            while self.sync():
                seen.append((self.old + self.available_new(), self.old + len(self.new)))
            seen.append((self.old + self.available_new(), self.old + len(self.new)))
        return seen

    def done(self) -> bool:
        return self.old == 0 and self.available_new() == self.replicas


def rollout(
    replicas: int, surge: int | str = "25%", unavailable: int | str = "25%", healthy: Healthy | None = None, min_ready: int = 0
) -> Rollout:
    return Rollout(replicas, *limits(replicas, surge, unavailable), healthy or always_after(10), min_ready)


@claim("as-the-documentation-shows")
def the_model_does_what_the_page_and_the_source_print() -> bool:
    three = rollout(3)
    three.run(100)
    four = rollout(4)
    pods = four.run(100)
    stuck = rollout(10, 3, 2, never)
    stuck.run(100)
    show("3 replicas, events", ", ".join(three.events))
    show("4 replicas: fewest available, most in all", [min(available for available, _ in pods), max(total for _, total in pods)])
    show("10 replicas, surge 3, unavailable 2, an image that cannot be pulled: old, new", [stuck.old, len(stuck.new)])
    return (
        three.events == ["new 1", "old 2", "new 2", "old 1", "new 3", "old 0"]
        and (min(available for available, _ in pods), max(total for _, total in pods)) == (3, 5)
        and (stuck.old, len(stuck.new)) == (8, 5)
    )


@probe
def pods_at_least_and_at_most(replicas: int, surge: str, unavailable: str) -> list[int]:
    found = rollout(replicas, surge, unavailable).run(400)
    return [min(available for available, _ in found), max(total for _, total in found)]


@claim("bounds-hold")
def never_fewer_and_never_more() -> bool:
    sizes = range(1, 21)
    worst = []
    for replicas in sizes:
        for surge, unavailable in (("25%", "25%"), ("0%", "10%"), ("10%", "0%"), ("100%", "0%")):
            found = rollout(replicas, surge, unavailable, always_after(3)).run(400, to_its_end=True)
            more, fewer = limits(replicas, surge, unavailable)
            worst.append(
                min(available for available, _ in found) >= replicas - fewer
                and max(total for _, total in found) <= replicas + more
            )
    rounded = [limits(replicas, "25%", "25%") for replicas in (1, 2, 3, 4, 10)]
    show("rollouts within their bounds, of 80", sum(worst))
    show("surge and unavailable of 25 % for 1, 2, 3, 4, 10 replicas", [str(pair) for pair in rounded])
    return all(worst) and rounded == [(1, 0), (1, 0), (1, 0), (1, 1), (3, 2)] and limits(3, "0%", "10%") == (0, 1)


# %% A bad release: what stops it, and what does not
@claim("a-stuck-rollout-stays")
def nothing_is_rolled_back() -> bool:
    default, careful = rollout(10, healthy=never), rollout(10, 1, 0, never)
    found = [release.run(3600)[-1] for release in (default, careful)]
    moved = [len(release.events) for release in (default, careful)]
    show(
        "available pods of 10 after an hour with a release that never gets ready: defaults, surge 1 and unavailable 0",
        [available for available, _ in found],
    )
    show("steps that the controller has made", moved)
    return [available for available, _ in found] == [8, 10] and default.new != [] and default.old == 8


def least_available(healthy: Healthy, min_ready: int) -> int:
    return min(available for available, _ in rollout(10, healthy=healthy, min_ready=min_ready).run(300))


@probe
def fewest_available(crashes_at: int, min_ready: int) -> int:
    return least_available(ready_then_crashes(5, crashes_at), min_ready)


@claim("ready-is-not-good")
def min_ready_seconds_stops_what_readiness_lets_through() -> bool:
    late = ready_then_crashes(5, crashes_at=60)
    found = {min_ready: least_available(late, min_ready) for min_ready in (0, 10, 30, 60, 120)}
    show(
        "fewest available of 10 when new pods are ready after 5 s and crash at 60 s; minReadySeconds 0, 10, 30, 60, 120",
        list(found.values()),
    )
    chart(
        "Available pods while a release rolls out that crashes after a minute",
        [float(second) for second in range(0, 150, 5)],
        {
            f"minReadySeconds {min_ready}": [float(available) for available in by_second(late, min_ready)[0:150:5]]
            for min_ready in (0, 60)
        },
        x_label="seconds",
        y_label="available",
    )
    return found[0] == 0 and found[60] == 8 and found[120] == 8


def by_second(healthy: Healthy, min_ready: int) -> list[int]:
    release = rollout(10, healthy=healthy, min_ready=min_ready)
    seen = []
    for release.now in range(150):
        while release.sync():
            pass
        seen.append(release.old + release.available_new())
    return seen


# %% How long it takes
def seconds_for(replicas: int, surge: int | str, unavailable: int | str, start_up: int) -> int:
    release = rollout(replicas, surge, unavailable, always_after(start_up))
    for release.now in range(100_000):
        while release.sync():
            pass
        if release.done():
            return release.now
    raise AssertionError("never done")


@probe
def rollout_seconds(replicas: int, surge: int, unavailable: int, start_up: int) -> int:
    return seconds_for(replicas, surge, unavailable, start_up)


@claim("rounds-times-start-up")
def a_rollout_takes_rounds_and_each_takes_a_start() -> bool:
    shapes = [(20, 1, 0), (20, 5, 0), (20, "25%", "25%"), (20, "100%", 0)]
    found = [seconds_for(replicas, surge, unavailable, 30) for replicas, surge, unavailable in shapes]
    show("seconds for 20 replicas of 30 s: surge 1; surge 5; the defaults; surge 100 %", found)
    return found == [600, 120, 60, 30]


def without_any(strategy: str, start_up: int) -> int:
    """Seconds in which no pod is available, for 3 replicas."""
    if strategy == "Recreate":
        release = Rollout(3, 0, 0, always_after(start_up))
        release.old = 0
        release.new = [0] * 3
        return sum(available == 0 for available, _ in release.run(200))
    return sum(available == 0 for available, _ in rollout(3, healthy=always_after(start_up)).run(200))


@claim("recreate-has-a-gap")
def recreate_is_away_for_a_start() -> bool:
    strategies = ("Recreate", "RollingUpdate")
    found = [without_any(strategy, 40) for strategy in strategies]
    show("seconds without an available pod, start-up 40 s: Recreate, RollingUpdate", found)
    return found == [40, 0]


# %% Labels: who owns a pod
def reconcile(pods: dict[str, dict[str, str]], selector: dict[str, str], replicas: int) -> dict[str, dict[str, str]]:
    """A ReplicaSet's round: pods that match are its own; it makes what is missing and deletes what is too many."""
    own = sorted(name for name, labels in pods.items() if selector.items() <= labels.items())
    kept = {name: labels for name, labels in pods.items() if name not in own[replicas:]}
    for number in range(replicas - len(own)):
        kept[f"made-{number}"] = dict(selector)
    return kept


@claim("labels-decide")
def a_pod_whose_label_is_changed_is_let_go_and_replaced() -> bool:
    pods = {name: {"app": "shop"} for name in ("a", "b", "c")}
    pods["b"] = {"app": "shop-to-look-at"}
    after = reconcile(pods, {"app": "shop"}, 3)
    stranger = reconcile({"a": {"app": "shop"}, "b": {"app": "shop"}, "by hand": {"app": "shop"}}, {"app": "shop"}, 2)
    show("pods after one of three was labelled otherwise", sorted(after))
    show("pods of two replicas after a third was made by hand with their label", sorted(stranger))
    return sorted(after) == ["a", "b", "c", "made-0"] and sorted(stranger) == ["a", "b"]


# %% Who is evicted first: the three classes
def quality(containers: list[dict[str, dict[str, str]]]) -> str:
    """The pod's class, from its containers' requests and limits of cpu and memory. A limit alone is also the request."""
    named = [{"limits": one.get("limits", {}), "requests": one.get("limits", {}) | one.get("requests", {})} for one in containers]
    if not any(one["limits"] or one["requests"] for one in named):
        return "BestEffort"
    whole = all(one["limits"].keys() >= {"cpu", "memory"} and one["limits"] == one["requests"] for one in named)
    return "Guaranteed" if whole else "Burstable"


APP = {
    "requests and equal limits of both": {"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"cpu": "1", "memory": "1Gi"}},
    "limits of both and no requests": {"limits": {"cpu": "1", "memory": "1Gi"}},
    "requests of both and a limit of memory only": {"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"memory": "1Gi"}},
    "neither requests nor limits": {},
}


@probe
def class_of(app: str, sidecar: str) -> str:
    return quality([APP[app], APP[sidecar]])


@claim("one-container-decides-the-class")
def a_sidecar_without_limits_takes_the_guarantee() -> bool:
    found = {(app, sidecar): quality([APP[app], APP[sidecar]]) for app in APP for sidecar in APP}
    alone = [quality([container]) for container in APP.values()]
    bare = [kind for (app, sidecar), kind in found.items() if sidecar == "neither requests nor limits"]
    show("alone: equal, limits only, requests and half of the limits, nothing", alone)
    show("with a sidecar that has neither", bare)
    return alone == ["Guaranteed", "Guaranteed", "Burstable", "BestEffort"] and bare == [
        "Burstable",
        "Burstable",
        "Burstable",
        "BestEffort",
    ]
