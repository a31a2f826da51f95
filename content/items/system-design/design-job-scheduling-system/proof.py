# %% A table of jobs in PostgreSQL
import heapq
import itertools
import time
import zlib
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import psycopg

from hotseat.proof import chart, claim, probe, service, show

SCHEMA = """
DROP SCHEMA IF EXISTS work CASCADE;
CREATE SCHEMA work;
CREATE TABLE work.job (
    id int PRIMARY KEY, state text NOT NULL DEFAULT 'ready', owner text, lease_until timestamptz,
    token int NOT NULL DEFAULT 0, attempts int NOT NULL DEFAULT 0, result text
);
CREATE TABLE work.slot (job text NOT NULL, due timestamptz NOT NULL, UNIQUE (job, due));
CREATE TABLE work.storage (id int PRIMARY KEY, value text, token int NOT NULL DEFAULT 0);
INSERT INTO work.storage VALUES (1, 'nothing', 0);
"""


def connect(autocommit: bool = True) -> psycopg.Connection:
    return psycopg.connect(service("postgres"), autocommit=autocommit)


def fresh(jobs: int) -> psycopg.Connection:
    """A connection to a table with so many jobs that are ready."""
    db = connect()
    db.execute("SET client_min_messages = warning")
    db.execute(SCHEMA)
    db.execute("INSERT INTO work.job (id) SELECT generate_series(1, %s)", (jobs,))
    return db


# %% Four ways to claim, by workers who come at the same time
READY = "SELECT id FROM work.job WHERE state = 'ready' ORDER BY id LIMIT 1"


def claimed(method: str, workers: int, jobs: int) -> list[int]:
    """[different jobs claimed, workers who wait, workers who believe that they have a job]; nobody has committed yet."""
    fresh(jobs).close()
    believed: list[int] = []
    waiting = 0
    with ExitStack() as stack:
        fleet = [stack.enter_context(connect(autocommit=not method.startswith("FOR UPDATE"))) for _ in range(workers)]
        if method.startswith("FOR UPDATE"):
            for worker in fleet:
                worker.execute("SET lock_timeout = '40ms'")
                try:
                    row = worker.execute(f"{READY} {method}").fetchone()
                except psycopg.errors.LockNotAvailable:
                    waiting += 1
                    worker.rollback()
                else:
                    believed += row or ()
        else:
            seen = [worker.execute(READY).fetchone() for worker in fleet]
            for worker, row in zip(fleet, seen, strict=True):
                guard = "AND state = 'ready'" if method == "look, then update if still ready" else ""
                taken = worker.execute(f"UPDATE work.job SET state = 'running' WHERE id = %s {guard}", row).rowcount
                believed += row if taken and row else ()
    return [len(set(believed)), waiting, len(believed)]


METHODS = {
    "`SELECT … LIMIT 1`, and when all have read, each runs `UPDATE … SET state = 'running' WHERE id = …`": "look, then update",
    "the same, with `AND state = 'ready'` in the `UPDATE`, and whoever changes no row has no job": "look, then update if still ready",
    "`SELECT … LIMIT 1 FOR UPDATE` in a transaction that stays open": "FOR UPDATE",
    "`SELECT … LIMIT 1 FOR UPDATE SKIP LOCKED` in a transaction that stays open": "FOR UPDATE SKIP LOCKED",
}


@probe
def claimed_by(method: str, workers: int, jobs: int) -> list[int]:
    return claimed(METHODS[method], workers, jobs)


@claim("skip-locked-shares")
def skipping_gives_each_worker_a_job_of_its_own() -> bool:
    workers = 5
    found = {method: claimed(method, workers, jobs=20) for method in METHODS.values()}
    for method, counts in found.items():
        show(f"{method}: jobs claimed, workers waiting, workers who believe", counts)
    return list(found.values()) == [[1, 0, 5], [1, 0, 1], [1, 4, 1], [5, 0, 5]]


# %% Holding the lock for the whole job, or a lease
def dead_versions(during: bool) -> int:
    """Versions of rows that a vacuum cannot remove, while a worker's transaction is open or after it has ended."""
    with fresh(1000) as db, connect(autocommit=False) as worker:
        db.execute("CREATE EXTENSION IF NOT EXISTS pgstattuple")
        worker.execute("SELECT id FROM work.job WHERE id = 1000 FOR UPDATE SKIP LOCKED")
        db.execute("UPDATE work.job SET attempts = attempts + 1 WHERE id < 1000")
        if not during:
            worker.commit()
        db.execute("VACUUM work.job")
        row = db.execute("SELECT dead_tuple_count FROM pgstattuple('work.job')").fetchone()
        assert row is not None
        return row[0]


@claim("a-long-claim-stops-vacuum")
def an_open_claim_keeps_every_dead_version() -> bool:
    found = [dead_versions(during=True), dead_versions(during=False)]
    show("dead versions left by VACUUM after 999 updates: while one job is held, after it ended", found)
    return found == [999, 0]


CLAIM = """
UPDATE work.job
SET state = 'running', owner = %(owner)s, lease_until = {now} + %(lease)s * interval '1 second', token = token + 1, attempts = attempts + 1
WHERE id = (
    SELECT id FROM work.job
    WHERE attempts < %(most)s AND (state = 'ready' OR state = 'running' AND lease_until < {now})
    ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING id, token
"""


def take(
    db: psycopg.Connection, owner: str, now: str = "clock_timestamp()", lease: int = 30, most: int = 10**6
) -> tuple[int, int] | None:
    """(job, token) for this worker, by the database's clock unless told otherwise."""
    return db.execute(CLAIM.format(now=now), {"owner": owner, "lease": lease, "most": most}).fetchone()


def expire(db: psycopg.Connection) -> None:
    """The lease runs out. The proof does not wait: it moves the end of every lease into the past."""
    db.execute("UPDATE work.job SET lease_until = clock_timestamp() - interval '1 second' WHERE state = 'running'")


@claim("a-lease-outlives-its-worker")
def a_closed_connection_frees_a_lock_at_once_and_a_lease_later() -> bool:
    with fresh(1) as db:
        worker = connect(autocommit=False)
        worker.execute(f"{READY} FOR UPDATE")
        locks = [db.execute(f"{READY} FOR UPDATE SKIP LOCKED").fetchone()]
        worker.close()
        end = time.monotonic() + 5  # the server ends the other session by itself, a moment later
        while (found := db.execute(f"{READY} FOR UPDATE SKIP LOCKED").fetchone()) is None and time.monotonic() < end:
            time.sleep(0.001)
        locks.append(found)
        with connect() as worker:
            take(worker, "a")
        dead = take(db, "b")
        expire(db)
        leases = [dead, take(db, "b")]
    show("a lock: what another worker gets while the first is there, and after its connection ended", str(locks))
    show("a lease: what another worker gets after the first one's connection ended, and after the lease ran out", str(leases))
    return locks == [None, (1,)] and leases == [None, (1, 2)]


# %% A worker that was away too long
FENCES = {
    "accepts every write": "UPDATE work.storage SET value = %(value)s, token = %(token)s",
    "refuses a token lower than the highest it has seen": (
        "UPDATE work.storage SET value = %(value)s, token = %(token)s WHERE token <= %(token)s"
    ),
}


def played(order: str, fence: str) -> tuple[list[str], str]:
    """(the writes that were accepted, the value in the end); A claimed first and its lease ran out, then B claimed."""
    with fresh(1) as db:
        took = {"A": take(db, "A")}
        expire(db)
        took["B"] = take(db, "B")
        accepted = []
        for name in order:
            claim_of = took[name]
            assert claim_of is not None
            if db.execute(FENCES[fence], {"value": name, "token": claim_of[1]}).rowcount:
                accepted.append(name)
        row = db.execute("SELECT value FROM work.storage").fetchone()
        assert row is not None
        return accepted, row[0]


def orders(names: str) -> list[str]:
    return sorted({"".join(order) for order in itertools.permutations(names)})


@probe
def accepted_of(order: str, fence: str) -> list[int]:
    accepted, _ = played(order.replace(" ", ""), fence)
    return [accepted.count("A"), accepted.count("B")]


@claim("a-fence-refuses-the-late")
def a_token_keeps_the_later_claims_value() -> bool:
    late, fence = "AABB", "refuses a token lower than the highest it has seen"
    free = [played(order, "accepts every write") for order in orders(late)]
    fenced = [played(order, fence) for order in orders(late)]
    show("orders of two late writes by A and two by B", len(fenced))
    show(
        "A's value stands in the end: every write accepted, fenced",
        [sum(value == "A" for _, value in each) for each in (free, fenced)],
    )
    show("orders in which the fence lets a late write of A pass", sum("A" in accepted for accepted, _ in fenced))
    return [sum(value == "A" for _, value in each) for each in (free, fenced)] == [3, 0] and sum(
        "A" in accepted for accepted, _ in fenced
    ) == 3


DONE = {
    "by id": "UPDATE work.job SET state = 'done', result = %(result)s WHERE id = 1",
    "by id and owner": "UPDATE work.job SET state = 'done', result = %(result)s WHERE id = 1 AND owner = %(owner)s",
    "by id and token": "UPDATE work.job SET state = 'done', result = %(result)s WHERE id = 1 AND token = %(token)s",
}


def late_result(way: str, second: str) -> str:
    """The result that stands when pod-1 stalls, the job is claimed again by `second` and finished, and the first one wakes up."""
    with fresh(1) as db:
        first = take(db, "pod-1")
        expire(db)
        again = take(db, second)
        assert first is not None
        assert again is not None
        db.execute(DONE[way], {"result": "new", "owner": second, "token": again[1]})
        db.execute(DONE[way], {"result": "old", "owner": "pod-1", "token": first[1]})
        row = db.execute("SELECT result FROM work.job").fetchone()
        assert row is not None
        return row[0]


@claim("an-owner-is-not-a-token")
def a_name_that_comes_again_lets_the_zombie_pass() -> bool:
    seconds = ["pod-2", "pod-1"]
    found = {way: [late_result(way, second) for second in seconds] for way in DONE}
    for way, results in found.items():
        show(f"result after pod-2, after a restarted pod-1, completing {way}", results)
    return list(found.values()) == [["old", "old"], ["new", "old"], ["new", "new"]]


# %% Whose clock decides that a lease has ended
NOON = "timestamptz '2026-11-23 12:00+00'"


def taken_over_after(skew: int, lease: int = 30) -> int:
    """The first whole second after A's claim at which B, whose clock is ahead by `skew`, takes the lease for ended."""
    with fresh(1) as db:
        take(db, "A", now=NOON, lease=lease)
        ended = f"lease_until < {NOON} + (s + %s) * interval '1 second'"
        row = db.execute(f"SELECT min(s) FROM work.job, generate_series(0, 600) AS s WHERE {ended}", (skew,)).fetchone()
        assert row is not None
        return row[0]


@claim("skew-shortens-a-lease")
def a_fast_clock_steals_and_a_slow_one_waits() -> bool:
    skews = (-60, -10, 0, 10, 25, 40)
    own = [taken_over_after(skew) for skew in skews]
    show("second at which a lease of 30 s is taken over by clocks ahead by -60, -10, 0, 10, 25, 40 s", own)
    return own == [91, 41, 31, 21, 6, 0]


@claim("now-stands-still")
def now_is_the_start_of_the_transaction() -> bool:
    with connect(autocommit=False) as db, connect() as other:
        started = db.execute("SELECT now()").fetchone()
        later = other.execute("SELECT clock_timestamp()").fetchone()
        again = db.execute("SELECT now(), clock_timestamp()").fetchone()
    assert started
    assert later
    assert again
    show(
        "now() unchanged later in the transaction; clock_timestamp() moved on",
        [str(again[0] == started[0]), str(again[1] > later[0])],
    )
    return again[0] == started[0] < later[0] < again[1]


# %% A job that kills its worker
def lives_lost(counted_at: str, rounds: int = 50, most: int = 5) -> tuple[int, int]:
    """(workers killed, other jobs done) in so many rounds; job 1 kills whoever runs it, before any error can be noted."""
    killed = 0
    with fresh(6) as db:
        for _ in range(rounds):
            found = take(db, "worker", most=most)
            if found is None:
                break
            if counted_at == "failure":
                db.execute("UPDATE work.job SET attempts = attempts - 1 WHERE id = %s", (found[0],))  # the claim does not count
            if found[0] == 1:
                killed += 1  # the handler that would count the failure never runs
                expire(db)
            else:
                db.execute("UPDATE work.job SET state = 'done' WHERE id = %s AND token = %s", found)
        row = db.execute("SELECT count(*) FROM work.job WHERE state = 'done'").fetchone()
        assert row is not None
        return killed, row[0]


@claim("count-at-the-claim")
def an_attempt_counts_when_it_begins() -> bool:
    found = [lives_lost("failure"), lives_lost("claim")]
    show("50 rounds: workers killed, other jobs done; counted at the failure, at the claim", [str(each) for each in found])
    return found == [(50, 0), (5, 5)]


# %% When is 2:30, and how often
def local_runs(zone: str, hour: int, minute: int, rule: str, year: int = 2026) -> Counter[date]:
    """Runs on each local date of the year of a job that is due daily at this local time."""
    there = ZoneInfo(zone)
    if rule == "each local date, converted":
        days = (date(year, 1, 1) + timedelta(days=number) for number in range(365))
        moments = {datetime(day.year, day.month, day.day, hour, minute, tzinfo=there).astimezone(UTC) for day in days}
        return Counter(moment.astimezone(there).date() for moment in moments)
    first = datetime(year, 1, 1, tzinfo=there).astimezone(UTC)
    runs: Counter[date] = Counter()
    for number in range(365 * 24 * 4 + 8):
        shown = (first + timedelta(minutes=15 * number)).astimezone(there)
        if shown.year == year and (shown.hour, shown.minute) == (hour, minute):
            runs[shown.date()] += 1
    return runs


def none_and_two(runs: Counter[date]) -> list[int]:
    """[days without a run, days with two]"""
    return [365 - len(runs), sum(count == 2 for count in runs.values())]


@probe
def odd_days(place: str) -> list[int]:
    zone, at = place.split()[:2]
    hour, minute = map(int, at.split(":"))
    return none_and_two(local_runs(zone, hour, minute, "whenever the clock shows it"))


@claim("the-clock-shows-it-twice-or-never")
def some_local_times_come_twice_and_some_never() -> bool:
    cases = [("Europe/Paris", 2), ("America/New_York", 1), ("America/New_York", 2), ("Europe/Paris", 12)]
    shown = [none_and_two(local_runs(zone, hour, 30, "whenever the clock shows it")) for zone, hour in cases]
    converted = [none_and_two(local_runs(zone, hour, 30, "each local date, converted")) for zone, hour in cases]
    places = "Paris 2:30, New York 1:30, New York 2:30, Paris 12:30"
    show(f"days of 2026 without a run, with two: {places}; whenever the clock shows it", [str(each) for each in shown])
    show("each local date converted to UTC", [str(each) for each in converted])
    return shown == [[1, 1], [0, 1], [1, 0], [0, 0]] and converted == [[0, 0]] * 4


# %% Two schedulers, a restart, and three days off
def slots_written(unique: bool) -> int:
    """Rows that two schedulers and the restart of one of them write for the 24 hours of a day."""
    with fresh(0) as db:
        if not unique:
            db.execute("ALTER TABLE work.slot DROP CONSTRAINT slot_job_due_key")
        insert = """
            INSERT INTO work.slot SELECT 'report', due
            FROM generate_series(timestamptz '2026-11-23 00:00+00', timestamptz '2026-11-23 23:00+00', interval '1 hour') AS due
            ON CONFLICT DO NOTHING
        """
        for _ in ("one", "the other", "the other again"):
            db.execute(insert)
        row = db.execute("SELECT count(*) FROM work.slot").fetchone()
        assert row is not None
        return row[0]


@claim("a-slot-is-a-key")
def a_moment_can_be_due_only_once() -> bool:
    found = [slots_written(unique=False), slots_written(unique=True)]
    show("rows for 24 hours from two schedulers and a restart: without and with UNIQUE (job, due)", found)
    return found == [72, 24]


POLICIES = {"all": "true", "the last one": "due = {last}", "those at most two hours late": "due >= {back} - interval '2 hours'"}


def caught_up(policy: str, days: int = 3) -> int:
    """Runs that are queued when the system is back at 9:30, after so many days in which an hourly job was due."""
    back = "timestamptz '2026-11-23 09:30+00'"
    chosen = POLICIES[policy].format(last="timestamptz '2026-11-23 09:00+00'", back=back)
    with fresh(0) as db:
        missed = f"generate_series({back} - interval '{days} days' + interval '30 minutes', {back}, interval '1 hour') AS due"
        db.execute(f"INSERT INTO work.slot SELECT 'report', due FROM {missed} WHERE {chosen} ON CONFLICT DO NOTHING")
        row = db.execute("SELECT count(*) FROM work.slot").fetchone()
        assert row is not None
        return row[0]


@claim("catching-up-is-a-policy")
def three_days_are_72_runs_or_one_or_two() -> bool:
    found = [caught_up(policy) for policy in POLICIES]
    show("hourly runs queued after three days off: all, the last one, those at most two hours late", found)
    return found == [72, 1, 2]


# %% Minute 0
def last_start(jobs: int, workers: int, seconds: int, spread: int) -> int:
    """Delay in seconds of the job that waits longest, when jobs are due within `spread` seconds by a hash of their names."""
    due = sorted(zlib.crc32(f"job-{number}".encode()) % spread for number in range(jobs))
    free = [0] * workers
    worst = 0
    for moment in due:
        start = max(moment, heapq.heappop(free))
        worst = max(worst, start - moment)
        heapq.heappush(free, start + seconds)
    return worst


@probe
def herd(jobs: int, workers: int, seconds: int) -> int:
    return last_start(jobs, workers, seconds, spread=1)


@claim("minute-zero-is-a-queue")
def a_fixed_offset_takes_the_queue_away() -> bool:
    jobs, workers, seconds = 6000, 20, 2
    spreads = [1, 60, 300, 900, 1800, 3600]
    waits = [last_start(jobs, workers, seconds, spread) for spread in spreads]
    chart(
        "6,000 hourly jobs of 2 s on 20 workers: the longest wait for a start",
        spreads,
        {"wait": waits},
        x_label="seconds over which the jobs are spread",
        y_label="wait, s",
        log_x=True,
    )
    show(
        "longest wait in seconds when all are due at once, within a minute, and within the hour", [waits[0], waits[1], waits[-1]]
    )
    return waits[0] == 598 and waits[1] > 500 and waits[-1] <= 5


def gaps(offset: Callable[[int], int], hours: int = 200) -> list[int]:
    """Shortest and longest time in seconds between two runs of an hourly job with this offset in each hour."""
    runs = [3600 * hour + offset(hour) for hour in range(hours)]
    between = [later - earlier for earlier, later in itertools.pairwise(runs)]
    return [min(between), max(between)]


@claim("jitter-anew-is-not-hourly")
def an_offset_drawn_each_time_bends_the_interval() -> bool:
    chance = Random(11)
    by_name = gaps(lambda hour: zlib.crc32(b"job-17") % 3600)
    drawn = gaps(lambda hour: chance.randrange(3600))
    show("least and most seconds between hourly runs: offset from the name, offset drawn anew", [*by_name, *drawn])
    return by_name == [3600, 3600] and drawn[0] < 600 and drawn[1] > 6600
