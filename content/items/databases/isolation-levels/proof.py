# %% A player of schedules: statements in a fixed order, by several sessions, without a clock
# A schedule is one statement a line, with the session's letter before it. Each time the first line is taken whose session
# is free: one that waits for a lock takes its next line when it has been let through.
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg

from hotseat.proof import chart, claim, probe, service, show

UNCOMMITTED, COMMITTED, REPEATABLE, SERIAL = "READ UNCOMMITTED", "READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"
LEVELS = [COMMITTED, REPEATABLE, SERIAL]


@dataclass
class Step:
    """One statement and what became of it: its rows, "done", or the name of its error."""

    session: str
    sql: str
    got: object = None
    waited: bool = False


@dataclass
class Played:
    """All the steps of a schedule, and the rows that its last query then found."""

    steps: list[Step]
    left: list[tuple[object, ...]] = field(default_factory=list)

    def of(self, session: str, verb: str) -> list[object]:
        """What a session's statements that start with this verb returned, in order."""
        return [step.got for step in self.steps if step.session == session and step.sql.startswith(verb)]

    @property
    def failed(self) -> list[str]:
        """The sessions whose transaction could not be serialized (SQLSTATE 40001)."""
        return [step.session for step in self.steps if step.got == "SerializationFailure"]

    @property
    def waited(self) -> bool:
        return any(step.waited for step in self.steps)


class Sessions:
    """Connections by letter, each with a thread of its own, and one that watches who waits."""

    def __init__(self) -> None:
        self.watcher = psycopg.connect(service("postgres"), autocommit=True)
        self.connections: dict[str, psycopg.Connection] = {}
        self.threads = ThreadPoolExecutor(40)
        self.pending: dict[str, tuple[Step, Future[object]]] = {}

    def connection(self, name: str) -> psycopg.Connection:
        if name not in self.connections:
            self.connections[name] = psycopg.connect(service("postgres"), autocommit=True, options="-c search_path=story")
        return self.connections[name]

    def execute(self, name: str, sql: str) -> object:
        try:
            cursor = self.connection(name).execute(sql)
        except psycopg.Error as error:
            return type(error).__name__
        rows = cursor.fetchall() if cursor.description else []
        return [row[0] if len(row) == 1 else row for row in rows] if cursor.description else "done"

    def blocked(self, name: str) -> bool:
        pid = self.connection(name).info.backend_pid
        row = self.watcher.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [pid]).fetchone()
        return bool(row and row[0])

    def take(self, step: Step) -> None:
        """Send a statement; come back when every statement under way is answered or waits for a lock."""
        assert step.session not in self.pending, f"{step.session} still waits"
        self.connection(step.session)
        self.pending[step.session] = (step, self.threads.submit(self.execute, step.session, step.sql))
        while any(self.settled(name) for name in list(self.pending)):
            pass  # an answer may have let others through: look at them all again

    def settled(self, name: str) -> bool:
        """Whether the session's statement is answered now; False when it waits for a lock."""
        step, future = self.pending[name]
        while not future.done():
            if self.blocked(name):
                step.waited = True
                return False
        step.got = future.result()
        del self.pending[name]
        return True

    def close(self) -> None:
        for connection in [*self.connections.values(), self.watcher]:
            connection.close()
        self.threads.shutdown()


@contextmanager
def sessions(setup: str) -> Iterator[Sessions]:
    together = Sessions()
    try:
        together.watcher.execute("DROP SCHEMA IF EXISTS story CASCADE; CREATE SCHEMA story; SET search_path = story;" + setup)
        yield together
    finally:
        together.close()


def play(setup: str, schedule: str, levels: str | dict[str, str], left: str = "SELECT 1") -> Played:
    """Run a schedule. BEGIN gets the session's isolation level; `{seen}` is the value that the session read last."""
    played = Played([])
    lines = [line.strip().split(" ", 1) for line in schedule.strip().splitlines() if line.strip()]
    with sessions(setup) as together:
        while lines:
            name, sql = lines.pop(next(number for number, (name, _) in enumerate(lines) if name not in together.pending))
            level = levels if isinstance(levels, str) else levels.get(name, COMMITTED)
            seen = [got for got in played.of(name, "SELECT") if isinstance(got, list) and got]
            sql = f"BEGIN ISOLATION LEVEL {level}" if sql == "BEGIN" else sql.replace("{seen}", str(seen[-1][0]) if seen else "")
            played.steps.append(Step(name, sql))
            together.take(played.steps[-1])
        played.left = together.watcher.execute(left).fetchall()
    return played


# %% What one transaction sees of another
ACCOUNTS = "CREATE TABLE account (id int PRIMARY KEY, balance int); INSERT INTO account VALUES (1, 100), (2, 100)"
BALANCE = "SELECT balance FROM account WHERE id = 1"
TOTAL = "SELECT sum(balance) FROM account"

DIRTY = """
B BEGIN
B UPDATE account SET balance = 0 WHERE id = 1
A BEGIN
A SELECT balance FROM account WHERE id = 1
A COMMIT
B ROLLBACK
"""

REREAD = """
A BEGIN
A SELECT balance FROM account WHERE id = 1
B UPDATE account SET balance = 70 WHERE id = 1
A SELECT balance FROM account WHERE id = 1
A COMMIT
"""

TRANSFER = """
A BEGIN
A SELECT balance FROM account WHERE id = 1
B BEGIN
B UPDATE account SET balance = balance - 50 WHERE id = 1
B UPDATE account SET balance = balance + 50 WHERE id = 2
B COMMIT
A SELECT balance FROM account WHERE id = 2
A COMMIT
"""

PHANTOM = """
A BEGIN
A SELECT count(*) FROM account WHERE balance > 50
B INSERT INTO account VALUES (3, 100)
A SELECT count(*) FROM account WHERE balance > 50
A COMMIT
"""


def seen_by_a(schedule: str, level: str) -> list[int]:
    """The values that session A read, in order."""
    return [got[0] for got in play(ACCOUNTS, schedule, level).of("A", "SELECT") if isinstance(got, list)]


@claim("no-dirty-reads")
def no_level_reads_what_is_not_committed() -> bool:
    seen = {level: seen_by_a(DIRTY, level) for level in [UNCOMMITTED, *LEVELS]}
    for level, values in seen.items():
        show(f"balance read at {level} while another session has set it to 0", values[0])
    return set(map(tuple, seen.values())) == {(100,)}


@claim("committed-sees-each-commit")
def read_committed_sees_whatever_commits_between_its_statements() -> bool:
    seen = [seen_by_a(schedule, COMMITTED) for schedule in (REREAD, PHANTOM, TRANSFER)]
    show("the same balance, read twice", seen[0])
    show("the same count, read twice", seen[1])
    show("the two balances of a total of 200, read one after the other", seen[2])
    return seen == [[100, 70], [2, 3], [100, 150]]


@claim("repeatable-is-a-snapshot")
def repeatable_read_is_one_snapshot_without_phantoms() -> bool:
    seen = [seen_by_a(schedule, REPEATABLE) for schedule in (REREAD, PHANTOM, TRANSFER)]
    show("the same balance, read twice", seen[0])
    show("the same count, read twice", seen[1])
    show("the two balances of a total of 200, read one after the other", seen[2])
    return seen == [[100, 100], [2, 2], [100, 100]]


def rows_counted(before: list[str], level: str, rows: int = 2) -> int:
    """Rows that A counts at last, when B adds one before each of A's statements after BEGIN. There are `rows` to begin with."""
    lines = ["A BEGIN"]
    for number, statement in enumerate([*before, "SELECT count(*) FROM event"]):
        lines += [f"B INSERT INTO event VALUES ({number})", f"A {statement}"]
    setup = f"CREATE TABLE event AS SELECT n FROM generate_series(1, {rows}) n; CREATE TABLE other ()"
    counted = play(setup, "\n".join([*lines, "A COMMIT"]), level).of("A", "SELECT count")[-1]
    assert isinstance(counted, list)
    return int(counted[0])


@claim("snapshot-at-first-query")
def the_snapshot_is_taken_by_the_first_query() -> bool:
    late = rows_counted(["SET LOCAL lock_timeout = '9s'", "LOCK TABLE other"], REPEATABLE)
    early = rows_counted(["SELECT 1", "LOCK TABLE other"], REPEATABLE)
    show("rows counted, of 5, after SET and LOCK TABLE", late)
    show("rows counted, of 5, after SELECT 1 and LOCK TABLE", early)
    return (late, early) == (5, 3)


# %% Two that read, decide and write: lost updates and write skew
@dataclass(frozen=True)
class Story:
    """Two sessions that each read something, decide in the application, and write. `left` must then be `kept`."""

    setup: str
    read: str
    change: dict[str, str]
    left: str
    kept: int

    def schedule(self, first: str = "", lock: str = "") -> str:
        """Both read before either writes. `first` opens each transaction, `lock` ends each read."""
        turns = [["BEGIN"], [first] if first else [], [self.read.format(lock=lock)], [None], ["COMMIT"]]
        return "\n".join(f"{name} {sql or self.change[name]}" for turn in turns for sql in turn for name in "AB")

    @property
    def table(self) -> str:
        return self.setup.split()[2]

    def play(self, levels: str | dict[str, str], first: str = "", lock: str = "") -> Played:
        return play(self.setup, self.schedule(first, lock), levels, self.left)

    def broken(self, played: Played) -> bool:
        """Whether both committed and the outcome is one that no order of the two gives."""
        return not played.failed and played.left != [(self.kept,)]


WITHDRAW = Story(
    setup=ACCOUNTS,
    read="SELECT balance FROM account WHERE id = 1 {lock}",
    change={
        "A": "UPDATE account SET balance = {seen} - 10 WHERE id = 1",
        "B": "UPDATE account SET balance = {seen} - 20 WHERE id = 1",
    },
    left="SELECT balance FROM account WHERE id = 1",
    kept=70,
)

LEAVE = Story(  # a doctor may go off call if another one stays
    setup="CREATE TABLE doctor (name text PRIMARY KEY, on_call bool); INSERT INTO doctor VALUES ('Ann', true), ('Bob', true)",
    read="SELECT count(*) FROM (SELECT FROM doctor WHERE on_call {lock}) AS staying",
    change={
        "A": "UPDATE doctor SET on_call = false WHERE name = 'Ann' AND {seen} > 1",
        "B": "UPDATE doctor SET on_call = false WHERE name = 'Bob' AND {seen} > 1",
    },
    left="SELECT count(*) FROM doctor WHERE on_call",
    kept=1,
)

BOOK = Story(  # a room is booked if nobody has it at that hour
    setup="CREATE TABLE booking (room int, hour int, guest text)",
    read="SELECT count(*) FROM (SELECT FROM booking WHERE room = 1 AND hour = 9 {lock}) AS taken",
    change={
        "A": "INSERT INTO booking SELECT 1, 9, 'A' WHERE {seen} = 0",
        "B": "INSERT INTO booking SELECT 1, 9, 'B' WHERE {seen} = 0",
    },
    left="SELECT count(*) FROM booking",
    kept=1,
)


def told(story: Story, played: Played) -> str:
    """What came of a story, in a line."""
    failed = f"40001 for {' and '.join(played.failed)}" if played.failed else "both commit"
    return f"{played.left[0][0]} ({failed}; {'one waited' if played.waited else 'nobody waited'})"


@claim("value-from-application-is-lost")
def a_value_computed_in_the_application_overwrites() -> bool:
    played = {level: WITHDRAW.play(level) for level in LEVELS}
    for level, found in played.items():
        show(f"{level}: 100 - 10 - 20", told(WITHDRAW, found))
    refused = all(played[level].left == [(90,)] and played[level].failed == ["B"] for level in (REPEATABLE, SERIAL))
    return played[COMMITTED].left == [(80,)] and not played[COMMITTED].failed and refused


IN_PLACE = """
A BEGIN
B BEGIN
A UPDATE account SET balance = balance - 10 WHERE id = 1
B UPDATE account SET balance = balance - 20 WHERE id = 1
A COMMIT
B COMMIT
"""


@claim("database-arithmetic-is-not-lost")
def arithmetic_in_the_database_and_row_locks_lose_nothing() -> bool:
    in_place = play(ACCOUNTS, IN_PLACE, COMMITTED, WITHDRAW.left)
    locked = WITHDRAW.play(COMMITTED, lock="FOR UPDATE")
    show("READ COMMITTED, balance = balance - n", told(WITHDRAW, in_place))
    show("READ COMMITTED, SELECT … FOR UPDATE first", told(WITHDRAW, locked))
    return in_place.left == locked.left == [(70,)] and in_place.waited and locked.waited


@claim("repeatable-lets-write-skew")
def repeatable_read_lets_write_skew_through() -> bool:
    left, booked = LEAVE.play(REPEATABLE), BOOK.play(REPEATABLE)
    show("doctors left on call", told(LEAVE, left))
    show("bookings of one room at one hour", told(BOOK, booked))
    return LEAVE.broken(left) and BOOK.broken(booked)


@claim("serializable-refuses-write-skew")
def serializable_refuses_one_of_them_and_lets_nobody_wait() -> bool:
    left, booked = LEAVE.play(SERIAL), BOOK.play(SERIAL)
    show("doctors left on call", told(LEAVE, left))
    show("bookings of one room at one hour", told(BOOK, booked))
    refused = all(len(played.failed) == 1 and not played.waited for played in (left, booked))
    return refused and left.left == booked.left == [(1,)]


@claim("serializable-needs-all")
def serializable_protects_only_among_serializable_transactions() -> bool:
    mixed = LEAVE.play({"A": SERIAL, "B": REPEATABLE})
    show("doctors left on call, one of the two at REPEATABLE READ", told(LEAVE, mixed))
    return LEAVE.broken(mixed)


@claim("row-locks-miss-new-rows")
def row_locks_hold_the_rows_that_exist() -> bool:
    left, booked = LEAVE.play(COMMITTED, lock="FOR UPDATE"), BOOK.play(COMMITTED, lock="FOR UPDATE")
    unique = "; CREATE UNIQUE INDEX ON booking (room, hour)"
    constrained = play(BOOK.setup + unique, BOOK.schedule(), COMMITTED, BOOK.left)
    show("doctors left on call, counted FOR UPDATE", told(LEAVE, left))
    show("bookings, counted FOR UPDATE", told(BOOK, booked))
    show("bookings, with a unique index", f"{constrained.left[0][0]} ({constrained.of('B', 'INSERT')[0]} for B)")
    return left.left == [(1,)] and BOOK.broken(booked) and constrained.left == [(1,)]


# %% Two surprises
MISSED = """
A BEGIN
A UPDATE website SET hits = hits + 1
B BEGIN
B DELETE FROM website WHERE hits = 10
A COMMIT
B COMMIT
"""
WEBSITES = "CREATE TABLE website (hits int); INSERT INTO website VALUES (9), (10)"


@claim("waiting-rechecks-one-row")
def after_waiting_read_committed_rechecks_only_the_rows_it_found() -> bool:
    left = "SELECT hits FROM website ORDER BY hits"
    committed, repeatable = (play(WEBSITES, MISSED, level, left) for level in (COMMITTED, REPEATABLE))
    show("READ COMMITTED: rows left by DELETE … WHERE hits = 10", [hits for (hits,) in committed.left])
    show("REPEATABLE READ: the DELETE ends in", repeatable.of("B", "DELETE")[0])
    return committed.left == [(10,), (11,)] and not committed.failed and repeatable.failed == ["B"]


# B adds a receipt to the open batch, A closes the batch, and C, which only reads, reports on the closed one.
REPORT = """
B BEGIN
B SELECT batch FROM control
A BEGIN
A UPDATE control SET batch = batch + 1
A COMMIT
C BEGIN
C SELECT batch FROM control
C SELECT sum(amount) FROM receipt WHERE batch = {seen} - 1
C COMMIT
B INSERT INTO receipt VALUES ({seen}, 100)
B COMMIT
"""
BATCHES = """
CREATE TABLE control (batch int); INSERT INTO control VALUES (1);
CREATE TABLE receipt (batch int, amount int); INSERT INTO receipt VALUES (1, 50)
"""
CLOSED = "SELECT sum(amount) FROM receipt WHERE batch = 1"


@claim("reader-sees-impossible-state")
def a_reader_reports_what_no_order_gives() -> bool:
    repeatable, serial = (play(BATCHES, REPORT, level, CLOSED) for level in (REPEATABLE, SERIAL))
    reported = [found.of("C", "SELECT sum")[0] for found in (repeatable, serial)]
    show("REPEATABLE READ: reported for the closed batch, and in it afterwards", [reported[0], repeatable.left[0][0]])
    show("SERIALIZABLE: reported, and in it afterwards", [reported[1], serial.left[0][0]])
    show("SERIALIZABLE: could not be serialized", serial.failed)
    skewed = reported[0] == [50] and repeatable.left == [(150,)] and not repeatable.failed
    return skewed and reported[1] == [50] and serial.left == [(50,)] and serial.failed == ["B"]


# %% What serialization failures cost
RETRY = """
A BEGIN
A SELECT balance FROM account WHERE id = 1
B UPDATE account SET balance = balance - 20 WHERE id = 1
A SAVEPOINT before
A UPDATE account SET balance = {seen} - 10 WHERE id = 1
A ROLLBACK TO SAVEPOINT before
A UPDATE account SET balance = {seen} - 10 WHERE id = 1
A ROLLBACK
A BEGIN
A SELECT balance FROM account WHERE id = 1
A UPDATE account SET balance = {seen} - 10 WHERE id = 1
A COMMIT
"""


@claim("retry-the-whole-transaction")
def only_a_new_transaction_gets_through() -> bool:
    played = play(ACCOUNTS, RETRY, REPEATABLE, WITHDRAW.left)
    updates = played.of("A", "UPDATE")
    show("the update, again after a savepoint, again in a new transaction", updates)
    show("100 - 20 - 10", played.left[0][0])
    return updates == ["SerializationFailure", "SerializationFailure", "done"] and played.left == [(70,)]


STRANGERS = """
A BEGIN
B BEGIN
A SELECT n FROM stock WHERE id = 1
B SELECT n FROM stock WHERE id = 4000
A UPDATE stock SET n = {seen} - 1 WHERE id = 1
B UPDATE stock SET n = {seen} - 1 WHERE id = 4000
A COMMIT
B COMMIT
"""
STOCK = "CREATE TABLE stock AS SELECT id, 100 AS n FROM generate_series(1, 5000) id"


@claim("scans-cause-false-alarms")
def a_sequential_scan_makes_strangers_conflict() -> bool:
    scanned = play(STOCK, STRANGERS, SERIAL)
    indexed = play(f"{STOCK}; CREATE UNIQUE INDEX ON stock (id); ANALYZE stock", STRANGERS, SERIAL)
    show("two transactions on different rows, found by sequential scans: could not be serialized", scanned.failed)
    show("the same, found by an index", indexed.failed)
    return scanned.failed == ["B"] and indexed.failed == []


def attempts(number: int, level: str, lock: str = "") -> int:
    """Transactions begun until each of so many sessions has withdrawn once, all in step, with a retry after each failure."""
    waiting, begun, balance = [f"s{n}" for n in range(number)], 0, 100
    while waiting:
        turns = [
            "BEGIN",
            f"SELECT balance FROM account WHERE id = 1 {lock}",
            "UPDATE account SET balance = {seen} - 1 WHERE id = 1",
            "COMMIT",
        ]
        setup = f"CREATE TABLE account (id int PRIMARY KEY, balance int); INSERT INTO account VALUES (1, {balance})"
        played = play(setup, "\n".join(f"{name} {sql}" for sql in turns for name in waiting), level, WITHDRAW.left)
        begun += len(waiting)
        waiting = played.failed
        balance = int(str(played.left[0][0]))
    assert balance == 100 - number, "an update was lost"
    return begun


@claim("hot-row-retries-grow")
def on_a_hot_row_retries_grow_with_the_square() -> bool:
    numbers = [1, 2, 3, 4, 6, 8]
    retried = [attempts(number, REPEATABLE) for number in numbers]
    locked = [attempts(number, COMMITTED, "FOR UPDATE") for number in numbers]
    lines = {"REPEATABLE READ, retried": retried, "READ COMMITTED, SELECT … FOR UPDATE": locked}
    chart("Transactions for one withdrawal each, all in step", numbers, lines, x_label="sessions", y_label="transactions begun")
    return retried == [n * (n + 1) // 2 for n in numbers] and locked == numbers


# %% Truths of the probes
@probe
def rows_in_snapshot(rows: int, level: str, statements: str) -> int:
    return rows_counted(statements.split("; "), level, rows)


ADD = Story(
    setup=ACCOUNTS,
    read="SELECT 1",
    change={
        "A": "UPDATE account SET balance = balance - 10 WHERE id = 1",
        "B": "UPDATE account SET balance = balance - 20 WHERE id = 1",
    },
    left=WITHDRAW.left,
    kept=70,
)

STORIES = {
    "each reads the same balance and writes back what the application computed from it": WITHDRAW,
    "each reads something else, then runs UPDATE … SET balance = balance - n on the same row": ADD,
    "each counts the doctors on call, finds 2, and takes its own doctor off call; one must stay": LEAVE,
    "each counts the bookings of a room at nine, finds 0, and inserts one; one is allowed": BOOK,
}


@probe
def what_comes_of(story: str, level: str) -> str:
    chosen = STORIES[story]
    played = chosen.play(level)
    if played.failed:
        when = "after waiting for the other" if played.waited else "and neither ever waited"
        return f"one of them fails with SQLSTATE 40001, {when}"
    return f"both commit, and the outcome is {'wrong' if chosen.broken(played) else 'right'}"


MEASURES = {
    "READ COMMITTED, and FOR UPDATE on what each reads": lambda story: story.play(COMMITTED, lock="FOR UPDATE"),
    "READ COMMITTED, and LOCK TABLE … IN SHARE ROW EXCLUSIVE MODE before each read": lambda story: story.play(
        COMMITTED, first=f"LOCK TABLE {story.table} IN SHARE ROW EXCLUSIVE MODE"
    ),
    "REPEATABLE READ in both": lambda story: story.play(REPEATABLE),
    "SERIALIZABLE in one, REPEATABLE READ in the other": lambda story: story.play({"A": SERIAL, "B": REPEATABLE}),
    "SERIALIZABLE in both": lambda story: story.play(SERIAL),
}


@probe
def measures_that_keep(story: str) -> list[str]:
    chosen = STORIES[story]
    return [name for name, measure in MEASURES.items() if not chosen.broken(measure(chosen))]


@probe
def transactions_begun(count: int, way: str) -> int:
    level, lock = {"REPEATABLE READ": (REPEATABLE, ""), "READ COMMITTED with SELECT … FOR UPDATE": (COMMITTED, "FOR UPDATE")}[way]
    return attempts(count, level, lock)
