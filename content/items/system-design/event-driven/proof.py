# %% A shop over PostgreSQL, and a broker that nothing of ours can roll back
import itertools
from collections.abc import Callable
from contextlib import suppress

import psycopg

from hotseat.proof import chart, claim, probe, service, show

SCHEMA = """
DROP SCHEMA IF EXISTS shop CASCADE;
CREATE SCHEMA shop;
CREATE TABLE shop.orders (id int PRIMARY KEY);
CREATE TABLE shop.outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key text NOT NULL, body text NOT NULL, sent bool NOT NULL DEFAULT false);
CREATE TABLE shop.seen (message bigint PRIMARY KEY);
CREATE TABLE shop.account (id int PRIMARY KEY, balance int NOT NULL);
INSERT INTO shop.account VALUES (1, 0);
"""


class Killed(Exception):
    """The process ends here: what it has not committed is gone."""


type Die = Callable[[int], None]  # called after each step with its number


def connect() -> psycopg.Connection:
    return psycopg.connect(service("postgres"), autocommit=True)


def fresh() -> psycopg.Connection:
    connection = connect()
    connection.execute("SET client_min_messages = warning")
    connection.execute(SCHEMA)
    return connection


def count(connection: psycopg.Connection, table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM shop.{table}").fetchone()
    assert row is not None
    return int(row[0])


class Broker:
    """Keeps what was published, in its order."""

    def __init__(self) -> None:
        self.published: list[tuple[int, str]] = []

    def publish(self, number: int, body: str) -> None:
        self.published.append((number, body))


# %% Two writes, or one: killed after each step
def commit_then_publish(db: psycopg.Connection, broker: Broker, die: Die) -> None:
    with db.transaction():
        db.execute("INSERT INTO shop.orders VALUES (1)")
        die(1)
    die(2)
    broker.publish(1, "order 1 placed")
    die(3)


def publish_then_commit(db: psycopg.Connection, broker: Broker, die: Die) -> None:
    with db.transaction():
        db.execute("INSERT INTO shop.orders VALUES (1)")
        die(1)
        broker.publish(1, "order 1 placed")
        die(2)
    die(3)


def into_the_outbox(db: psycopg.Connection, broker: Broker, die: Die) -> None:  # noqa: ARG001
    with db.transaction():
        db.execute("INSERT INTO shop.orders VALUES (1)")
        die(1)
        db.execute("INSERT INTO shop.outbox (key, body) VALUES ('order 1', 'order 1 placed')")
        die(2)
    die(3)


def relay(db: psycopg.Connection, broker: Broker, die: Die) -> None:
    """Publish what is not marked as sent, then mark it."""
    for number, body in db.execute("SELECT id, body FROM shop.outbox WHERE NOT sent ORDER BY id").fetchall():
        broker.publish(number, body)
        die(4)
        db.execute("UPDATE shop.outbox SET sent = true WHERE id = %s", (number,))
        die(5)


def relay_marks_first(db: psycopg.Connection, broker: Broker, die: Die) -> None:
    for number, body in db.execute("SELECT id, body FROM shop.outbox WHERE NOT sent ORDER BY id").fetchall():
        db.execute("UPDATE shop.outbox SET sent = true WHERE id = %s", (number,))
        die(4)
        broker.publish(number, body)
        die(5)


def never(step: int) -> None:
    """Nobody is killed."""


def after(dies_at: int) -> Die:
    def die(step: int) -> None:
        if step == dies_at:
            raise Killed

    return die


def outcome(place: Callable[[psycopg.Connection, Broker, Die], None], dies_at: int, send: Callable = relay) -> tuple[int, int]:
    """(orders, events published) after a kill at that step; then the relay is started again and runs in peace."""
    broker = Broker()
    with fresh() as db:
        with suppress(Killed):
            place(db, broker, after(dies_at))
            send(db, broker, after(dies_at))
        send(db, broker, never)
        return count(db, "orders"), len(broker.published)


PLACES = {
    "insert the order; commit; publish": commit_then_publish,
    "insert the order; publish; commit": publish_then_commit,
    "insert the order; insert the event into an outbox table; commit": into_the_outbox,
}


@probe
def orders_and_events(design: str, step: int) -> list[int]:
    return list(outcome(PLACES[design], step))


@claim("two-writes-disagree")
def an_order_without_its_event_or_an_event_without_its_order() -> bool:
    lost = [outcome(commit_then_publish, step) for step in (1, 2, 3)]
    invented = [outcome(publish_then_commit, step) for step in (1, 2, 3)]
    show(
        "commit, then publish: (orders, events) when killed after the insert, the commit, the publishing",
        [str(pair) for pair in lost],
    )
    show("publish, then commit: killed after the insert, the publishing, the commit", [str(pair) for pair in invented])
    return lost == [(0, 0), (1, 0), (1, 1)] and invented == [(0, 0), (0, 1), (1, 1)]


@claim("outbox-agrees")
def order_and_event_are_committed_together() -> bool:
    place = into_the_outbox
    found = [outcome(place, step) for step in (1, 2, 3, 5)]
    show("outbox: (orders, events) when killed after the order, the event, the commit, the mark", [str(pair) for pair in found])
    return found == [(0, 0), (0, 0), (1, 1), (1, 1)]


@claim("a-relay-repeats-or-loses")
def between_publishing_and_marking_there_is_no_third_way() -> bool:
    publishes_first, marks_first = relay, relay_marks_first
    twice = outcome(into_the_outbox, 4, publishes_first)
    lost = outcome(into_the_outbox, 4, marks_first)
    show("(orders, events) when the relay is killed between publishing and marking", str(twice))
    show("between marking and publishing", str(lost))
    return twice == (1, 2) and lost == (1, 0)


# %% The other end: a message that comes again
def consume(db: psycopg.Connection, message: int, amount: int, how: str, die: Die) -> None:
    """Add an amount to the account, and remember the message, or not."""
    add = "UPDATE shop.account SET balance = balance + %s WHERE id = 1"
    remember = "INSERT INTO shop.seen VALUES (%s) ON CONFLICT DO NOTHING"
    match how:
        case "adds each message's amount":
            db.execute(add, (amount,))
            die(1)
            die(2)
        case "commits the message's id, then adds its amount":
            if db.execute(remember, (message,)).rowcount:
                die(1)
                db.execute(add, (amount,))
            die(2)
        case "adds its amount, then commits the message's id":
            if not db.execute("SELECT 1 FROM shop.seen WHERE message = %s", (message,)).fetchone():
                db.execute(add, (amount,))
                die(1)
                db.execute(remember, (message,))
            die(2)
        case "adds its amount and stores the message's id in one transaction":
            with db.transaction():
                if db.execute(remember, (message,)).rowcount:
                    die(1)
                    db.execute(add, (amount,))
            die(2)


HOW = [
    "adds each message's amount",
    "commits the message's id, then adds its amount",
    "adds its amount, then commits the message's id",
    "adds its amount and stores the message's id in one transaction",
]


def balance_after(deliveries: list[int], how: str, dies_at: int = 0) -> int:
    """The account after these messages, of 10 each; the first one kills its consumer at a step and is delivered again."""
    with fresh() as db:
        with suppress(Killed):
            consume(db, deliveries[0], 10, how, after(dies_at))
        for message in deliveries if dies_at else deliveries[1:]:
            consume(db, message, 10, how, never)
        row = db.execute("SELECT balance FROM shop.account").fetchone()
        assert row is not None
        return int(row[0])


@probe
def balance(deliveries: str, how: str, killed: str) -> int:
    dies_at = {
        "nobody is killed": 0,
        "the first delivery's consumer is killed between its two commits, or in the middle of its one": 1,
    }[killed]
    return balance_after([int(number) for number in deliveries.split()], how, dies_at)


@claim("remember-in-the-same-commit")
def only_one_of_four_consumers_is_exact() -> bool:
    deliveries = [1, 2, 2, 3, 1]
    found = {how: [balance_after(deliveries, how, step) for step in (0, 1, 2)] for how in HOW}
    for how, balances in found.items():
        show(f"balance after messages 1 2 2 3 1 of 10 each; not killed, killed half-way, killed at the end: {how}", balances)
    return list(found.values()) == [[50, 60, 60], [30, 20, 30], [30, 40, 30], [30, 30, 30]]


# %% Order: two relays, and consumers that meet events in another order
def published_by_two(keys: str, batch: int, by_key: bool) -> list[int]:
    """The ids in their order of publishing, when two relays take batches and the second is faster.

    With SKIP LOCKED each takes unsent rows that the other has not locked; by key, only rows of keys that no other relay is at.
    """
    broker = Broker()
    with fresh() as db:
        for key in keys.split():
            db.execute("INSERT INTO shop.outbox (key, body) VALUES (%s, 'changed')", (key,))
        while count(db, "outbox WHERE NOT sent"):
            relays = [psycopg.connect(service("postgres")) for _ in range(2)]
            taken = [take(one, batch, by_key) for one in relays]
            for one, rows in reversed(list(zip(relays, taken, strict=True))):
                for number in rows:
                    broker.publish(number, "changed")
                one.execute("UPDATE shop.outbox SET sent = true WHERE id = ANY(%s)", (rows,))
                one.commit()
                one.close()
    return [number for number, _ in broker.published]


def take(one: psycopg.Connection, batch: int, by_key: bool) -> list[int]:
    """Lock a batch of unsent rows, oldest first, and leave out what another relay holds."""
    if by_key:
        keys = [row[0] for row in one.execute("SELECT DISTINCT key FROM shop.outbox WHERE NOT sent ORDER BY key")]
        mine = [
            key for key in keys if one.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", (key,)).fetchone() == (True,)
        ][:1]
        sql = "SELECT id FROM shop.outbox WHERE NOT sent AND key = ANY(%s) ORDER BY id LIMIT %s"
        return [row[0] for row in one.execute(sql, (mine, batch))]
    sql = "SELECT id FROM shop.outbox WHERE NOT sent ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED"
    return [row[0] for row in one.execute(sql, (batch,))]


def overtaken(keys: str, published: list[int]) -> int:
    """Events that came before an earlier event of their own key."""
    key_of = dict(enumerate(keys.split(), 1))
    place = {number: position for position, number in enumerate(published)}
    return sum(
        any(key_of[earlier] == key_of[number] and place[earlier] > place[number] for earlier in range(1, number))
        for number in key_of
    )


@probe
def events_too_early(keys: str, batch: int) -> int:
    return overtaken(keys, published_by_two(keys, batch, by_key=False))


@claim("two-relays-overtake")
def skip_locked_shares_the_work_and_loses_the_order() -> bool:
    lists = ["A A B A", "A B A B A B", "A A A A"]
    skipping = [overtaken(keys, published_by_two(keys, 2, by_key=False)) for keys in lists]
    keyed = [overtaken(keys, published_by_two(keys, 2, by_key=True)) for keys in lists]
    show("events published before an earlier one of their key, two relays with SKIP LOCKED", skipping)
    show("two relays, each key with one of them at a time", keyed)
    return skipping == [1, 2, 2] and keyed == [0, 0, 0]


CHANGES = [(1, 10), (2, -3), (3, 5), (4, 8)]  # (version, amount); the state after version n is the sum up to n


def applied(order: tuple[int, ...], versioned_state: bool) -> int:
    """What a consumer has at the end, when the four events reach it in that order, the last one twice."""
    value = version = 0
    for number in (*order, order[-1]):
        amount = CHANGES[number - 1][1]
        if not versioned_state:
            value += amount
        elif number > version:
            value, version = sum(change for _, change in CHANGES[:number]), number
    return value


@claim("state-with-a-version-survives")
def the_newest_state_wins_in_every_order() -> bool:
    orders = list(itertools.permutations((1, 2, 3, 4)))
    truth = sum(amount for _, amount in CHANGES)
    states = [applied(order, versioned_state=True) for order in orders]
    deltas = [applied(order, versioned_state=False) for order in orders]
    show(
        "orders of four events and a repetition that end right, of 24: changes, versioned states",
        [deltas.count(truth), states.count(truth)],
    )
    chart(
        "What a consumer has in the end, by the order of arrival",
        [float(number) for number in range(24)],
        {
            "amounts are added": [float(value) for value in deltas],
            "the state with the higher version wins": [float(value) for value in states],
        },
        x_label="order of arrival",
        y_label="balance",
        kind="points",
    )
    return states.count(truth) == 24 and deltas.count(truth) == 0


# %% A bell, not a queue: LISTEN and NOTIFY
def heard(times: int, listening: bool, commits: bool) -> int:
    """Notifications that a listener gets of so many transactions."""
    with connect() as sender, connect() as listener:
        if listening:
            listener.execute("LISTEN outbox")
        for number in range(times):
            with suppress(Killed), sender.transaction():
                sender.execute(f"NOTIFY outbox, '{number}'")
                if not commits:
                    raise Killed
        if not listening:
            listener.execute("LISTEN outbox")
        sender.execute("NOTIFY outbox, 'end'")
        found = []
        for notification in listener.notifies(timeout=10):
            if notification.payload == "end":
                break
            found.append(notification.payload)
        return len(found)


@claim("notify-is-a-bell")
def nobody_hears_what_was_rung_before_he_listened() -> bool:
    present, absent, rolled_back = heard(3, True, True), heard(3, False, True), heard(3, True, False)
    show(
        "of 3 notifications heard by a listener that was there, that came later, of transactions that rolled back",
        [present, absent, rolled_back],
    )
    return (present, absent, rolled_back) == (3, 0, 0)
