# %% Two balancers on loopback: one that forwards bytes, and one that reads requests
# These are small programs that do what AWS documents of a Network and an Application Load Balancer; no AWS is used.
import asyncio
import contextlib
import hashlib
import heapq
import itertools
from contextlib import asynccontextmanager
from fractions import Fraction

from hotseat.proof import chart, claim, probe, show


class Target:
    """Answers HTTP/1.1 requests with its name, and remembers what it saw. Closes each connection after so many of them."""

    def __init__(self, name: str, closes_after: int = 1_000_000) -> None:
        self.name, self.closes_after = name, closes_after
        self.requests: list[dict[str, str]] = []
        self.closed = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(self.closes_after):
            try:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
            except asyncio.IncompleteReadError:
                break
            line, *fields = head.strip().split("\r\n")
            self.requests.append(
                dict(field.split(": ", 1) for field in fields)
                | {"path": line.split()[1], "peer": str(writer.get_extra_info("peername")[1])}
            )
            writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(self.name)}\r\n\r\n{self.name}".encode())
            await writer.drain()
        writer.close()
        self.closed.set()


async def answer_of(reader: asyncio.StreamReader) -> tuple[int, str]:
    """(status, body) of the next response."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = int(head.lower().split("content-length: ")[1].split("\r\n")[0])
    return int(head.split()[1]), (await reader.readexactly(length)).decode()


class Layer4:
    """Chooses a target for a connection, by a hash of its addresses and ports, and forwards bytes both ways."""

    def __init__(self, ports: list[int]) -> None:
        self.ports = ports

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        flow = f"{writer.get_extra_info('peername')} {writer.get_extra_info('sockname')}"
        port = self.ports[hashlib.sha256(flow.encode()).digest()[0] % len(self.ports)]
        target_reader, target_writer = await asyncio.open_connection("127.0.0.1", port)

        async def forward(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
            with contextlib.suppress(ConnectionError):
                while data := await source.read(65536):
                    sink.write(data)
                    await sink.drain()
            sink.close()

        await asyncio.gather(forward(reader, target_writer), forward(target_reader, writer))


class Layer7:
    """Reads each request, chooses a target in turn, adds where it came from, and keeps its connections to the targets open."""

    def __init__(self, ports: list[int]) -> None:
        self.turn = itertools.cycle(ports)
        self.pool: dict[int, tuple[asyncio.StreamReader, asyncio.StreamWriter]] = {}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = writer.get_extra_info("peername")[0]
        with contextlib.suppress(asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                status, body = await self.ask(head[:-2] + f"X-Forwarded-For: {client}\r\n\r\n".encode())
                writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
        writer.close()

    async def ask(self, request: bytes) -> tuple[int, str]:
        """One request over a connection of the pool; 502 when it turns out to be closed. It may have been executed, so it is not repeated."""
        port = next(self.turn)
        if port not in self.pool:
            self.pool[port] = await asyncio.open_connection("127.0.0.1", port)
        reader, writer = self.pool[port]
        try:
            writer.write(request)
            return await answer_of(reader)
        except (ConnectionError, asyncio.IncompleteReadError):
            del self.pool[port]
            return 502, "bad gateway"


@asynccontextmanager
async def behind(kind: type[Layer4] | type[Layer7], targets: list[Target]):
    """The port of a balancer in front of the targets."""
    servers = [await asyncio.start_server(target.serve, "127.0.0.1", 0) for target in targets]
    balancer = kind([server.sockets[0].getsockname()[1] for server in servers])
    front = await asyncio.start_server(balancer.serve, "127.0.0.1", 0)
    try:
        yield front.sockets[0].getsockname()[1]
    finally:
        for server in (front, *servers):
            server.close()
        for _, writer in getattr(balancer, "pool", {}).values():
            writer.close()


async def get(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str = "/") -> tuple[int, str]:
    writer.write(f"GET {path} HTTP/1.1\r\nHost: shop\r\n\r\n".encode())
    return await answer_of(reader)


async def requests_at(kind: type[Layer4] | type[Layer7], connections: int, each: int, targets: int) -> list[int]:
    """Requests at each target, most first, when clients keep their connections and send so many requests on each."""
    behind_it = [Target(str(number)) for number in range(targets)]
    async with behind(kind, behind_it) as port:
        for _ in range(connections):
            client = await asyncio.open_connection("127.0.0.1", port)
            for _ in range(each):
                await get(*client)
            client[1].close()
    return sorted((len(target.requests) for target in behind_it), reverse=True)


@probe
def most_at_one_target(balancer: str, requests: int, targets: int) -> int:
    kind = Layer4 if balancer.startswith("a Network") else Layer7
    return asyncio.run(requests_at(kind, 1, requests, targets))[0]


@claim("connection-or-request")
def one_connection_goes_to_one_target_or_to_all() -> bool:
    sizes = (2, 3, 6)
    bytes_only = [asyncio.run(requests_at(Layer4, 1, 60, targets)) for targets in sizes]
    reading = [asyncio.run(requests_at(Layer7, 1, 60, targets)) for targets in sizes]
    show("60 requests on one connection, over 2, 3, 6 targets: layer 4", [str(counts) for counts in bytes_only])
    show("layer 7", [str(counts) for counts in reading])
    return [counts[0] for counts in bytes_only] == [60] * 3 and [set(counts) for counts in reading] == [{30}, {20}, {10}]


async def seen_by_a_target(kind: type[Layer4] | type[Layer7]) -> tuple[bool, int]:
    """(whether the target is told the client's address in a header, connections that the target has for 5 clients)."""
    target = Target("a")
    async with behind(kind, [target]) as port:
        clients = [await asyncio.open_connection("127.0.0.1", port) for _ in range(5)]
        for client in clients:
            await get(*client)
        for _, writer in clients:
            writer.close()
    return all("X-Forwarded-For" in request for request in target.requests), len({request["peer"] for request in target.requests})


@claim("who-holds-the-connection")
def a_reader_of_requests_ends_the_clients_connection() -> bool:
    passed_on, ended = asyncio.run(seen_by_a_target(Layer4)), asyncio.run(seen_by_a_target(Layer7))
    show("layer 4: the target is told the client's address in a header; connections for 5 clients", list(passed_on))
    show("layer 7", list(ended))
    return passed_on == (False, 5) and ended == (True, 1)


async def on_a_closed_connection(closes_after: int) -> list[int]:
    """Statuses of two requests, the second of which comes when the target has ended the balancer's idle connection."""
    target = Target("a", closes_after)
    async with behind(Layer7, [target]) as port:
        client = await asyncio.open_connection("127.0.0.1", port)
        first, _ = await get(*client)
        if closes_after == 1:
            await target.closed.wait()
        second, _ = await get(*client)
        client[1].close()
    return [first, second]


@claim("a-shorter-keep-alive-is-a-502")
def the_target_must_not_end_idle_connections_first() -> bool:
    ends, keeps = asyncio.run(on_a_closed_connection(1)), asyncio.run(on_a_closed_connection(10))
    show("statuses when the target has ended the idle connection before the second request", ends)
    show("when it keeps it longer than the balancer", keeps)
    return ends == [200, 502] and keeps == [200, 200]


# %% One slow target: taking turns, or asking who is least busy. Virtual time
def waits(algorithm: str, service: list[float], rate: float, requests: int) -> tuple[list[int], float]:
    """(requests at each target, longest wait in seconds); a target handles one request after the other, each in its time."""
    ends: list[list[float]] = [[] for _ in service]
    counts, longest = [0] * len(service), 0.0
    for number in range(requests):
        now = number / rate
        for queue in ends:
            while queue and queue[0] <= now:
                heapq.heappop(queue)
        turn = number % len(service)
        idlest = min(range(len(service)), key=lambda target, turn=turn: (len(ends[target]), (target - turn) % len(service)))
        chosen = turn if algorithm == "round robin" else idlest
        done = max([now, *ends[chosen]]) + service[chosen]
        heapq.heappush(ends[chosen], done)
        counts[chosen] += 1
        longest = max(longest, done - now)
    return counts, longest


@claim("turns-ignore-load")
def taking_turns_gives_the_slow_one_its_third() -> bool:
    service = [0.01, 0.01, 0.1]
    turns, least = waits("round robin", service, 60, 3000), waits("least outstanding requests", service, 60, 3000)
    show("requests at two fast targets and one that is ten times slower, round robin", turns[0])
    show("least outstanding requests", least[0])
    show("longest answer, round robin and least outstanding", [round(turns[1], 1), round(least[1], 1)], "s")
    chart(
        "Requests at each target",
        ["fast", "fast", "slow"],
        {"round robin": [float(count) for count in turns[0]], "least outstanding requests": [float(count) for count in least[0]]},
        x_label="target",
        y_label="requests",
        kind="bars",
    )
    return turns[0] == [1000, 1000, 1000] and turns[1] > 20 and least[0][2] < 500 and least[1] < 1


# %% Zones, and what happens when nobody is healthy: models of the documented rules
def share(zones: list[int], cross_zone: bool) -> list[Fraction]:
    """The share of one target in each zone, when clients reach the balancer's nodes of all zones equally often."""
    if cross_zone:
        return [Fraction(1, sum(zones)) for _ in zones]
    return [Fraction(1, len(zones) * count) for count in zones]


@probe
def percent_in_the_small_zone(small: int, large: int, cross_zone: str) -> float:
    return float(share([small, large], cross_zone == "on")[0] * 100)


@claim("zones-as-documented")
def the_documented_example_comes_out() -> bool:
    on, off = share([2, 8], cross_zone=True), share([2, 8], cross_zone=False)
    show("2 targets in one zone, 8 in the other: share of one target, cross-zone on", [f"{float(part):.2%}" for part in on])
    show("off", [f"{float(part):.2%}" for part in off])
    return on == [Fraction(1, 10)] * 2 and off == [Fraction(1, 4), Fraction(1, 16)]


def receiving(healthy: list[bool]) -> list[int]:
    """The targets that get traffic: the healthy ones; all of them when none is."""
    good = [number for number, well in enumerate(healthy) if well]
    return good or list(range(len(healthy)))


@probe
def targets_with_traffic(healthy: int, unhealthy: int) -> int:
    return len(receiving([True] * healthy + [False] * unhealthy))


@claim("fails-open")
def with_no_healthy_target_all_get_traffic() -> bool:
    found = [len(receiving([True] * healthy + [False] * (6 - healthy))) for healthy in range(7)]
    show("targets of 6 that get traffic when 0 to 6 are healthy", found)
    return found == [6, 1, 2, 3, 4, 5, 6]
