# %% A player of schedules: statements in a fixed order, by several sessions, each waiting when it must
# A schedule is one statement a line, with the session's letter before it. Each time the first line is taken whose session is
# free: one that waits for a lock takes its next line when it has been let through. Who is refused takes no further line.
import itertools
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg

from hotseat.proof import claim, probe, service, show

DETECT = "20ms"
"""deadlock_timeout in these sessions: how long one waits for a lock before it looks for a cycle. The default is 1 s."""


@dataclass
class Played:
    """What became of each session's statements: rows, "done", or the error."""

    got: list[tuple[str, str, Any]] = field(default_factory=list)
    waited: set[str] = field(default_factory=set)

    def errors(self, kind: type[psycopg.Error] = psycopg.errors.DeadlockDetected) -> dict[str, psycopg.Error]:
        return {name: got for name, _, got in self.got if isinstance(got, kind)}


class Sessions:
    """Connections by letter, each with a thread of its own, and one that watches who waits for whom."""

    def __init__(self) -> None:
        self.watcher = psycopg.connect(service("postgres"), autocommit=True)
        self.connections: dict[str, psycopg.Connection] = {}
        self.threads = ThreadPoolExecutor(8)
        self.pending: dict[str, Future[Any]] = {}
        self.played = Played()

    def connection(self, name: str) -> psycopg.Connection:
        if name not in self.connections:
            options = f"-c search_path=story -c deadlock_timeout={DETECT}"
            self.connections[name] = psycopg.connect(service("postgres"), autocommit=True, options=options)
        return self.connections[name]

    def execute(self, name: str, sql: str) -> Any:
        try:
            cursor = self.connection(name).execute(sql)
        except psycopg.Error as error:
            got: Any = error
        else:
            got = cursor.fetchall() if cursor.description else "done"
        self.played.got.append((name, sql, got))
        return got

    def blockers(self, name: str) -> list[str]:
        """The sessions that this one waits for."""
        pids = {connection.info.backend_pid: letter for letter, connection in self.connections.items()}
        row = self.watcher.execute("SELECT pg_blocking_pids(%s)", [self.connection(name).info.backend_pid]).fetchone()
        assert row is not None
        return [pids[pid] for pid in row[0]]

    def take(self, name: str, sql: str) -> None:
        """Send a statement; come back when every statement under way is answered or waits for a lock."""
        assert name not in self.pending, f"{name} still waits"
        self.connection(name)
        self.pending[name] = self.threads.submit(self.execute, name, sql)
        while any(self.settled(letter) for letter in list(self.pending)):
            pass  # an answer may have let others through: look at them all again

    def settled(self, name: str) -> bool:
        """Whether the session's statement is answered now; False when it waits for a lock."""
        while not self.pending[name].done():
            if self.blockers(name):
                self.played.waited.add(name)
                return False
        del self.pending[name]
        return True

    def rest(self) -> None:
        """Wait until one statement more is answered: a cycle is found, or a lock released."""
        wait(self.pending.values(), return_when=FIRST_COMPLETED)
        for name in [name for name, future in self.pending.items() if future.done()]:
            del self.pending[name]

    def close(self) -> None:
        self.watcher.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '' AND pid <> pg_backend_pid()"
        )
        self.threads.shutdown()
        for connection in [*self.connections.values(), self.watcher]:
            connection.close()


@contextmanager
def sessions(setup: str) -> Iterator[Sessions]:
    together = Sessions()
    try:
        together.watcher.execute("DROP SCHEMA IF EXISTS story CASCADE; CREATE SCHEMA story; SET search_path = story;" + setup)
        yield together
    finally:
        together.close()


def play(setup: str, schedule: str) -> Played:
    """Run a schedule to its end."""
    lines = [tuple(line.strip().split(" ", 1)) for line in schedule.strip().splitlines() if line.strip()]
    with sessions(setup) as together:
        while lines or together.pending:
            refused = {name for name, _, got in together.played.got if isinstance(got, psycopg.Error)}
            lines = [line for line in lines if line[0] not in refused]
            free = next((line for line in lines if line[0] not in together.pending), None)
            if free:
                lines.remove(free)
                together.take(*free)
            elif together.pending:
                together.rest()
    return together.played


# %% Two rows, two sessions, every order of their steps
ACCOUNTS = """CREATE TABLE account (id int PRIMARY KEY, balance int);
INSERT INTO account SELECT n, 100 FROM generate_series(1, 9) n;"""


def transfer(name: str, *rows: int) -> list[str]:
    """A transaction that changes these accounts, one after the other: its steps."""
    steps = [f"{name} UPDATE account SET balance = balance + 1 WHERE id = {row}" for row in rows]
    return [f"{name} BEGIN\n{steps[0]}", *steps[1:-1], f"{steps[-1]}\n{name} COMMIT"]


def interleaved(*processes: list[str]) -> Iterator[str]:
    """Every order in which the processes can take their steps, as schedules."""
    turns = [number for number, steps in enumerate(processes) for _ in steps]
    for order in sorted(set(itertools.permutations(turns))):
        taken = [iter(steps) for steps in processes]
        yield "\n".join(next(taken[number]) for number in order)


def deadlocks(first: list[str], second: list[str]) -> tuple[int, int]:
    """Orders of the steps of two sessions, and those that end in a deadlock, in which one of them is refused."""
    played = [play(ACCOUNTS, schedule) for schedule in interleaved(first, second)]
    assert all(len(one.errors()) <= 1 and not one.errors(psycopg.errors.Error).keys() - one.errors().keys() for one in played)
    return len(played), sum(bool(one.errors()) for one in played)


@claim("opposite-orders-deadlock")
def rows_in_opposite_order_deadlock() -> bool:
    opposite = deadlocks(transfer("A", 1, 2), transfer("B", 2, 1))
    same = deadlocks(transfer("A", 1, 2), transfer("B", 1, 2))
    show("orders of the steps, and those that end in a deadlock: A takes 1 then 2, B takes 2 then 1", list(opposite))
    show("both take 1, then 2", list(same))
    return opposite == (6, 4) and same == (6, 0)


CROSSED = "\n".join([transfer("A", 1, 2)[0], transfer("B", 2, 1)[0], transfer("A", 1, 2)[1], transfer("B", 2, 1)[1]])


@claim("one-is-refused-with-a-report")
def one_is_refused_and_told_why() -> bool:
    played = play(ACCOUNTS, CROSSED)
    if len(played.errors()) != 1:
        return False
    (error,) = played.errors().values()
    lines = (error.diag.message_detail or "").splitlines()
    for line in lines:
        show("detail", line)
    show("SQLSTATE, and where", [error.sqlstate, error.diag.context])
    committed = [name for name, sql, got in played.got if sql == "COMMIT" and got == "done"]
    show("committed", committed)
    waits = [line for line in lines if "waits for ShareLock on transaction" in line and "blocked by process" in line]
    return error.sqlstate == "40P01" and len(committed) == 1 and len(waits) == 2 and "account" in (error.diag.context or "")


@claim("savepoint-keeps-the-first-lock")
def a_savepoint_keeps_the_lock_that_the_other_waits_for() -> bool:
    steps = CROSSED.splitlines()
    seen = {}
    with sessions(ACCOUNTS) as together:
        together.take("A", "SET deadlock_timeout = '1h'")  # so that it is B who finds the cycle
        for step in steps[:5]:  # A waits for B's row
            together.take(*step.split(" ", 1))
        together.take("B", "SAVEPOINT before")
        together.take("B", steps[6].split(" ", 1)[1])
        together.rest()
        refused = list(together.played.errors())
        together.take("B", "ROLLBACK TO before")
        seen["after ROLLBACK TO the savepoint"] = together.blockers("A")
        together.take("B", "ROLLBACK")
        seen["after ROLLBACK"] = together.blockers("A")
    for when, names in seen.items():
        show(f"A waits {when} for", names)
    return refused == ["B"] and list(seen.values()) == [["B"], []]


# %% Orders that nobody wrote down
BUSY_ROW = """
C BEGIN
C UPDATE account SET balance = 0 WHERE id = 5
A BEGIN
A {a}
B BEGIN
B {b}
C COMMIT
A COMMIT
B COMMIT
"""


def update_by(order: str) -> str:
    """One UPDATE of accounts 4, 5 and 6 that meets them in this order."""
    rows = f"SELECT id FROM account WHERE id IN (4, 5, 6) ORDER BY id {order} FOR UPDATE"
    return f"WITH mine AS MATERIALIZED ({rows}) UPDATE account SET balance = balance + 1 FROM mine WHERE account.id = mine.id"


@claim("single-statements-deadlock")
def two_single_statements_can_deadlock() -> bool:
    found = {}
    for a, b in (("ASC", "DESC"), ("ASC", "ASC")):
        found[a, b] = list(play(ACCOUNTS, BUSY_ROW.format(a=update_by(a), b=update_by(b))).errors())
    for orders, refused in found.items():
        show(f"two statements that lock three rows each, {orders[0]} and {orders[1]}: refused", len(refused))
    return [len(refused) for refused in found.values()] == [1, 0]


ORDERS = """CREATE TABLE basket (id int PRIMARY KEY, total int);
CREATE TABLE line (basket int REFERENCES basket (id), price int); INSERT INTO basket VALUES (1, 0);"""
ADD_LINE = """
A BEGIN
A INSERT INTO line VALUES (1, 10)
B BEGIN
B INSERT INTO line VALUES (1, 20)
A {then}
B {then}
A COMMIT
B COMMIT
"""
THEN = {
    "UPDATE basket SET total = total + 10 WHERE id = 1": 0,
    "SELECT FROM basket WHERE id = 1 FOR NO KEY UPDATE": 0,
    "SELECT FROM basket WHERE id = 1 FOR UPDATE": 1,
    "DELETE FROM basket WHERE id = 1": 1,
}
"""What both sessions do to the parent after each has inserted a child, and how many are refused."""


@claim("children-lock-their-parent")
def a_child_locks_its_parent() -> bool:
    found = {then: len(play(ORDERS, ADD_LINE.format(then=then)).errors()) for then in THEN}
    for then, refused in found.items():
        show(f"each inserts a line of the same basket, then {then}: refused", refused)
    return found == THEN


SHARED = """
A BEGIN
A SELECT balance FROM account WHERE id = 1 FOR {first}
B BEGIN
B SELECT balance FROM account WHERE id = 1 FOR {first}
A UPDATE account SET balance = balance + 1 WHERE id = 1
B UPDATE account SET balance = balance + 1 WHERE id = 1
A COMMIT
B COMMIT
"""


@claim("upgrade-deadlocks-on-one-row")
def a_shared_lock_that_is_raised_deadlocks_on_one_row() -> bool:
    found = {first: len(play(ACCOUNTS, SHARED.format(first=first)).errors()) for first in ("SHARE", "UPDATE")}
    for first, refused in found.items():
        show(f"both SELECT … FOR {first} one row, then both UPDATE it: refused", refused)
    return found == {"SHARE": 1, "UPDATE": 0}


# %% What the detector does not see, and queues that are no deadlock
@claim("detector-sees-database-locks-only")
def the_detector_sees_only_locks_of_the_database() -> bool:
    told: list[str] = []
    with sessions(ACCOUNTS) as together:
        together.take("A", "BEGIN")
        together.take("A", "UPDATE account SET balance = 0 WHERE id = 1")
        together.take("B", "SET log_lock_waits = on; SET client_min_messages = log")
        together.connection("B").add_notice_handler(lambda notice: told.append(notice.message_primary or ""))
        together.take("B", "UPDATE account SET balance = 1 WHERE id = 1")
        while "B" in together.pending and not any("still waiting" in line for line in told):
            pass  # A's program now waits for B's answer, outside of the database; B has looked for a cycle and says so
        waiting, refused = together.blockers("B"), together.played.errors()
        together.take("A", "ROLLBACK")
        together.take("B", "SET lock_timeout = '5ms'")
        together.take("A", "BEGIN; UPDATE account SET balance = 0 WHERE id = 1")
        together.take("B", "UPDATE account SET balance = 1 WHERE id = 1")
        if together.pending:
            together.rest()
        timed = together.played.errors(psycopg.errors.LockNotAvailable)
    show("what B has found", next(line for line in told if "still waiting" in line).split(" on ")[0].split(" ", 2)[2])
    show("B waits for, and refused by the detector", [waiting, list(refused)])
    show("refused by lock_timeout", list(timed))
    return waiting == ["A"] and not refused and list(timed) == ["B"]


def queue(waits: str) -> dict[str, list[str]]:
    """Who waits for whom when a reader is at work, one statement waits for it, and another reader comes."""
    with sessions(ACCOUNTS) as together:
        together.take("reader", "BEGIN")
        together.take("reader", "SELECT FROM account")
        together.take("change", waits)
        together.take("next", "SELECT FROM account")
        blockers = {name: together.blockers(name) for name in ("change", "next")}
        together.take("reader", "COMMIT")
    return blockers


@claim("waiting-change-blocks-readers")
def a_waiting_change_of_the_table_blocks_new_readers() -> bool:
    altered, indexed = queue("ALTER TABLE account ADD note text"), queue("CREATE INDEX ON account (balance)")
    show("ALTER TABLE waits for, and a reader that comes later waits for", [altered["change"], altered["next"]])
    show("with CREATE INDEX in its place", [indexed["change"], indexed["next"]])
    return altered == {"change": ["reader"], "next": ["change"]} and indexed == {"change": [], "next": []}


# %% Truths of the probes
def ids(name: str, rows: str) -> list[str]:
    return transfer(name, *(int(row) for row in rows.split(", ")))


@probe
def orders_that_deadlock(first: str, second: str) -> int:
    return deadlocks(ids("A", first), ids("B", second))[1]


@probe
def refused_by_detector(first: str, then: str) -> str:
    begin = {
        "inserts a child row of it (foreign key)": "INSERT INTO line VALUES (1, 10)",
        "SELECTs it FOR SHARE": "SELECT FROM basket WHERE id = 1 FOR SHARE",
        "SELECTs it FOR UPDATE": "SELECT FROM basket WHERE id = 1 FOR UPDATE",
        "SELECTs it": "SELECT FROM basket WHERE id = 1",
    }[first]
    follow = {
        "UPDATEs a column of it that is no key": "UPDATE basket SET total = total + 10 WHERE id = 1",
        "SELECTs it FOR UPDATE": "SELECT FROM basket WHERE id = 1 FOR UPDATE",
        "SELECTs it FOR NO KEY UPDATE": "SELECT FROM basket WHERE id = 1 FOR NO KEY UPDATE",
    }[then]
    played = play(
        ORDERS,
        ADD_LINE.replace("INSERT INTO line VALUES (1, 10)", begin)
        .replace("INSERT INTO line VALUES (1, 20)", begin)
        .format(then=follow),
    )
    if played.errors():
        return "one of them is refused with SQLSTATE 40P01"
    both = sum(sql == "COMMIT" and got == "done" for _, sql, got in played.got)
    assert both == 2
    if not played.waited:
        return "both commit, and neither waits"
    return (
        "both commit; one waits, at its first statement"
        if waits_at_first(begin)
        else "both commit; one waits, at its second statement"
    )


def waits_at_first(begin: str) -> bool:
    with sessions(ORDERS) as together:
        for name in "AB":
            together.take(name, "BEGIN")
            together.take(name, begin)
        return bool(together.pending)


@probe
def newcomers_waiting(statement: str, newcomers: int, work: str) -> int:
    """Newcomers that wait, when one transaction has changed a row and this statement came second."""
    tasks = {"SELECT": "SELECT FROM account", "UPDATE": "UPDATE account SET balance = 7 WHERE id = {}"}
    with sessions(ACCOUNTS) as together:
        together.take("writer", "BEGIN")
        together.take("writer", "UPDATE account SET balance = 0 WHERE id = 1")
        together.take("second", statement)
        names = [f"newcomer {row}" for row in range(2, 2 + newcomers)]
        for row, name in enumerate(names, 2):
            together.take(name, tasks[work].format(row))
        waiting = sum(bool(together.blockers(name)) for name in names)
        together.take("writer", "COMMIT")
    return waiting
