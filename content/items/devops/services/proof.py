# %% A model, not a cluster: which pods stand behind a Service
# Follows the pages Service, EndpointSlices, Virtual IPs and Service Proxies, and DNS for Services and Pods of the Kubernetes
# documentation, and resolv.conf(5), as read in 2026. No cluster is started here.
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from hotseat.proof import chart, claim, probe, show


@dataclass(frozen=True)
class Pod:
    """What the control plane knows of a pod."""

    name: str
    labels: str  # "app=shop,tier=web"
    ready: bool = True
    stopping: bool = False

    def has(self, selector: str) -> bool:
        return set(selector.split(",")) <= set(self.labels.split(","))


def receivers(pods: list[Pod], selector: str, not_ready_too: bool = False) -> list[str]:
    """Pods that new connections go to: those that match and are ready; if there is none, those that stop and still serve."""
    matching = [pod for pod in pods if pod.has(selector)]
    ready = [pod.name for pod in matching if (pod.ready or not_ready_too) and not pod.stopping]
    return ready or [pod.name for pod in matching if pod.stopping and pod.ready]


CLUSTER = {
    "a, b and c match and are ready; d has another value for one of the labels": [
        Pod("a", "app=shop,tier=web"),
        Pod("b", "app=shop,tier=web"),
        Pod("c", "app=shop,tier=web,canary=yes"),
        Pod("d", "app=shop,tier=worker"),
    ],
    "all four match; b fails its readiness probe, c is being stopped": [
        Pod("a", "app=shop,tier=web"),
        Pod("b", "app=shop,tier=web", ready=False),
        Pod("c", "app=shop,tier=web", stopping=True),
        Pod("d", "app=shop,tier=web"),
    ],
    "all four match; a and b fail their readiness probes, c and d are being stopped and still answer theirs": [
        Pod("a", "app=shop,tier=web", ready=False),
        Pod("b", "app=shop,tier=web", ready=False),
        Pod("c", "app=shop,tier=web", stopping=True),
        Pod("d", "app=shop,tier=web", stopping=True),
    ],
    "a lacks one of the labels; b, c and d match and fail their readiness probes": [
        Pod("a", "app=shop"),
        Pod("b", "app=shop,tier=web", ready=False),
        Pod("c", "app=shop,tier=web", ready=False),
        Pod("d", "app=shop,tier=web", ready=False),
    ],
}


@probe
def who_gets_connections(pods: str) -> list[str]:
    return receivers(CLUSTER[pods], "app=shop,tier=web") or ["none: connections are refused"]


@claim("all-labels-and-ready")
def a_service_is_a_query_for_ready_pods() -> bool:
    found = [receivers(pods, "app=shop,tier=web") for pods in CLUSTER.values()]
    for pods, names in zip(CLUSTER, found, strict=True):
        show(pods, ", ".join(names) or "nobody")
    return found == [["a", "b", "c"], ["a", "d"], ["c", "d"], []]


# %% One choice for each connection
def chain(pods: int) -> list[Fraction]:
    """The share of each pod when rules are tried in order, the i-th matching with 1 in what is left, as kube-proxy writes them."""
    left, shares = Fraction(1), []
    for number in range(pods):
        taken = left * Fraction(1, pods - number)
        shares.append(taken)
        left -= taken
    return shares


@claim("rules-in-a-row-are-fair")
def each_pod_is_chosen_equally_often() -> bool:
    sizes = (1, 2, 3, 7, 50)
    fair = [chain(pods) == [Fraction(1, pods)] * pods for pods in sizes]
    show("rules of 3 pods match with", "1/3, then 1/2, then always")
    show("shares are equal for 1, 2, 3, 7, 50 pods", fair)
    return all(fair)


def spread(connections: int, pods: int, requests: int, per_request: bool, seed: int) -> list[int]:
    """Requests at each pod, when each connection sends as many; a pod is chosen for a connection, or for each request."""
    chance = Random(seed)
    got = Counter({pod: 0 for pod in range(pods)})
    for _ in range(connections):
        pod = chance.randrange(pods)
        for _ in range(requests):
            got[chance.randrange(pods) if per_request else pod] += 1
    return sorted(got.values())


@claim("connections-are-uneven")
def few_long_connections_leave_pods_idle() -> bool:
    draws = range(20)
    long = [spread(20, 10, 500, per_request=False, seed=seed) for seed in draws]
    short = [spread(20, 10, 500, per_request=True, seed=seed) for seed in draws]
    idle = sum(counts[0] == 0 for counts in long)
    busiest = sorted(counts[-1] for counts in long)[len(long) // 2]
    show("of 20 draws with 20 long connections to 10 pods: those in which a pod gets nothing", idle)
    show("requests at the busiest pod, where 1000 would be even, median", busiest)
    show("chosen for each request: least and most", [min(counts[0] for counts in short), max(counts[-1] for counts in short)])
    chart(
        "Requests at each pod, 20 connections with 500 requests each",
        [float(pod) for pod in range(1, 11)],
        {"chosen by connection": [float(count) for count in long[0]], "chosen by request": [float(count) for count in short[0]]},
        x_label="pod, in the order of its load",
        y_label="requests",
        kind="bars",
    )
    return (
        idle >= 10 and busiest >= 2000 and min(counts[0] for counts in short) > 850 and max(counts[-1] for counts in short) < 1150
    )


def after_scaling(connections: int, before: int, after: int, reconnect: int) -> int:
    """Connections at the new pods, when the Service has grown and each connection is closed and opened again so often."""
    chance = Random(6)
    at = [chance.randrange(before) for _ in range(connections)]
    for _ in range(reconnect):
        at = [chance.randrange(after) for _ in at]
    return sum(pod >= before for pod in at)


@claim("new-pods-wait-for-connections")
def scaling_out_helps_new_connections_only() -> bool:
    kept, reopened = after_scaling(300, 3, 6, reconnect=0), after_scaling(300, 3, 6, reconnect=1)
    show("of 300 connections at the three new pods after 3 became 6: connections kept, opened anew once", [kept, reopened])
    return kept == 0 and 120 < reopened < 180


# %% Where traffic comes in: one node's share
def shares(pods_on: list[int], policy: str) -> list[Fraction]:
    """The share of all traffic that one pod on each node gets, when an outer balancer spreads evenly over the nodes."""
    serving = [count for count in pods_on if count or policy == "Cluster"]
    if policy == "Cluster":
        return [Fraction(1, sum(pods_on)) if count else Fraction(0) for count in pods_on]
    return [Fraction(1, len(serving) * count) if count else Fraction(0) for count in pods_on]


@probe
def percent_at_a_pod(policy: str, crowded: int) -> float:
    return float(shares([1, 1, crowded], policy)[2] * 100)


@claim("local-is-by-node")
def keeping_the_address_spreads_by_nodes() -> bool:
    nodes = [1, 1, 4, 0]
    local, cluster = shares(nodes, "Local"), shares(nodes, "Cluster")
    show("pods on four nodes", nodes)
    show("share of one pod on each, externalTrafficPolicy Local", [str(share) for share in local])
    show("and Cluster", [str(share) for share in cluster])
    return local == [Fraction(1, 3), Fraction(1, 3), Fraction(1, 12), 0] and cluster == [Fraction(1, 6)] * 3 + [0]


# %% Names: what the resolver asks
SEARCH = ["shop.svc.cluster.local", "svc.cluster.local", "cluster.local"]
KNOWN = {"cart.shop.svc.cluster.local", "bill.pay.svc.cluster.local", "api.example.com", "db.eu.prod.example.com"}


def asked(name: str, ndots: int = 5, search: list[str] = SEARCH) -> list[str]:
    """The names that are looked up until one exists: a name with fewer dots than ndots goes through the search list first."""
    if name.endswith("."):
        return [name.rstrip(".")]
    listed = [f"{name}.{domain}" for domain in search]
    order = [name, *listed] if name.count(".") >= ndots else [*listed, name]
    found = next((place for place, candidate in enumerate(order) if candidate in KNOWN), len(order) - 1)
    return order[: found + 1]


@probe
def names_looked_up(name: str, ndots: int) -> int:
    return len(asked(name, ndots))


@claim("five-dots")
def an_outside_name_is_looked_for_inside_first() -> bool:
    names = ["cart", "bill.pay", "api.example.com", "api.example.com.", "db.eu.prod.example.com"]
    found = [len(asked(name)) for name in names]
    fewer = [len(asked(name, ndots=2)) for name in names]
    for name, count in zip(names, found, strict=True):
        show(f"names looked up for {name}", count)
    show("the same with ndots 2", fewer)
    return found == [1, 2, 4, 1, 4] and fewer == [1, 2, 1, 1, 1]


def pods_used(users: int, addresses: int, pods: int) -> int:
    """Pods that get traffic with sessionAffinity: ClientIP, when so many users come from so many addresses."""
    chance = Random(8)
    chosen = {address: chance.randrange(pods) for address in range(addresses)}
    return len({chosen[user % addresses] for user in range(users)})


@claim("affinity-sees-addresses")
def everybody_behind_one_address_goes_to_one_pod() -> bool:
    counts = {addresses: pods_used(5000, addresses, 10) for addresses in (1, 3, 5000)}
    show("pods of 10 that 5,000 users use with ClientIP affinity, from 1, 3, 5,000 addresses", list(counts.values()))
    return counts[1] == 1 and counts[3] <= 3 and counts[5000] == 10
