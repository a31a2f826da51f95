# %% A breaker on a clock that is passed in
import bisect
import heapq
import itertools
import random
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from hotseat.proof import chart, claim, probe, show

type Clock = Callable[[], float]


@dataclass
class Time:
    """A clock that stands still until it is moved."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Breaker:
    """Closed: calls pass, failures in a row are counted. Open: none passes. Half-open: a few try, and decide.

    `admit` gives a ticket or None; whoever got one reports how it went. A ticket of an earlier phase no longer counts.
    """

    clock: Clock
    failures: int = 5
    cool: float = 10.0
    trials: int = 1
    state: str = "closed"
    phase: int = 0
    failed: int = 0
    trying: int = 0
    opened: float = 0.0

    def admit(self) -> int | None:
        if self.state == "open" and self.clock() >= self.opened + self.cool:
            self._enter("half-open")
        if self.state == "open" or (self.state == "half-open" and self.trying >= self.trials):
            return None
        self.trying += 1
        return self.phase

    def report(self, ticket: int, ok: bool) -> None:
        if ticket != self.phase:
            return
        if self.state == "half-open":
            self._enter("closed" if ok else "open")
        elif self.state == "closed":
            self.failed = 0 if ok else self.failed + 1
            if self.failed >= self.failures:
                self._enter("open")

    def _enter(self, state: str) -> None:
        self.state, self.phase, self.failed, self.trying = state, self.phase + 1, 0, 0
        if state == "open":
            self.opened = self.clock()


class Refused(Exception):
    """The breaker is open; nothing was sent."""


class Failed(Exception):
    """The service was asked and failed. `blame` says whose fault it was."""

    def __init__(self, blame: str = "service") -> None:
        super().__init__(blame)
        self.blame = blame


type Call = Callable[[], object]


def through(breaker: Breaker, call: Call, counts: Callable[[Failed], bool] = lambda failure: True) -> object:
    """The call behind the breaker; `counts` says which failures are held against the service."""
    ticket = breaker.admit()
    if ticket is None:
        raise Refused
    try:
        result = call()
    except Failed as failure:
        breaker.report(ticket, ok=not counts(failure))
        raise
    breaker.report(ticket, ok=True)
    return result


@dataclass
class Service:
    """Fails while `down` says so, and counts who asks."""

    down: Callable[[], bool] = lambda: True
    asked: int = 0

    def __call__(self) -> str:
        self.asked += 1
        if self.down():
            raise Failed
        return "answer"


def tried(call: Call) -> str:
    """What became of a call, in a word."""
    try:
        call()
    except Refused:
        return "refused"
    except Failed:
        return "failed"
    return "answered"


def story(events: Iterable[str]) -> tuple[Breaker, list[str]]:
    """Plays events: a call that would be answered ("ok") or fail ("fail"), or the time to cool passing ("wait")."""
    time, heard = Time(), []
    breaker = Breaker(time, failures=2)
    for event in events:
        if event == "wait":
            time.now += breaker.cool
        else:
            service = Service(lambda event=event: event == "fail")
            heard.append(tried(lambda service=service: through(breaker, service)))
    return breaker, heard


@claim("three-states")
def closed_opens_half_opens_and_decides() -> bool:
    before = ["fail", "fail"]
    cases = {
        "two failures open it": (before, "open"),
        "a success in between starts the count anew": (["fail", "ok", "fail"], "closed"),
        "open, it refuses what would be answered": ([*before, "ok"], "open"),
        "after the time to cool a success closes it": ([*before, "wait", "ok"], "closed"),
        "after the time to cool one failure opens it again": ([*before, "wait", "fail"], "open"),
    }
    states = {name: story(events)[0].state for name, (events, _) in cases.items()}
    for name, state in states.items():
        show(name, state)
    return all(states[name] == wanted for name, (_, wanted) in cases.items())


@claim("late-answers-do-not-decide")
def an_answer_to_a_call_of_an_earlier_phase_changes_nothing() -> bool:
    time = Time()
    breaker = Breaker(time, failures=2)
    slow = breaker.admit()
    for _ in range(2):
        breaker.report(breaker.admit(), ok=False)
    time.now += breaker.cool
    trial = breaker.admit()
    breaker.report(slow, ok=True)
    after_late_answer = breaker.state
    breaker.report(trial, ok=False)
    show("state after the late answer of a call from before, and after the trial failed", [after_late_answer, breaker.state])
    return [after_late_answer, breaker.state] == ["half-open", "open"]


@claim("open-asks-nobody")
def nothing_is_sent_while_it_is_open() -> bool:
    every = itertools.chain.from_iterable(itertools.product(("ok", "fail", "wait"), repeat=length) for length in range(1, 8))
    refusals = stories = 0
    for events in every:
        breaker, heard = story(events)
        stories += 1
        opened = False
        rest = iter(heard)
        for event in events:
            if event == "wait":
                opened = False
                continue
            outcome = next(rest)
            if opened and outcome != "refused":
                return False
            refusals += outcome == "refused"
            opened = opened or outcome == "refused"
    show("stories of up to 7 events; calls refused in them", [stories, refusals])
    return refusals > 0


# %% What an outage costs with a breaker and without
def calls_in_outage(rate: int, outage: int, failures: int | None, cool: float = 10.0) -> int:
    """Calls that reach a service which is down for so many seconds, at a rate a second; failing takes no time."""
    time, service = Time(), Service()
    breaker = Breaker(time, failures or 1, cool)
    for number in range(rate * outage):
        time.now = number / rate
        tried(service if failures is None else lambda: through(breaker, service))
    return service.asked


@probe
def calls_that_arrive(rate: int, outage: int, failures: int, cool: int) -> int:
    return calls_in_outage(rate, outage, failures, cool)


@claim("calls-saved")
def an_outage_costs_a_handful_of_calls() -> bool:
    outages = (10, 30, 60, 300)
    rate, failures, cool = 100, 5, 10
    without = [calls_in_outage(rate, outage, None) for outage in outages]
    with_breaker = [calls_in_outage(rate, outage, failures, cool) for outage in outages]
    show("calls in outages of 10, 30, 60 and 300 s at 100 a second, without", without)
    show("the same behind a breaker that opens after 5 failures, for 10 s", with_breaker)
    expected = [failures + (outage - 1) // cool for outage in outages]
    return without == [rate * outage for outage in outages] and with_breaker == expected


def served_beside(breaker_in_use: bool, workers: int = 40, seconds: int = 60) -> int:
    """Requests to a healthy service that get a worker, out of 50 a second, while another service takes 2 s to fail.

    Both kinds share the workers, 50 of each arrive a second; who finds no worker free is turned away.
    """
    time = Time()
    breaker = Breaker(time)
    reports: list[tuple[float, int]] = []
    busy: list[float] = []
    healthy = 0
    for number in range(seconds * 100):
        time.now = number / 100
        while busy and busy[0] <= time.now:
            heapq.heappop(busy)
        while reports and reports[0][0] <= time.now:
            breaker.report(heapq.heappop(reports)[1], ok=False)
        if len(busy) >= workers:
            continue
        if number % 2:
            healthy += 1
            heapq.heappush(busy, time.now + 0.01)
            continue
        ticket = breaker.admit() if breaker_in_use else 0
        if ticket is not None:
            heapq.heappush(busy, time.now + 2)
            if breaker_in_use:
                heapq.heappush(reports, (time.now + 2, ticket))
    return healthy


@claim("it-protects-the-caller")
def without_it_a_sick_neighbour_takes_the_workers() -> bool:
    in_use = (False, True)
    served = [served_beside(each) for each in in_use]
    show("of 3000 requests to the healthy service, served without and with a breaker on the sick one", served)
    return served[0] < 1000 and served[1] > 2800


# %% What counts as a failure
def opens_after(outcomes: Iterable[str], counts: Callable[[Failed], bool]) -> int | None:
    """After which call the breaker is open; None when it never is."""
    breaker = Breaker(Time())

    def call(outcome: str) -> None:
        if outcome != "ok":
            raise Failed(outcome)

    for number, outcome in enumerate(outcomes, 1):
        tried(lambda outcome=outcome: through(breaker, lambda: call(outcome), counts))
        if breaker.state == "open":
            return number
    return None


@claim("bad-requests-are-not-failures")
def counting_a_callers_errors_locks_everybody_out() -> bool:
    bad_requests = ["caller"] * 50
    everything, servers_own = (lambda failure: True), (lambda failure: failure.blame == "service")
    found = [opens_after(bad_requests, everything), opens_after(bad_requests, servers_own)]
    show(
        "opens after so many bad requests, when all failures count, when only the service's own do", [str(each) for each in found]
    )
    return found == [5, None] and opens_after(["service"] * 50, servers_own) == 5


def opens_by_rate(outcomes: Iterable[str], window: int = 20, share: float = 0.5) -> int | None:
    """The same for a breaker that looks at the share of failures among the last calls."""
    last: deque[bool] = deque(maxlen=window)
    for number, outcome in enumerate(outcomes, 1):
        last.append(outcome != "ok")
        if len(last) == window and sum(last) >= share * window:
            return number
    return None


@claim("failures-in-a-row-miss-half")
def a_count_in_a_row_never_sees_a_service_that_fails_half_the_time() -> bool:
    half = list(itertools.islice(itertools.cycle(["ok", "service"]), 10_000))
    in_a_row, by_rate = opens_after(half, lambda failure: True), opens_by_rate(half)
    show("every second of 10,000 calls fails: opens by failures in a row, by share of the last 20", [str(in_a_row), by_rate])
    return in_a_row is None and by_rate == 20


# %% Half-open: who tries, and how many at once
def trials_at_once(instances: int, rate: int, latency: int, trials: int, jitter: float = 0.0, seed: int = 0) -> int:
    """The most trial calls that a recovering service has at once, none of them answered yet.

    Every instance has a breaker of its own; all opened at the same moment. Calls arrive at each at a rate a second, and
    a trial takes so many ms. `jitter` spreads the time to cool by up to that share.
    """
    chance = random.Random(seed)
    sent = []
    for _ in range(instances):
        time = Time()
        breaker = Breaker(time, failures=1, cool=10 * (1 + jitter * chance.random()), trials=trials)
        breaker.report(breaker.admit(), ok=False)
        for number in range(int(rate * 20)):
            time.now = number / rate
            if breaker.state != "closed" and breaker.admit() is not None:
                sent.append(round(time.now * 1000))
    sent.sort()
    return max(bisect.bisect_left(sent, start + latency) - number for number, start in enumerate(sent))


@probe
def trial_calls(instances: int, rate: int, latency: int, limit: str) -> int:
    return trials_at_once(instances, rate, latency, 1 if limit == "one trial at a time" else 10**9)


@claim("half-open-can-stampede")
def without_a_limit_everybody_tries() -> bool:
    limit = 1
    rows = {
        latency: (trials_at_once(1, 200, latency, 10**9), trials_at_once(1, 200, latency, limit)) for latency in (50, 200, 1000)
    }
    show(
        "calls at once to a service that recovers, at 200 a second and 50, 200 and 1000 ms: no limit",
        [each for each, _ in rows.values()],
    )
    show("the same with one trial at a time", [each for _, each in rows.values()])
    return all(row == (latency / 5, 1) for latency, row in rows.items())


@claim("a-fleet-tries-together")
def breakers_that_opened_together_try_together_unless_spread() -> bool:
    spread = 0.5
    together = trials_at_once(100, 20, 200, 1)
    apart = [trials_at_once(100, 20, 200, 1, jitter=spread, seed=seed) for seed in range(20)]
    show("trial calls at once from 100 instances", together)
    show("with the time to cool spread by half, least and most of 20 draws", [min(apart), max(apart)])
    return together == 100 and max(apart) <= 25


# %% Retries: what they multiply
def calls_at_the_bottom(layers: int, attempts: int) -> int:
    """Calls that reach a failing service below so many layers, each of which tries so often, for one request."""
    service = Service()

    def retried(call: Call) -> Call:
        def run() -> object:
            for attempt in range(attempts):
                try:
                    return call()
                except Failed:
                    if attempt == attempts - 1:
                        raise
            return None

        return run

    call: Call = service
    for _ in range(layers):
        call = retried(call)
    tried(call)
    return service.asked


@probe
def calls_below(layers: int, attempts: int) -> int:
    return calls_at_the_bottom(layers, attempts)


@claim("retries-multiply")
def every_layer_multiplies_by_its_attempts() -> bool:
    grid = {(layers, attempts): calls_at_the_bottom(layers, attempts) for layers in (1, 2, 3, 4) for attempts in (1, 2, 3, 4)}
    chart(
        "Calls at the bottom for one request, when each layer retries",
        [1, 2, 3, 4],
        {f"{attempts} attempts each": [grid[layers, attempts] for layers in (1, 2, 3, 4)] for attempts in (2, 3, 4)},
        x_label="layers",
        y_label="calls",
        kind="points",
    )
    show("3 layers with 4 attempts each", grid[3, 4])
    return all(calls == attempts**layers for (layers, attempts), calls in grid.items())


def calls_until_open(order: str, failures: int, attempts: int) -> int:
    """Calls that reach a service that is down until the breaker is open, by what wraps what."""
    service, breaker = Service(), Breaker(Time(), failures)

    def retried(call: Call) -> None:
        for attempt in range(attempts):
            try:
                call()
                return
            except Failed:
                if attempt == attempts - 1:
                    raise

    for _ in range(10 * failures):
        if breaker.state == "open":
            break
        if order == "the retry wraps the breaker":
            tried(lambda: retried(lambda: through(breaker, service)))
        else:
            tried(lambda: through(breaker, lambda: retried(service)))
    return service.asked


@probe
def calls_before_it_opens(order: str, failures: int, attempts: int) -> int:
    return calls_until_open(order, failures, attempts)


@claim("breaker-inside-the-retry")
def inside_the_retry_it_counts_every_call() -> bool:
    grid = [(failures, attempts) for failures in (3, 5, 10) for attempts in (1, 2, 4)]
    inside = [calls_until_open("the retry wraps the breaker", *each) for each in grid]
    outside = [calls_until_open("the breaker wraps the retry", *each) for each in grid]
    show("calls until it is open, inside and outside, for 5 failures and 4 attempts", [inside[5], outside[5]])
    return inside == [failures for failures, _ in grid] and outside == [failures * attempts for failures, attempts in grid]


# %% A retry storm that outlives its cause
@dataclass
class Request:
    born: int
    attempt: int
    answered: bool = False


@dataclass
class Storm:
    """A service that handles 100 requests a second in the order of arrival, and clients that give up after 3 seconds.

    The service cannot know who has given up. It stands still in the seconds 50 to 60. Clients try again at once; with a
    `budget` they may spend that many retries for each new request.
    """

    load: int
    attempts: int
    breaker: Breaker | None = None
    budget: float | None = None
    arrived: list[int] = field(default_factory=list)
    time: Time = field(default_factory=Time)
    queue: deque[tuple[Request, int | None]] = field(default_factory=deque)

    def run(self, seconds: int = 300) -> list[int]:
        """Requests answered in time, for each second."""
        sent: deque[tuple[Request, int | None]] = deque()
        answered, allowed = [], 0.0
        for now in range(seconds):
            self.time.now = now
            again = []
            while sent and sent[0][0].born <= now - 3:
                request, ticket = sent.popleft()
                if self.breaker and ticket is not None and not request.answered:
                    self.breaker.report(ticket, ok=False)
                if not request.answered and request.attempt < self.attempts and (self.budget is None or allowed >= 1):
                    again.append(Request(now, request.attempt + 1))
                    allowed -= self.budget is not None
            allowed += self.load * (self.budget or 0)
            before = len(self.queue)
            for request in again + [Request(now, 1) for _ in range(self.load)]:
                ticket = self.breaker.admit() if self.breaker else None
                if self.breaker is None or ticket is not None:
                    self.queue.append((request, ticket))
                    sent.append((request, ticket))
            self.arrived.append(len(self.queue) - before)
            answered.append(0 if 50 <= now < 60 else self._serve(now))
        return answered

    def _serve(self, now: int) -> int:
        good = 0
        for _ in range(min(100, len(self.queue))):
            request, ticket = self.queue.popleft()
            if now - request.born < 3:
                request.answered = True
                good += 1
                if self.breaker and ticket is not None:
                    self.breaker.report(ticket, ok=True)
        return good


def behind_a_breaker(load: int, attempts: int, cool: float = 15) -> Storm:
    time = Time()
    return Storm(load, attempts, Breaker(time, failures=20, cool=cool, trials=5), time=time)


@claim("a-storm-outlives-its-cause")
def with_retries_the_service_stays_down_after_the_outage() -> bool:
    load, attempts = 60, 3
    once, thrice = Storm(load, 1).run(), Storm(load, attempts).run()
    guarded = behind_a_breaker(load, attempts).run()
    seconds = list(range(0, 300, 3))
    chart(
        "Requests answered in time, of 60 a second; the service stands still from 50 to 60 s",
        seconds,
        {
            name: [run[second] for second in seconds]
            for name, run in (("one attempt", once), ("three attempts", thrice), ("three attempts, breaker", guarded))
        },
        x_label="seconds",
        y_label="answered a second",
    )
    late = [sum(run[200:300]) / 100 for run in (once, thrice, guarded)]
    show("answered a second, 140 to 240 s after the outage: one attempt, three, three behind a breaker", late)
    grid = {(load, attempts): sum(Storm(load, attempts).run()[200:300]) for load in (20, 30, 40, 60) for attempts in (1, 2, 3, 4)}
    down = [pair for pair, good in grid.items() if good == 0]
    show("still down then, as (requests a second, attempts), of 16 pairs", [str(pair) for pair in down])
    return late[:2] == [60, 0] and down == [pair for pair in grid if pair[0] * pair[1] > 100]


@claim("breaker-or-budget-ends-it")
def a_breaker_or_a_retry_budget_lets_the_service_recover() -> bool:
    load, attempts = 60, 3
    guarded = [behind_a_breaker(load, attempts, cool).run() for cool in (1, 5, 15, 30)]
    saved = [Storm(load, attempts, budget=share).run() for share in (0.1, 0.3)]
    late = [sum(run[200:300]) / 100 for run in guarded + saved]
    show("answered a second behind breakers that cool for 1, 5, 15, 30 s", late[:4])
    show("answered a second with retries for 10 % and 30 % of the requests", late[4:])
    return set(late) == {load}


@probe
def long_after(load: int, attempts: int) -> list[int]:
    """Requests that arrive, and that are answered in time, in one second long after the outage."""
    storm = Storm(load, attempts)
    answered = storm.run()
    return [storm.arrived[250], answered[250]]
