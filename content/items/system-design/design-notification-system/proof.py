# %% A shop in one file, a provider in another that nothing of ours can roll back
import itertools
import os
import signal
import sqlite3
import tempfile
from collections import Counter, deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hotseat.proof import chart, claim, probe, show

SCHEMA = """
CREATE TABLE concert (id INTEGER PRIMARY KEY, state TEXT NOT NULL);
CREATE TABLE event (id INTEGER PRIMARY KEY, cursor INTEGER NOT NULL DEFAULT 0, expanded INTEGER NOT NULL DEFAULT 0);
CREATE TABLE delivery (event INTEGER, user INTEGER, state TEXT NOT NULL DEFAULT 'queued', UNIQUE (event, user));
"""
PROVIDER = "CREATE TABLE push (user INTEGER NOT NULL, key TEXT UNIQUE);"

type Step = Callable[[], None]  # called after each statement that could be the last one


class World:
    """The two databases in a directory. What a killed process had not committed is gone; what it had is there."""

    def __init__(self, folder: Path, users: int) -> None:
        self.users = users
        self.shop, self.provider = self.open(folder / "shop"), self.open(folder / "provider")

    def open(self, path: Path) -> sqlite3.Connection:
        # No waiting for the disk: a killed process loses nothing that it has handed to the system. A power cut is not tried here.
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA synchronous = OFF")
        return connection

    def one(self, query: str) -> int:
        row = self.shop.execute(query).fetchone()
        return row[0] if row else 0

    def push(self, user: int, key: str | None = None) -> None:
        """The provider accepts a message: done for good. If it is given a key, it accepts each key once."""
        self.provider.execute("INSERT OR IGNORE INTO push VALUES (?, ?)", (user, key))

    def pushes(self) -> Counter[int]:
        return Counter(user for (user,) in self.provider.execute("SELECT user FROM push"))


# %% Who is told twice, who never: five designs, killed after every step
def announce(world: World, step: Step) -> None:
    """The concert is cancelled, and the event that says so is written in the same commit."""
    if not world.one("SELECT count(*) FROM concert"):
        world.shop.execute("BEGIN")
        world.shop.execute("INSERT INTO concert VALUES (1, 'cancelled')")
        step()
        world.shop.execute("INSERT INTO event (id) VALUES (1)")
        step()
        world.shop.execute("COMMIT")
        step()


def loop_in_the_request(world: World, step: Step) -> None:
    """Commit, then tell everybody. The request is not repeated, since the concert is cancelled already."""
    if not world.one("SELECT count(*) FROM concert"):
        world.shop.execute("INSERT INTO concert VALUES (1, 'cancelled')")
        step()
        for user in range(world.users):
            world.push(user)
            step()


def one_job(world: World, step: Step) -> None:
    """One job tells everybody, and is marked as done at its end."""
    announce(world, step)
    if not world.one("SELECT expanded FROM event"):
        for user in range(world.users):
            world.push(user)
            step()
        world.shop.execute("UPDATE event SET expanded = 1")
        step()


CHUNK = 3


def expand(world: World, step: Step) -> None:
    """A row for each user, in chunks. The cursor moves in the chunk's own commit."""
    while not world.one("SELECT expanded FROM event"):
        start = world.one("SELECT cursor FROM event")
        chunk = range(start, min(start + CHUNK, world.users))
        world.shop.execute("BEGIN")
        world.shop.executemany("INSERT INTO delivery (event, user) VALUES (1, ?)", [(user,) for user in chunk])
        step()
        world.shop.execute("UPDATE event SET cursor = ?, expanded = ?", (chunk.stop, int(chunk.stop == world.users)))
        step()
        world.shop.execute("COMMIT")
        step()


def waiting(world: World) -> Iterator[int]:
    yield from [
        user for (user,) in world.shop.execute("SELECT user FROM delivery WHERE state = 'queued' ORDER BY user").fetchall()
    ]


def mark(world: World, user: int) -> None:
    world.shop.execute("UPDATE delivery SET state = 'accepted' WHERE user = ?", (user,))


def a_row_each(world: World, step: Step) -> None:
    announce(world, step)
    expand(world, step)
    for user in waiting(world):
        world.push(user)
        step()
        mark(world, user)
        step()


def a_row_each_marked_first(world: World, step: Step) -> None:
    announce(world, step)
    expand(world, step)
    for user in waiting(world):
        mark(world, user)
        step()
        world.push(user)
        step()


def a_row_each_with_a_key(world: World, step: Step) -> None:
    announce(world, step)
    expand(world, step)
    for user in waiting(world):
        world.push(user, key=f"1/{user}")
        step()
        mark(world, user)
        step()


type Design = Callable[[World, Step], None]


def run(design: Design, folder: Path, users: int, dies_at: int) -> int:
    """Run the design in a process of its own that kills itself at that step; the steps it lived through, -1 if killed."""
    child = os.fork()
    if child == 0:
        taken = 0

        def step() -> None:
            nonlocal taken
            taken += 1
            if taken == dies_at:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            design(World(folder, users), step)
            os._exit(taken)
        finally:
            os._exit(255)
    status = os.waitpid(child, 0)[1]
    return -1 if os.WIFSIGNALED(status) else os.waitstatus_to_exitcode(status)


def aftermath(design: Design, users: int, dies_at: int) -> tuple[int, int]:
    """(users told more than once, users never told of a cancelled concert), after a kill at that step and a restart."""
    with tempfile.TemporaryDirectory(dir=".") as name:
        folder = Path(name)
        World(folder, users).shop.executescript(SCHEMA)
        World(folder, users).provider.executescript(PROVIDER)
        run(design, folder, users, dies_at)
        lived = run(design, folder, users, 0)
        assert lived >= 0, "the restarted program must end"
        world = World(folder, users)
        told, cancelled = world.pushes(), world.one("SELECT count(*) FROM concert")
        return sum(count > 1 for count in told.values()), cancelled * (users - len(told))


def steps_of(design: Design, users: int) -> int:
    with tempfile.TemporaryDirectory(dir=".") as name:
        World(Path(name), users).shop.executescript(SCHEMA)
        World(Path(name), users).provider.executescript(PROVIDER)
        return run(design, Path(name), users, 0)


def every_kill(design: Design, users: int) -> list[tuple[int, int]]:
    """(told twice, never told) for a kill at each of the design's steps."""
    return [aftermath(design, users, dies_at) for dies_at in range(1, steps_of(design, users) + 1)]


USERS = 7


def worst(found: list[tuple[int, int]]) -> list[int]:
    return [max(twice for twice, _ in found), max(never for _, never in found)]


@claim("the-unit-of-retry-is-the-damage")
def a_kill_costs_as_much_as_one_unit_of_work() -> bool:
    request, job, rows = every_kill(loop_in_the_request, USERS), every_kill(one_job, USERS), every_kill(a_row_each, USERS)
    show(f"loop in the request, {len(request)} kills: at worst told twice, never", worst(request))
    show(f"one job for all, {len(job)} kills: at worst told twice, never", worst(job))
    show(f"a row for each, {len(rows)} kills: at worst told twice, never", worst(rows))
    return worst(request) == [0, USERS] and worst(job) == [USERS, 0] and worst(rows) == [1, 0]


@claim("twice-or-never-or-a-key")
def the_last_gap_repeats_or_loses_or_is_closed_by_the_provider() -> bool:
    rows, first, keyed = (every_kill(design, USERS) for design in (a_row_each, a_row_each_marked_first, a_row_each_with_a_key))
    total = [[sum(twice for twice, _ in found), sum(never for _, never in found)] for found in (rows, first, keyed)]
    chart(
        "7 users, a kill at each of 26 steps, added up",
        ["send, then mark", "mark, then send", "send with a key, then mark"],
        {"told twice": [float(twice) for twice, _ in total], "never told": [float(never) for _, never in total]},
        x_label="design",
        y_label="users",
        kind="bars",
    )
    show("kills tried for each design", [len(rows), len(first), len(keyed)])
    show("told twice, never told, over all kills: send first, mark first, with a key", [str(pair) for pair in total])
    return total == [[USERS, 0], [0, USERS], [0, 0]] and len(rows) == 26


PROSE = {
    "the request commits the cancellation, then calls the provider for each user in a loop; it is not repeated": loop_in_the_request,
    "one queued job calls the provider for each user in a loop and is marked as done at its end": one_job,
    "a row for each user; a worker calls the provider, then marks the row": a_row_each,
    "a row for each user; a worker calls the provider with the row's id as a deduplication key, then marks the row": a_row_each_with_a_key,
}


@probe
def after_a_kill(design: str, users: int, sent: int) -> list[int]:
    """(told twice, never) when the process dies right after the provider has accepted that many messages."""
    chosen = PROSE[design]
    steps_before, steps_each = {loop_in_the_request: (1, 1), one_job: (3, 1)}.get(chosen, (3 + 3 * -(-users // CHUNK) - 1, 2))
    return list(aftermath(chosen, users, steps_before + steps_each * sent))


# %% Numbers first: what is in flight
def most_in_flight(rate: int, latency_ms: int, seconds: int = 10) -> int:
    """Calls under way at once when `rate` a second start evenly and each takes this long; counted over ten seconds."""
    starts = [number * 1_000_000 // rate for number in range(rate * seconds)]  # microseconds
    under_way: deque[int] = deque()
    most = 0
    for start in starts:
        while under_way and under_way[0] <= start:
            under_way.popleft()
        under_way.append(start + latency_ms * 1000)
        most = max(most, len(under_way))
    return most


@claim("rate-times-latency-is-in-flight")
def calls_under_way_are_rate_times_latency() -> bool:
    grid = [(rate, latency) for rate in (100, 579, 2894) for latency in (20, 200, 2000)]
    off = [most_in_flight(rate, latency) - rate * latency / 1000 for rate, latency in grid]
    mean = 10_000_000 * 5 / 86_400
    show("10 million users, 5 messages a day: a second, on average and at 5 times that", [round(mean), round(5 * mean)])
    show("calls under way at 2,894 a second and 20, 200, 2000 ms", [most_in_flight(2894, latency) for latency in (20, 200, 2000)])
    show("counted minus rate × latency, least and most", [round(min(off), 2), round(max(off), 2)])
    return round(mean) == 579 and round(5 * mean) == 2894 and all(abs(each) <= 1 for each in off)


@probe
def in_flight(rate: int, latency: int) -> int:
    return most_in_flight(rate, latency)


# %% A campaign and a login code, on one channel that sends so many a second
def share(policy: str, urgent: int, bulk: int, capacity: int) -> tuple[int, int]:
    """How many urgent and bulk messages go out in this second."""
    kept = capacity // 10 if policy == "a tenth kept for bulk" else 0
    first = min(urgent, capacity - min(kept, bulk))
    return first, min(bulk, capacity - first)


def channel(policy: str, campaign: int, urgent_rate: int, capacity: int, seconds: int) -> tuple[int, int]:
    """(longest wait of an urgent message in whole seconds, bulk messages sent); the campaign is queued first."""
    queue: deque[tuple[str, int]] = deque(("bulk", 0) for _ in range(campaign))
    urgent: deque[int] = deque()
    longest = sent_bulk = 0
    for second in range(seconds):
        if policy == "one queue":
            queue.extend(("urgent", second) for _ in range(urgent_rate))
            for _ in range(min(capacity, len(queue))):
                kind, since = queue.popleft()
                sent_bulk += kind == "bulk"
                longest = max(longest, second - since if kind == "urgent" else 0)
        else:
            urgent.extend(second for _ in range(urgent_rate))
            first, rest = share(policy, len(urgent), campaign - sent_bulk, capacity)
            for _ in range(first):
                longest = max(longest, second - urgent.popleft())
            sent_bulk += rest
    return longest, sent_bulk


@claim("one-queue-delays-the-code")
def behind_a_campaign_a_code_waits_backlog_over_capacity() -> bool:
    campaigns = (1_000, 10_000, 60_000)
    one = [channel("one queue", size, 5, 100, 900)[0] for size in campaigns]
    two = [channel("strict priority", size, 5, 100, 900)[0] for size in campaigns]
    show("seconds that a code waits at 100 a second, behind 1,000, 10,000 and 60,000 messages", one)
    show("with the urgent ones first", two)
    return all(abs(wait - size / 100) <= 1 for wait, size in zip(one, campaigns, strict=True)) and two == [0, 0, 0]


@claim("strict-priority-starves")
def what_is_always_last_may_never_come() -> bool:
    rates = (50, 90, 100, 120)
    policy = "strict priority"
    strict = [channel(policy, 100_000, rate, 100, 600)[1] for rate in rates]
    kept = [channel("a tenth kept for bulk", 100_000, rate, 100, 600)[1] for rate in rates]
    show("bulk sent in 600 s at 100 a second, with 50, 90, 100, 120 urgent ones a second", strict)
    show("with a tenth kept for bulk", kept)
    return strict == [30_000, 6_000, 0, 0] and kept == [30_000, 6_000, 6_000, 6_000]


# %% A provider that is down for ten minutes
OUTAGE = 600


def tries(start: int, outage: int, most: int | None, deadline: int, longest_pause: int) -> tuple[bool, int]:
    """(whether the message is sent, how many calls it took), pausing 1, 2, 4, … s up to the longest pause."""
    now, pause, calls = start, 1, 0
    while now - start <= deadline and (most is None or calls < most):
        calls += 1
        if now >= outage:
            return True, calls
        now, pause = now + pause, min(2 * pause, longest_pause)
    return False, calls


def paused(outage: int, every: int, deadline: int) -> tuple[int, int]:
    """(messages given up, calls to the dead provider) when the channel stops, keeps its rows and tries one now and then."""
    waiting: deque[int] = deque()
    given_up = calls = next_try = 0
    for now in range(outage + every + 1):
        if now < outage:
            waiting.append(now)
        while waiting and now - waiting[0] > deadline:
            given_up += bool(waiting.popleft() + 1)
        if waiting and now >= next_try:
            if now >= outage:
                waiting.clear()  # it answers again: everything that is left goes out
            else:
                calls, next_try = calls + 1, now + every
    return given_up + len(waiting), calls


@claim("attempts-run-out")
def five_attempts_are_spent_in_fifteen_seconds() -> bool:
    outage = OUTAGE
    counted = [tries(start, outage, 5, 10**9, 60) for start in range(outage)]
    timed = [tries(start, outage, None, 3600, 60) for start in range(outage)]
    lost, calls = paused(outage, 10, 3600)
    given_up = [sum(not sent for sent, _ in each) for each in (counted, timed)] + [lost]
    failed = [sum(made - sent for sent, made in each) for each in (counted, timed)] + [calls]
    show("of 600 messages given up: five attempts, a deadline of an hour, a paused channel with that deadline", given_up)
    show("calls that failed", failed)
    return given_up == [585, 0, 0] and failed[1] > 5_000 and failed[2] == 60


def seconds_to_drain(rate: int, capacity: int, outage: int) -> int:
    """From the end of the outage until nothing is left over from the second before, while messages keep coming."""
    backlog, now = rate * outage, 0
    while backlog > 0:
        backlog, now = max(0, backlog + rate - capacity), now + 1
    return now


@probe
def drain(rate: int, outage: int) -> int:
    return seconds_to_drain(rate, 100, outage)


@claim("the-backlog-outlasts-the-outage")
def draining_takes_load_over_spare_capacity() -> bool:
    rates = (20, 50, 80, 95)
    outage = OUTAGE
    found = [seconds_to_drain(rate, 100, outage) for rate in rates]
    show("seconds to drain after 600 s of outage, at 20, 50, 80 and 95 % of capacity", found)
    return found == [150, 600, 2400, 11400]


# %% A retry is overtaken by the next message of the same user
HEAD_ONLY = "AND NOT EXISTS (SELECT 1 FROM m AS e WHERE e.user = m.user AND e.seq < m.seq AND e.sent IS NULL)"


def order_sent(failures: dict[int, int], head_only: bool, messages: int = 4, pause: int = 10) -> list[int]:
    """The messages 1, 2, … of one user, queued a second apart, in the order in which they go out; some fail so many times."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE m (user INTEGER, seq INTEGER, due INTEGER, failures INTEGER, sent INTEGER)")
    rows = [(seq, seq, failures.get(seq, 0)) for seq in range(1, messages + 1)]
    db.executemany("INSERT INTO m VALUES (1, ?, ?, ?, NULL)", rows)
    extra = HEAD_ONLY if head_only else ""
    query = f"SELECT seq, failures FROM m WHERE sent IS NULL AND due <= ? {extra} ORDER BY due, seq LIMIT 1"
    for now in range(200):
        while found := db.execute(query, (now,)).fetchone():
            seq, left = found
            if left:
                db.execute("UPDATE m SET failures = failures - 1, due = ? WHERE seq = ?", (now + pause, seq))
            else:
                count = db.execute("SELECT count(sent) FROM m").fetchone()[0]
                db.execute("UPDATE m SET sent = ? WHERE seq = ?", (count, seq))
    return [seq for (seq,) in db.execute("SELECT seq FROM m ORDER BY sent")]


@claim("a-retry-is-overtaken")
def only_the_oldest_unfinished_row_of_a_user_keeps_order() -> bool:
    patterns = [{number: times} for number in (1, 2, 3) for times in (1, 2)]
    free = [order_sent(pattern, head_only=False) for pattern in patterns]
    held = [order_sent(pattern, head_only=True) for pattern in patterns]
    show("message 1, 2 or 3 fails once or twice: order sent", [" ".join(map(str, each)) for each in free])
    show("with the oldest unfinished one only", [" ".join(map(str, each)) for each in held])
    return all(each != [1, 2, 3, 4] for each in free) and all(each == [1, 2, 3, 4] for each in held)


FAILS = {
    "message 1 fails once": {1: 1},
    "message 2 fails once": {2: 1},
    "message 3 fails once": {3: 1},
    "messages 1 and 2 fail once each": {1: 1, 2: 1},
    "message 1 fails twice and message 3 once": {1: 2, 3: 1},
}


@probe
def sent_in_order(fails: str, rule: str) -> str:
    head_only = rule == "claims a message only if no earlier one of the same user is unsent"
    return " ".join(map(str, order_sent(FAILS[fails], head_only)))


# %% Quiet hours: until eight, where the user is
def mornings(zone: str, rule: str, year: int = 2026) -> list[datetime]:
    """When messages queued at 23:00 on each evening of the year go out, in the user's local time."""
    there = ZoneInfo(zone)
    offset = datetime(year, 1, 1, tzinfo=there).utcoffset() or timedelta()
    local_evenings = [datetime(year, 1, 1, 23) + timedelta(days=day) for day in range(365)]
    out = []
    for evening in local_evenings:
        eight = evening.replace(hour=8) + timedelta(days=1)
        if rule == "the hours that are missing, added in UTC":
            sent = evening.replace(tzinfo=there).astimezone(UTC) + (eight - evening)
        elif rule == "the offset from UTC that the user had on 1 January":
            sent = (eight - offset).replace(tzinfo=UTC)
        else:
            sent = eight.replace(tzinfo=there).astimezone(UTC)
        out.append(sent.astimezone(there))
    return out


ZONED = "the local time 8:00 in the named zone, converted then"
RULES = ["the hours that are missing, added in UTC", "the offset from UTC that the user had on 1 January", ZONED]


def wrong_mornings(zone: str, rule: str) -> int:
    return sum(sent.hour != 8 for sent in mornings(zone, rule))


@probe
def wrong_by_rule(zone: str) -> list[int]:
    return [wrong_mornings(zone.split()[0], rule) for rule in RULES]


@claim("an-offset-is-not-a-zone")
def only_the_named_zone_is_eight_on_every_morning() -> bool:
    zones = ["Europe/Paris", "America/New_York", "Asia/Kolkata"]
    wrong = {rule: [wrong_mornings(zone, rule) for zone in zones] for rule in RULES}
    for rule, counts in wrong.items():
        show(f"mornings of 2026 not at 8:00 in Paris, New York, Kolkata: {rule}", counts)
    return list(wrong.values()) == [[2, 2, 0], [210, 238, 0], [0, 0, 0]]


def released(spread: int) -> list[int]:
    """Messages sent in each minute of a day; one arrives each minute, and those from 22:00 to 8:00 wait for eight."""
    sent = [0] * 24 * 60
    for number, minute in enumerate(range(24 * 60)):
        quiet = minute >= 22 * 60 or minute < 8 * 60
        sent[8 * 60 + number % spread if quiet else minute] += 1
    return sent


@claim("quiet-hours-end-at-once")
def ten_quiet_hours_are_one_minute_of_work() -> bool:
    at_once, spread = released(1), released(60)
    show("most in a minute, at one message a minute: all at 8:00; over an hour", [max(at_once), max(spread)])
    return [max(at_once), max(spread)] == [601, 11]


# %% What was asked, and what is known
def still_wanted(asked: str) -> int:
    """Messages sent at eight to somebody who was queued for at 23:00 and unsubscribed at 23:30."""
    db = sqlite3.connect(":memory:")
    db.executescript("CREATE TABLE person (id INTEGER, wants INTEGER); CREATE TABLE held (person INTEGER, wanted INTEGER);")
    db.execute("INSERT INTO person VALUES (1, 1)")
    db.execute("INSERT INTO held SELECT id, wants FROM person WHERE wants")
    db.execute("UPDATE person SET wants = 0")
    column = {"when queued": "wanted", "when sent": "wants"}[asked]
    return db.execute(f"SELECT count(*) FROM held JOIN person ON id = person WHERE {column}").fetchone()[0]


@claim("ask-again-when-sending")
def a_preference_is_read_when_it_matters() -> bool:
    found = [still_wanted("when queued"), still_wanted("when sent")]
    show("messages to somebody who unsubscribed meanwhile: asked when queued, when sent", found)
    return found == [1, 0]


STATES = ["queued", "accepted", "delivered", "opened"]
REPORTS = ["accepted", "delivered", "delivered", "opened"]


def state_after(reports: tuple[str, ...], forward_only: bool) -> str:
    """The state of a delivery after the provider's reports, in the order in which they arrive."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE delivery (rank INTEGER)")
    db.execute("INSERT INTO delivery VALUES (0)")
    guard = "AND rank < :rank" if forward_only else ""
    for report in reports:
        db.execute(f"UPDATE delivery SET rank = :rank WHERE true {guard}", {"rank": STATES.index(report)})
    return STATES[db.execute("SELECT rank FROM delivery").fetchone()[0]]


@claim("states-only-advance")
def reports_in_any_order_end_in_the_furthest_state() -> bool:
    orders = sorted(set(itertools.permutations(REPORTS)))
    last = sum(state_after(order, forward_only=False) == "opened" for order in orders)
    furthest = sum(state_after(order, forward_only=True) == "opened" for order in orders)
    show("orders of accepted, delivered, delivered again, opened", len(orders))
    show("of these right with the last report, with the furthest", [last, furthest])
    return (len(orders), last, furthest) == (12, 3, 12)
