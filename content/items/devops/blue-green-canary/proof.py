# %% Two sides and a router on loopback: a request is a line, and so is the answer
import asyncio
import hashlib
import math
from collections import OrderedDict
from contextlib import asynccontextmanager
from random import Random

from hotseat.proof import chart, claim, probe, show


class Side:
    """A release that answers each line with its name; `hold` lets no answer out until it is set."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.hold = asyncio.Event()
        self.hold.set()
        self.arrived: asyncio.Queue[None] = asyncio.Queue()
        self.busy = 0
        self.idle = asyncio.Event()
        self.writers: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        while await reader.readline():
            self.busy += 1
            self.idle.clear()
            self.arrived.put_nowait(None)
            await self.hold.wait()
            if not writer.is_closing():
                writer.write(f"{self.name}\n".encode())
                await writer.drain()
            self.busy -= 1
            if not self.busy:
                self.idle.set()
        writer.close()

    def kill(self) -> None:
        """End every connection at once, as a process that is killed does."""
        for writer in self.writers:
            writer.transport.abort()


class Router:
    """Sends to `target`; chooses for each connection (`by="connection"`) or for each request."""

    def __init__(self, ports: dict[str, int], by: str) -> None:
        self.ports, self.by, self.target = ports, by, "blue"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        chosen = self.target
        upstreams: dict[str, tuple[asyncio.StreamReader, asyncio.StreamWriter]] = {}
        while line := await reader.readline():
            if self.by == "request":
                chosen = self.target
            if chosen not in upstreams:
                upstreams[chosen] = await asyncio.open_connection("127.0.0.1", self.ports[chosen])
            side_reader, side_writer = upstreams[chosen]
            side_writer.write(line)
            try:
                writer.write(await side_reader.readline() or b"lost\n")
            except ConnectionError:
                writer.write(b"lost\n")
        for _, side_writer in upstreams.values():
            side_writer.close()
        writer.close()


@asynccontextmanager
async def both_sides(by: str):
    """(blue, green, router, the router's port)."""
    blue, green = Side("blue"), Side("green")
    servers = [await asyncio.start_server(side.serve, "127.0.0.1", 0) for side in (blue, green)]
    ports = dict(zip(("blue", "green"), (server.sockets[0].getsockname()[1] for server in servers), strict=True))
    router = Router(ports, by)
    front = await asyncio.start_server(router.serve, "127.0.0.1", 0)
    try:
        yield blue, green, router, front.sockets[0].getsockname()[1]
    finally:
        for server in (*servers, front):
            server.close()


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str:
    writer.write(b"?\n")
    return (await reader.readline()).decode().strip()


async def switched_with_requests_under_way(requests: int, drain: bool) -> dict[str, int]:
    """What the clients get whose requests are at blue when the router switches and blue is stopped."""
    async with both_sides("request") as (blue, _, router, port):
        blue.hold.clear()
        clients = [await asyncio.open_connection("127.0.0.1", port) for _ in range(requests)]
        answers = [asyncio.create_task(ask(*client)) for client in clients]
        for _ in range(requests):
            await blue.arrived.get()
        router.target = "green"
        if drain:
            blue.hold.set()
            await blue.idle.wait()
        blue.kill()
        got = await asyncio.gather(*answers)
        blue.hold.set()
        got.append(await ask(*clients[0]))
        for _, writer in clients:
            writer.close()
    return {name: got.count(name) for name in ("blue", "green", "lost")}


@claim("draining-loses-nothing")
def a_switch_without_draining_cuts_requests_off() -> bool:
    cut = asyncio.run(switched_with_requests_under_way(20, drain=False))
    drained = asyncio.run(switched_with_requests_under_way(20, drain=True))
    show("20 requests at blue when it is switched and stopped, and one afterwards: answered by", str(cut))
    show("the same, when blue is stopped after its last answer", str(drained))
    return cut == {"blue": 0, "green": 1, "lost": 20} and drained == {"blue": 20, "green": 1, "lost": 0}


async def after_the_switch(by: str, kept: int, new: int, each: int) -> int:
    """Requests that reach blue after the switch: from connections that were open before it, and from new ones."""
    async with both_sides(by) as (_, _, router, port):
        clients = [await asyncio.open_connection("127.0.0.1", port) for _ in range(kept)]
        for client in clients:
            await ask(*client)
        router.target = "green"
        clients += [await asyncio.open_connection("127.0.0.1", port) for _ in range(new)]
        answers = [await ask(*client) for client in clients for _ in range(each)]
        for _, writer in clients:
            writer.close()
    return answers.count("blue")


@probe
def still_to_blue(router: str, kept: int, new: int, each: int) -> int:
    by = "connection" if router == "chooses a side when a connection is opened" else "request"
    return asyncio.run(after_the_switch(by, kept, new, each))


@claim("open-connections-stay")
def a_router_of_connections_moves_new_ones_only() -> bool:
    found = [asyncio.run(after_the_switch(by, kept=10, new=5, each=4)) for by in ("connection", "request")]
    show("of 60 requests after the switch reach blue: router by connection, by request", found)
    return found == [40, 0]


# %% Who is hurt, and for how long
def until_noticed(rate: int, share: float, fault: float, failures: int, seed: int = 1) -> tuple[int, float]:
    """(failed requests, seconds) until so many failures have been seen on the new side, which gets a share of the traffic."""
    chance = Random(seed)
    seen = sent = 0
    while seen < failures:
        sent += 1
        if chance.random() < share and chance.random() < fault:
            seen += 1
    return seen, sent / rate


@probe
def seconds_until(rate: int, share: int, fault: int, failures: int) -> float:
    return failures / (rate * share / 100 * fault / 100)


@claim("counted-failures-are-the-same")
def a_smaller_share_takes_longer_to_the_same_number() -> bool:
    shares = (1.0, 0.25, 0.05, 0.01)
    found = [[until_noticed(100, share, 0.02, 50, seed) for seed in range(3)] for share in shares]
    failed = [{count for count, _ in runs} for runs in found]
    seconds = [sum(time for _, time in runs) / len(runs) for runs in found]
    show("failed requests until the 50th failure is seen, shares of 100, 25, 5, 1 %", [sorted(counts) for counts in failed])
    show("seconds until then, mean of 3 draws", [round(time) for time in seconds])
    expected = [50 / (100 * share * 0.02) for share in shares]
    return all(counts == {50} for counts in failed) and all(
        0.6 * want < time < 1.6 * want for want, time in zip(expected, seconds, strict=True)
    )


@claim("a-fixed-time-hurts-by-share")
def in_a_fixed_time_the_share_decides() -> bool:
    shares = (1.0, 0.25, 0.05)
    chance = Random(5)
    minutes = 10
    hurt = [sum(chance.random() < share and chance.random() < 0.02 for _ in range(100 * 60 * minutes)) for share in shares]
    show("failed requests in 10 minutes at 100 a second and 2 % faults, shares of 100, 25, 5 %", hurt)
    return 1000 < hurt[0] < 1400 and 230 < hurt[1] < 370 and 30 < hurt[2] < 95


# %% By request or by user
def bucket(user: int, salt: str = "") -> int:
    """A number from 0 to 99 that is always the same for a user."""
    return int.from_bytes(hashlib.sha256(f"{salt}{user}".encode()).digest()[:8], "big") % 100


@claim("by-request-mixes")
def a_user_who_is_drawn_for_each_request_meets_both_releases() -> bool:
    chance = Random(2)
    users, requests, share = 1000, 20, 5
    by_request = sum(0 < sum(chance.random() < share / 100 for _ in range(requests)) < requests for _ in range(users))
    by_user = sum(len({bucket(user) < share for _ in range(requests)}) == 2 for user in range(users))
    show("users of 1000, with 20 requests each, who meet both releases at 5 %: drawn by request, by user", [by_request, by_user])
    return 580 < by_request < 700 and by_user == 0


@claim("by-user-misses")
def a_fault_of_one_customer_is_hardly_in_the_canary() -> bool:
    customers, share = 500, 5
    seen_by_user = sum(bucket(customer, salt="release-7 ") < share for customer in range(customers))
    chance = Random(3)
    seen_by_request = sum(any(chance.random() < share / 100 for _ in range(200)) for _ in range(customers))
    show("of 500 customers, each the only one with a fault: those whose fault a canary of 5 % of the users meets", seen_by_user)
    show("and one of 5 % of the requests, 200 requests each", seen_by_request)
    return 10 <= seen_by_user <= 45 and seen_by_request > 490


def moved_back(steps: tuple[int, ...], redrawn: bool) -> int:
    """Users of 1000 who were on the new release at some step and on the old one at a later step, though the share only grew."""
    count = 0
    for user in range(1000):
        sides = [bucket(user, salt=f"step {step} " if redrawn else "") < share for step, share in enumerate(steps)]
        count += any(sides[step] and not sides[step + 1] for step in range(len(steps) - 1))
    return count


@claim("a-threshold-only-adds")
def a_hash_against_a_growing_threshold_moves_nobody_back() -> bool:
    steps = (5, 25, 50, 100)
    kept, drawn = moved_back(steps, redrawn=False), moved_back(steps, redrawn=True)
    show("users of 1000 sent back while the share grows 5, 25, 50, 100 %: one hash, drawn anew at each step", [kept, drawn])
    return kept == 0 and drawn > 100


# %% What else is at the switch: cold caches, and pods as a unit of traffic
def misses(shares: list[float], requests: int, size: int = 300) -> list[int]:
    """Cache misses of both sides in each phase; in a phase the new side gets that share. Its cache is empty at first."""
    chance = Random(4)
    keys, weights = range(2000), [1 / (rank + 1) for rank in range(2000)]
    caches: dict[str, OrderedDict[int, None]] = {"old": OrderedDict(), "new": OrderedDict()}

    def get(side: str, key: int) -> int:
        kept = caches[side]
        missed = key not in kept
        kept[key] = None
        kept.move_to_end(key)
        if len(kept) > size:
            kept.popitem(last=False)
        return missed

    for key in chance.choices(keys, weights, k=3000):
        get("old", key)
    return [
        sum(get("new" if chance.random() < share else "old", key) for key in chance.choices(keys, weights, k=requests))
        for share in shares
    ]


@claim("green-is-cold")
def the_switch_sends_everything_to_empty_caches() -> bool:
    phases = 8
    steady = misses([0.0] * phases, 200)
    switched = misses([1.0] * phases, 200)
    ramped = misses([0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1.0], 200)
    show("misses in the first 200 requests: no release, switch, ramp", [steady[0], switched[0], ramped[0]])
    chart(
        "Cache misses in each 200 requests",
        [float(phase) for phase in range(phases)],
        {
            name: [float(count) for count in counts]
            for name, counts in {"no release": steady, "switch": switched, "ramp": ramped}.items()
        },
        x_label="200 requests each",
        y_label="misses",
    )
    return switched[0] > 1.4 * steady[0] and max(ramped) < 0.9 * switched[0]


def pods_for(share: int) -> int:
    """The fewest pods in all of which one canary pod gets at most that per cent of the traffic, when it is spread evenly."""
    return next(pods for pods in range(1, 1000) if 100 / pods <= share)


@probe
def pods_needed(share: int) -> int:
    return pods_for(share)


@claim("pods-are-coarse")
def a_share_by_pods_comes_in_steps() -> bool:
    shares = (50, 25, 10, 5, 1)
    needed = [pods_for(share) for share in shares]
    show("pods in all for one canary pod with at most 50, 25, 10, 5, 1 % of the traffic", needed)
    return needed == [math.ceil(100 / share) for share in shares] == [2, 4, 10, 20, 100]
