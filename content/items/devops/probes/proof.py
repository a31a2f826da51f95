# %% A model of the kubelet's three probes, second by second
# Follows "Configure Liveness, Readiness and Startup Probes" and "Pod Lifecycle" of the Kubernetes documentation (2026) and the
# kubelet's probe worker. No cluster is started. Only the last part, SIGTERM, runs real processes.
import contextlib
import http.client
import os
import signal
import statistics
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from hotseat.proof import chart, claim, probe, show


@dataclass(frozen=True)
class Check:
    """A probe's settings, with the documented defaults. Times are whole seconds."""

    delay: int = 0
    period: int = 10
    failures: int = 3
    successes: int = 1


@dataclass(frozen=True)
class Spec:
    """A container's probes by kind, and how long it takes to stop once it is told to."""

    checks: dict[str, Check]
    stops_in: int = 0


type App = Callable[[str, int, int], bool]
"""What the application answers to a probe of this kind, at this time, at this age of the container."""

BACK_OFF = (0, 10, 20, 40, 80, 160, 300)
"""Seconds before the first, second, … restart; the last one repeats."""


@dataclass
class Container:
    """One container under its kubelet; `phase` shifts the ticks of its probes against its start."""

    spec: Spec
    app: App
    phase: int = 0
    started_at: int = 0
    restarts: int = 0
    down_until: int | None = None
    started: bool = False
    ready: bool = False
    killed_at: list[int] = field(default_factory=list)
    probed: list[tuple[int, str, bool]] = field(default_factory=list)
    runs: dict[str, tuple[bool, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.begin(0)

    def begin(self, now: int) -> None:
        """A new container: nothing has been probed yet. A kind of probe that is not set counts as passed."""
        self.started_at, self.down_until, self.runs = now, None, {}
        self.started = "startup" not in self.spec.checks
        self.ready = self.started and "readiness" not in self.spec.checks

    def second(self, now: int) -> None:
        """What the kubelet does in this second."""
        if self.down_until is not None:
            if now < self.down_until:
                return
            self.restarts += 1
            self.begin(now)
        for kind in ("startup", "liveness", "readiness"):
            if self.down_until is None and kind in self.spec.checks:
                self.tick(kind, self.spec.checks[kind], now)

    def tick(self, kind: str, check: Check, now: int) -> None:
        """Probe if it is time to, and act once enough answers in a row agree."""
        if (now - self.phase) % check.period or now - self.started_at < check.delay or now < self.phase:
            return
        if (kind == "startup") == self.started:
            return
        passed = self.app(kind, now, now - self.started_at)
        self.probed.append((now, kind, passed))
        before, run = self.runs.get(kind, (passed, 0))
        run = run + 1 if before == passed else 1
        self.runs[kind] = (passed, run)
        if run >= (check.successes if passed else check.failures):
            self.decide(kind, passed, now)

    def decide(self, kind: str, passed: bool, now: int) -> None:
        """The consequence of a probe's verdict: the whole difference between the three kinds."""
        if kind == "readiness":
            self.ready = passed
        elif kind == "startup" and passed:
            self.started, self.ready = True, "readiness" not in self.spec.checks
        elif not passed:
            self.ready = False
            self.killed_at.append(now)
            wait = BACK_OFF[min(self.restarts, len(BACK_OFF) - 1)]
            self.down_until = now + self.spec.stops_in + wait


def watch(container: Container, seconds: int) -> list[bool]:
    """Run the container; whether it was ready at the end of each second."""
    states = []
    for now in range(seconds):
        container.second(now)
        states.append(container.ready)
    return states


# %% Checked against the documentation's examples
@claim("documented-examples")
def the_model_does_what_the_pages_show() -> bool:
    execs = Container(Spec({"liveness": Check(delay=5, period=5)}, stops_in=30), lambda _, now, age: age < 30)
    https = Container(Spec({"liveness": Check(delay=3, period=3)}), lambda _, now, age: age <= 10)
    watch(execs, 80), watch(https, 20)
    show("exec example: killed, running again (s)", [execs.killed_at[0], execs.started_at])
    show("http example: probes before the kill", [f"{now} s {'ok' if passed else 'failed'}" for now, _, passed in https.probed])
    return execs.killed_at[0] <= 43 < execs.killed_at[0] + 5 and execs.restarts == 1 and https.killed_at[0] == 18


# %% What each kind of probe does to a container
@dataclass(frozen=True)
class Outcome:
    """What became of a container: restarts, seconds not ready after its start, kinds probed while it failed."""

    restarts: int
    unready: int
    probed: set[str]


def failing(kind: str, length: int, seconds: int = 900) -> Outcome:
    """A container with all three probes, of which one kind fails from second 100 on, for `length` seconds."""
    spec = Spec({"startup": Check(), "liveness": Check(), "readiness": Check(period=5)})
    container = Container(spec, lambda asked, now, age: asked != kind or not 100 <= now < 100 + length)
    states = watch(container, seconds)
    during = {asked for now, asked, _ in container.probed if 130 <= now < 100 + length}
    return Outcome(container.restarts, states[50:].count(False), during)


@claim("readiness-never-restarts")
def only_liveness_restarts_and_only_a_run_of_failures_counts() -> bool:
    lengths = range(10, 500, 10)
    ready = [failing("readiness", length) for length in lengths]
    alive = [failing("liveness", length) for length in lengths]
    show(
        "restarts in a failure of 300 s: readiness, liveness",
        [failing("readiness", 300).restarts, failing("liveness", 300).restarts],
    )
    show("probed meanwhile, readiness failing", sorted(failing("readiness", 300).probed))
    blinking = Container(Spec({"liveness": Check()}), lambda _, now, age: now // 10 % 3 == 2)
    watch(blinking, 3000)
    show("restarts when two of three probes fail, but never three in a row", blinking.restarts)
    return (
        all(each.restarts == 0 for each in ready)
        and all(each.unready > 0 for each, length in zip(ready, lengths, strict=True) if length >= 20)
        and all((each.restarts > 0) == (length > 20) for each, length in zip(alive, lengths, strict=True))
        and failing("readiness", 300).probed == {"liveness", "readiness"}
        and blinking.restarts == 0
    )


# %% How long a container has before it is killed
def killed_after(failures: int, period: int) -> list[int]:
    """Seconds from its start until a container that never answers is killed, for every phase of the ticks."""
    times = []
    for phase in range(period):
        container = Container(Spec({"startup": Check(period=period, failures=failures)}), lambda *_: False, phase)
        watch(container, (failures + 2) * period)
        times.append(container.killed_at[0])
    return times


@claim("budget-is-a-period-short")
def threshold_times_period_is_the_most_and_not_the_least() -> bool:
    page = killed_after(30, 10)
    show("failureThreshold 30, periodSeconds 10: killed after, least and most", [min(page), max(page)], "s")
    return all(
        (min(times), max(times)) == ((failures - 1) * period, failures * period - 1)
        for failures in (1, 2, 3, 10, 30)
        for period in (1, 5, 10, 20)
        for times in [killed_after(failures, period)]
    )


@claim("startup-holds-the-others")
def a_slow_start_loops_without_a_startup_probe() -> bool:
    plain = {"liveness": Check(), "readiness": Check()}
    guarded = {**plain, "startup": Check(failures=30)}
    slow = range(30, 280, 10)
    ready, early = {}, {}
    for name, checks in (("plain", plain), ("guarded", guarded)):
        found = [Container(Spec(checks), lambda _, now, age, takes=takes: age >= takes) for takes in slow]
        ready[name] = sum(any(watch(container, 1200)) for container in found)
        early[name] = sum(kind != "startup" and not passed for container in found for _, kind, passed in container.probed)
    show("start-ups of 30 to 270 s that ever become ready: plain, guarded", list(ready.values()))
    show("liveness and readiness probes that failed: plain, guarded", list(early.values()))
    return ready == {"plain": 0, "guarded": len(slow)} and early["guarded"] == 0 < early["plain"]


# %% Ten pods and one database: the restart storm
PODS, STARTS_IN, DOWN_AT = 10, 20, 300


def service(asks_database: str, outage: int, seconds: int = 1500) -> tuple[list[int], list[Container]]:
    """Ready pods in each second, and the pods, when one kind of probe (or none) also asks the database.

    The database is away from second 300 on, for `outage` seconds. An application takes 20 s to start.
    """
    checks = {"startup": Check(failures=30), "liveness": Check(), "readiness": Check()}

    def answers(kind: str, now: int, age: int) -> bool:
        away = DOWN_AT <= now < DOWN_AT + outage
        return age >= STARTS_IN and not (kind == asks_database and away)

    pods = [Container(Spec(checks), answers, phase=number) for number in range(PODS)]
    states = [watch(pod, seconds) for pod in pods]
    return [sum(moment) for moment in zip(*states, strict=True)], pods


def back_after(asks_database: str, outage: int) -> int:
    """Seconds from the database's return until all pods are ready again."""
    healthy = DOWN_AT + outage
    ready, _ = service(asks_database, outage, seconds=healthy + 400)
    return next(now for now in range(healthy, len(ready)) if ready[now] == PODS) - healthy


@claim("database-liveness-prolongs")
def a_liveness_probe_on_the_database_outlasts_the_outage() -> bool:
    outages = list(range(60, 661, 15))
    liveness = [back_after("liveness", outage) for outage in outages]
    readiness = [back_after("readiness", outage) for outage in outages]
    restarts = [pod.restarts for pod in service("liveness", 300)[1]]
    chart(
        "From the database's return until all pods are ready",
        outages,
        {"liveness asks the database": liveness, "readiness asks it": readiness},
        x_label="length of the outage (s)",
        y_label="seconds after its end",
    )
    show("restarts of each of ten pods in an outage of 300 s", restarts)
    show("seconds after the outage, liveness: median, most", [statistics.median(liveness), max(liveness)], "s")
    show("the same, readiness: most", max(readiness), "s")
    calm = all(pod.restarts == 0 for pod in service("readiness", 300)[1])
    return (
        max(readiness) <= 10
        and statistics.median(liveness) > 20
        and max(liveness) >= 280
        and restarts == [5] * PODS
        and calm
        and min(liveness) == 0
    )


@claim("shared-readiness-empties")
def a_readiness_probe_on_a_shared_database_takes_every_pod_away() -> bool:
    length = 120
    curves = {
        name: service(asks, length, 800)[0]
        for name, asks in (("liveness", "liveness"), ("readiness", "readiness"), ("neither", ""))
    }
    times = list(range(240, 700, 5))
    chart(
        "Ready pods while the database is away from 300 to 420 s",
        times,
        {f"{name} asks the database": [ready[now] for now in times] for name, ready in curves.items()},
        x_label="seconds",
        y_label="ready pods of 10",
        mark={"away": DOWN_AT, "back": DOWN_AT + length},
    )
    least = {name: min(ready[DOWN_AT : DOWN_AT + length]) for name, ready in curves.items()}
    show("fewest ready pods: liveness, readiness, neither", list(least.values()))
    return least == {"liveness": 0, "readiness": 0, "neither": PODS}


# %% Overload: when the answer to the probe waits in the same queue as the work
def overload(in_queue: bool, burst: int = 130, seconds: int = 1000) -> tuple[list[int], list[float], int]:
    """Ready pods and share of requests served in each second, and restarts; 80 % load, `burst` % from 300 to 420 s.

    Ten pods serve 100 requests a second each; clients give up after 10 s, so a backlog has a bound. `in_queue`: the
    liveness probe (timeout 1 s) waits behind the requests; otherwise it is answered at once.
    """
    checks = {"startup": Check(failures=30), "liveness": Check(), "readiness": Check()}
    waiting = [0.0] * PODS

    def answers(number: int) -> App:
        def answer(kind: str, now: int, age: int) -> bool:
            in_time = waiting[number] <= 100 or not in_queue
            return age >= STARTS_IN and (kind != "liveness" or in_time)

        return answer

    pods = [Container(Spec(checks), answers(number), phase=number) for number in range(PODS)]
    ready_over_time, share = [], []
    for now in range(seconds):
        for pod in pods:
            pod.second(now)
        ready = [number for number, pod in enumerate(pods) if pod.ready]
        offered, served = 10.0 * burst if 300 <= now < 420 else 800.0, 0.0
        for number, pod in enumerate(pods):
            waiting[number] = waiting[number] if pod.ready else 0.0
            if pod.ready:
                queue = waiting[number] + offered / len(ready)
                done = min(queue, 100.0)
                served += done
                waiting[number] = min(queue - done, 1000.0)
        ready_over_time.append(len(ready))
        share.append(min(1.0, served / offered))
    return ready_over_time, share, sum(pod.restarts for pod in pods)


@claim("overload-kills-the-rest")
def a_probe_that_waits_in_the_queue_turns_a_burst_into_an_outage() -> bool:
    queued, _, killed = overload(in_queue=True)
    apart, _, spared = overload(in_queue=False)
    times = list(range(240, 900, 5))
    chart(
        "Ready pods; 130 % load from 300 to 420 s, 80 % before and after",
        times,
        {"probe in the queue": [queued[now] for now in times], "probe answered apart": [apart[now] for now in times]},
        x_label="seconds",
        y_label="ready pods of 10",
        mark={"burst": 300, "over": 420},
    )
    show("restarts at 130 %: in the queue, apart", [killed, spared])
    bursts = (115, 130, 150)
    after = {way: [statistics.mean(overload(way, burst)[1][480:900]) for burst in bursts] for way in (True, False)}
    show(
        "share served from 1 to 8 minutes after bursts of 115, 130, 150 %, in the queue",
        [round(share, 2) for share in after[True]],
    )
    show("the same, answered apart", [round(share, 2) for share in after[False]])
    return killed >= PODS and spared == 0 and min(apart[300:]) == PODS and max(after[True]) < 0.7 and min(after[False]) > 0.99


# %% SIGTERM, for real: processes, sockets, a request in flight
SERVER = """
import http.server, signal, sys, threading

mode, released, gone = sys.argv[1], threading.Event(), threading.Event()

class Server(http.server.ThreadingHTTPServer):
    daemon_threads = False          # the interpreter waits for answers that are under way

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/slow":
            print("working", flush=True)
            released.wait(5)
        self.send_response(200)
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"done")

    def log_message(self, *_):
        pass

server = Server(("127.0.0.1", 0), Handler)

def leave():
    if mode == "drain":
        print("draining", flush=True)
        gone.wait(10)               # a preStop hook's sleep: the routes are not gone yet
    server.shutdown()
    server.socket.close()
    print("closed", flush=True)

def listen():
    for line in sys.stdin:
        {"gone": gone, "release": released}[line.strip()].set()

threading.Thread(target=listen, daemon=True).start()
if mode != "default":
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=leave).start())
print(server.server_address[1], flush=True)
server.serve_forever(poll_interval=0.01)
"""


def ask(port: int, path: str) -> str:
    """What a client sees: answered, refused (no connection), or cut (the connection broke)."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path)
        return "answered" if connection.getresponse().read() == b"done" else "cut"
    except ConnectionRefusedError:
        return "refused"
    except (OSError, http.client.HTTPException):
        return "cut"
    finally:
        connection.close()


def tell(server: subprocess.Popen[str], word: str) -> None:
    """Write a line to the server, past any buffer; nobody reads it once the process has died."""
    assert server.stdin is not None
    with contextlib.suppress(BrokenPipeError):
        os.write(server.stdin.fileno(), f"{word}\n".encode())


def terminated(mode: str) -> tuple[str, str]:
    """What becomes of a request in flight at SIGTERM, and of one that arrives just after it."""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-I", "-c", SERVER, mode], stdin=pipe, stdout=pipe, text=True) as server:
        assert server.stdout is not None
        port, in_flight = int(server.stdout.readline()), []
        client = threading.Thread(target=lambda: in_flight.append(ask(port, "/slow")))
        client.start()
        server.stdout.readline()  # the slow request is being worked on
        server.send_signal(signal.SIGTERM)
        if mode == "default":
            server.wait(10)
        else:
            server.stdout.readline()  # closed, or draining
        arrived = ask(port, "/")
        if mode == "drain":
            tell(server, "gone")
            server.stdout.readline()
        tell(server, "release")
        client.join()
    return in_flight[0], arrived


@claim("sigterm-default-cuts")
def without_a_handler_the_request_in_flight_is_cut() -> bool:
    seen = terminated("default")
    show("in flight at SIGTERM; arriving just after", list(seen))
    return seen == ("cut", "refused")


@claim("closing-first-refuses")
def finishing_what_runs_still_refuses_what_is_on_its_way() -> bool:
    at_once, drained = terminated("at once"), terminated("drain")
    show("listener closed at once: in flight; arriving", list(at_once))
    show("listener kept until the routes are gone", list(drained))
    return at_once == ("answered", "refused") and drained == ("answered", "answered")


# %% The grace period as a budget: routes, drain, KILL (a model)
def lost(lag: int, sleep: int, longest: int, grace: int, rate: int = 10) -> int:
    """Requests that fail when a pod is deleted, at `rate` a second, each taking `longest` seconds.

    Requests keep coming until the routes are gone, `lag` seconds after the deletion. The process is told to stop when the
    preStop hook has slept, closes its listener then and finishes what it has. KILL comes `grace` seconds after the deletion,
    counted from the start of the hook.
    """
    failed = 0
    for tick in range(-longest * rate, lag * rate):
        arrives = tick / rate
        refused = arrives >= min(sleep, grace)
        cut = not refused and arrives + longest > grace
        failed += refused or cut
    return failed


@claim("termination-budget")
def nothing_is_lost_when_sleep_covers_the_lag_and_grace_covers_both() -> bool:
    tried = [
        (lag, sleep, longest, grace)
        for lag in (1, 3, 6)
        for sleep in (0, 2, 5, 10)
        for longest in (1, 8, 20)
        for grace in (10, 30)
    ]
    clean = [case for case in tried if lost(*case) == 0]
    expected = [case for case in tried if case[1] >= case[0] and case[0] + case[2] <= case[3]]
    show("lost of 10 a second: routes 3 s, no sleep, requests of 2 s, grace 30 s", lost(3, 0, 2, 30))
    show("the same with a preStop sleep of 5 s", lost(3, 5, 2, 30))
    show("the same, requests of 29 s", lost(3, 5, 29, 30))
    return clean == expected and lost(3, 0, 2, 30) == 30 and lost(3, 5, 2, 30) == 0 < lost(3, 5, 29, 30)


# %% Probes
@probe
def guaranteed(failures: int, period: int) -> int:
    """Seconds that a container surely has before its startup probe kills it."""
    return min(killed_after(failures, period))


@probe
def failed_requests(lag: int, sleep: int, longest: int, grace: int = 28) -> int:
    """Requests that fail at ten a second."""
    return lost(lag, sleep, longest, grace)


@probe
def between_kills(first: int) -> int:
    """Seconds from one kill to the next, for a container whose liveness probe asks a database that stays away."""
    killed = service("liveness", 1100)[1][0].killed_at
    return killed[first] - killed[first - 1]


@probe
def consequences(kind: str) -> list[str]:
    """What is seen while this kind of probe fails for five minutes on one pod of a service."""
    if kind == "startup":
        stuck = Container(
            Spec({"startup": Check(), "liveness": Check(), "readiness": Check()}), lambda asked, *_: asked != "startup"
        )
        watch(stuck, 300)
        restarted, asked, unready = stuck.restarts > 0, {asked for _, asked, _ in stuck.probed}, not stuck.ready
    else:
        seen = failing(kind, 300)
        restarted, asked, unready = seen.restarts > 0, seen.probed, seen.unready > 0
    found = {
        "its containers are restarted": restarted,
        "it gets no requests from the Service for a time": unready,
        "the liveness probe goes on being asked": "liveness" in asked,
        "the readiness probe goes on being asked": "readiness" in asked,
    }
    return [text for text, holds in found.items() if holds]
