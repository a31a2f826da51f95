# %% A small payment service over PostgreSQL
import hashlib
import itertools
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import psycopg
from psycopg import IsolationLevel

from hotseat.proof import chart, claim, probe, service, show

SCHEMA = """
drop schema if exists shop cascade;
create schema shop;
create table shop.seen (key text not null);
create table shop.payment (id bigint generated always as identity, key text not null, amount int not null);
create table shop.request (
    tenant text not null, key text not null, fingerprint text not null, response text,
    primary key (tenant, key)
);
create table shop.provider_charge (id bigint generated always as identity, amount int not null, key text unique);
"""


def connect(autocommit: bool = True) -> psycopg.Connection:
    return psycopg.connect(service("postgres"), autocommit=autocommit)


def fresh() -> psycopg.Connection:
    """A connection to a shop that has seen no request."""
    connection = connect()
    connection.execute(SCHEMA)
    return connection


def one(connection: psycopg.Connection, query: str, *values: object) -> object:
    row = connection.execute(query, values).fetchone()
    return row and row[0]


def payments() -> int:
    with connect() as connection:
        return int(str(one(connection, "select count(*) from shop.payment")))


# %% Look first, then act: duplicates at the same time
def look_then_pay(connection: psycopg.Connection, key: str) -> Iterator[None]:
    """Three statements; between any two of them another request may run."""
    found = one(connection, "select key from shop.seen where key = %s", key)
    yield
    if found is None:
        connection.execute("insert into shop.payment (key, amount) values (%s, 100)", (key,))
    yield
    if found is None:
        connection.execute("insert into shop.seen values (%s)", (key,))
    connection.commit()


def paid_after(order: str, level: IsolationLevel | None = None) -> int:
    """Payments that duplicates of one request make, when their statements run in this order.

    With an isolation level each request is one transaction; without one every statement is its own.
    """
    fresh().close()
    connections = {name: connect(autocommit=level is None) for name in sorted(set(order))}
    for connection in connections.values():
        connection.isolation_level = level
    requests = {name: look_then_pay(connection, "k1") for name, connection in connections.items()}
    for name in order:
        with suppress(psycopg.errors.SerializationFailure):
            next(requests[name], None)
    for connection in connections.values():
        connection.close()
    return payments()


def orders(names: str, steps: int) -> list[str]:
    return sorted({"".join(order) for order in itertools.permutations(names * steps)})


@claim("look-then-act-pays-twice")
def a_duplicate_that_looks_in_time_is_paid_again() -> bool:
    handler_order = orders("AB", 3)
    paid = [paid_after(order) for order in handler_order]
    show("orders of three steps of two requests", len(paid))
    show("of these pay once, twice", [paid.count(1), paid.count(2)])
    return (len(paid), paid.count(1), paid.count(2)) == (20, 2, 18)


@claim("a-transaction-does-not-help")
def a_transaction_around_it_pays_twice_as_well() -> bool:
    levels = [IsolationLevel.READ_COMMITTED, IsolationLevel.REPEATABLE_READ, IsolationLevel.SERIALIZABLE]
    paid = [paid_after("ABABAB", level) for level in levels]
    show("payments in the order ABABAB at read committed, repeatable read, serializable", paid)
    return paid == [2, 2, 1]


@probe
def payments_of(order: str) -> int:
    """Payments that duplicates A to D make by looking first, in this order of their steps."""
    return paid_after(order)


# %% Insert first, under a unique constraint: duplicates wait and get the answer
def fingerprint(body: dict[str, object]) -> str:
    """The same for bodies that differ only in the order of their fields."""
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


type Reply = tuple[int, str]


def reply_once(connection: psycopg.Connection, tenant: str, key: str, body: dict[str, object]) -> Reply:
    """Pay once for each tenant and key: the claim on the key, the payment and the response are one transaction."""
    with connection.transaction():
        mine = connection.execute(
            "insert into shop.request values (%s, %s, %s) on conflict do nothing", (tenant, key, fingerprint(body))
        ).rowcount
        if not mine:
            row = connection.execute(
                "select fingerprint, response from shop.request where tenant = %s and key = %s", (tenant, key)
            ).fetchone()
            return (201, row[1]) if row[0] == fingerprint(body) else (422, "This key was used with another body.")
        number = one(
            connection, "insert into shop.payment (key, amount) values (%s, %s) returning id", f"{tenant}/{key}", body["amount"]
        )
        response = f"payment {number} of {body['amount']}"
        connection.execute("update shop.request set response = %s where tenant = %s and key = %s", (response, tenant, key))
        return 201, response


def replied(connection: psycopg.Connection, tenant: str, body: dict[str, object]) -> Reply:
    """The reply, an error of the database included."""
    try:
        return reply_once(connection, tenant, "k1", body)
    except psycopg.Error as error:
        return 500, type(error).__name__


def at_the_same_time(duplicates: int) -> list[Reply]:
    """The replies to duplicates that arrive together, each on a connection of its own."""
    fresh().close()
    line, replies = threading.Barrier(duplicates), []

    def send() -> None:
        with connect() as connection:
            line.wait()
            replies.append(replied(connection, "acme", {"amount": 100}))

    senders = [threading.Thread(target=send) for _ in range(duplicates)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    return replies


@claim("unique-key-pays-once")
def duplicates_together_pay_once_and_get_one_answer() -> bool:
    rows = []
    for duplicates in (2, 5, 20):
        replies = at_the_same_time(duplicates)
        rows.append((len(replies), len(set(replies)), payments()))
    show("of 2, 5 and 20 duplicates: replies, different replies, payments", [str(row) for row in rows])
    return rows == [(2, 1, 1), (5, 1, 1), (20, 1, 1)]


def while_the_first_runs(
    finish: str, body: dict[str, object] | None = None, tenant: str = "acme", level: IsolationLevel | None = None
) -> tuple[bool, Reply]:
    """Whether a second request waits for the first one's transaction, and its reply when that has ended."""
    watcher = fresh()
    first = connect(autocommit=False)
    same = {"amount": 100}
    first.execute("insert into shop.request values ('acme', 'k1', %s, 'payment 0 of 100')", (fingerprint(same),))
    replies: list[Reply] = []

    def send() -> None:
        with connect() as second:
            second.execute("set application_name = 'the second'")
            second.isolation_level = level
            replies.append(replied(second, tenant, body or same))

    sender = threading.Thread(target=send)
    sender.start()
    waited, end = False, time.monotonic() + 5
    while not (waited or replies) and time.monotonic() < end:
        waiting = "select count(*) from pg_stat_activity where application_name = 'the second' and wait_event_type = 'Lock'"
        waited = one(watcher, waiting) == 1
    first.execute(finish)
    sender.join()
    first.close(), watcher.close()
    return waited, replies[0]


@claim("a-duplicate-waits-for-the-first")
def a_duplicate_waits_and_then_gets_the_firsts_answer_or_its_place() -> bool:
    after_commit, after_rollback = while_the_first_runs("commit"), while_the_first_runs("rollback")
    paid = payments()
    show("waited, and reply after the first commits", str(after_commit))
    show("waited, and reply after the first rolls back", str(after_rollback))
    return after_commit == (True, (201, "payment 0 of 100")) and after_rollback == (True, (201, "payment 1 of 100")) and paid == 1


@claim("repeatable-read-errs-instead")
def a_duplicate_at_repeatable_read_fails_and_must_be_retried() -> bool:
    levels = [IsolationLevel.READ_COMMITTED, IsolationLevel.REPEATABLE_READ]
    replies = [while_the_first_runs("commit", level=level)[1] for level in levels]
    show("reply to a duplicate that waited, at read committed and at repeatable read", [str(reply) for reply in replies])
    return [status for status, _ in replies] == [201, 500] and replies[1][1] == "SerializationFailure"


@claim("another-body-is-refused")
def the_same_key_with_another_body_gets_neither_payment_nor_answer() -> bool:
    with fresh() as connection:
        bodies = [{"amount": 100, "to": "bob"}, {"to": "bob", "amount": 100}, {"amount": 500, "to": "bob"}]
        replies = [reply_once(connection, "acme", "k1", body) for body in bodies]
    show("replies to a body, to its fields in another order, to another amount", [str(reply) for reply in replies])
    return replies[0] == replies[1] and replies[2][0] == 422 and payments() == 1


@claim("a-key-needs-an-owner")
def keys_of_two_tenants_do_not_meet() -> bool:
    tenants = ["acme", "umbrella"]
    with fresh() as connection:
        replies = [reply_once(connection, tenant, "order-1", {"amount": 100}) for tenant in tenants]
    with fresh() as connection:
        shared = [reply_once(connection, "everybody", "order-1", {"amount": 100}) for _ in tenants]
    show("replies to two tenants who use the same key, kept by tenant and key", [str(reply) for reply in replies])
    show("the same, kept by key alone", [str(reply) for reply in shared])
    return replies[0] != replies[1] and shared[0] == shared[1]


@claim("a-forgotten-key-pays-again")
def a_retry_after_the_key_was_deleted_is_a_new_payment() -> bool:
    with fresh() as connection:
        reply_once(connection, "acme", "k1", {"amount": 100})
        connection.execute("delete from shop.request where key = 'k1'")
        reply_once(connection, "acme", "k1", {"amount": 100})
    show("payments", payments())
    return payments() == 2


SITUATIONS = {
    "the same key and body, while the first is still in its transaction, which then commits": lambda: while_the_first_runs(
        "commit"
    ),
    "the same key and body, while the first is still in its transaction, which then rolls back": lambda: while_the_first_runs(
        "rollback"
    ),
    "the same key with another amount, after the first has committed": lambda: while_the_first_runs("commit", {"amount": 500}),
    "the same key and body from another tenant": lambda: while_the_first_runs("commit", tenant="umbrella"),
}


@probe
def what_the_second_gets(situation: str) -> str:
    _, (status, response) = SITUATIONS[situation]()
    if status == 422:
        return "a refusal, and nothing more is paid"
    return "the first one's response, and nothing more is paid" if payments() == 0 else "a payment and a response of its own"


# %% Killed in the middle: every order of effect and record
type Die = Callable[[int], None]


def charge(key: str | None = None) -> None:
    """The payment provider, somebody else's system: what it has done stays done. With a key it charges once for it."""
    with connect() as provider:
        provider.execute("insert into shop.provider_charge (amount, key) values (100, %s) on conflict do nothing", (key,))


def charge_then_record(key: str, die: Die) -> None:
    with connect() as database:
        if one(database, "select 1 from shop.seen where key = %s", key):
            return
        die(1)
        charge()
        die(2)
        database.execute("insert into shop.seen values (%s)", (key,))
        die(3)


def record_then_charge(key: str, die: Die) -> None:
    with connect() as database:
        if one(database, "select 1 from shop.request where key = %s", key):
            return
        database.execute("insert into shop.request values ('acme', %s, 'body')", (key,))
        die(1)
        charge()
        die(2)
        database.execute("update shop.request set response = 'done' where key = %s", (key,))
        die(3)


def all_in_one_transaction(key: str, die: Die) -> None:
    with connect() as database:
        if one(database, "select 1 from shop.seen where key = %s", key):
            return
        with database.transaction():
            database.execute("insert into shop.seen values (%s)", (key,))
            die(1)
            charge()
            die(2)
        die(3)


def pass_the_key_on(key: str, die: Die) -> None:
    with connect() as database:
        claim_it = "insert into shop.request values ('acme', %s, 'body') on conflict do nothing"
        database.execute(claim_it, (key,))
        if one(database, "select response from shop.request where key = %s", key):
            return
        die(1)
        charge(key)
        die(2)
        database.execute("update shop.request set response = 'done' where key = %s", (key,))
        die(3)


DESIGNS = {
    "charge the provider, then record the key": charge_then_record,
    "record the key, then charge the provider": record_then_charge,
    "record the key and charge the provider inside one database transaction": all_in_one_transaction,
    "record the key as begun, charge the provider with that key as its idempotency key, record the answer": pass_the_key_on,
}


def attempt(handler: Callable[[str, Die], None], dies_at: int) -> bool:
    """Run the handler in a process of its own, which kills itself after that step; whether it lived to answer."""

    def die(step: int) -> None:
        if step == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if child == 0:
        try:
            handler("k1", die)
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


def charges(handler: Callable[[str, Die], None], dies_at: int, times: int = 1) -> int:
    """Charges to the customer: killed so many times at that step, then left alone, retried until there is an answer."""
    fresh().close()
    deaths = [dies_at] * times + [0] * 5
    next((step for step in deaths if attempt(handler, step)), None)
    with connect() as connection:
        return int(str(one(connection, "select count(*) from shop.provider_charge")))


def charges_at_each_step(handler: Callable[[str, Die], None], times: int = 1) -> list[int]:
    return [charges(handler, step, times) for step in (1, 2, 3)]


@probe
def charges_after(design: str, times: int) -> list[int]:
    return charges_at_each_step(DESIGNS[design], times)


@claim("effect-first-charges-twice")
def a_kill_between_charge_and_record_charges_again() -> bool:
    handler = charge_then_record
    found = charges_at_each_step(handler)
    show("charges when killed after the look, the charge, the record", found)
    return found == [1, 2, 1]


@claim("record-first-loses-the-charge")
def a_kill_between_record_and_charge_never_charges() -> bool:
    handler = record_then_charge
    found = charges_at_each_step(handler)
    show("charges when killed after the record, the charge, the answer", found)
    return found == [0, 1, 1]


@claim("a-transaction-cannot-undo-a-charge")
def a_kill_inside_the_transaction_forgets_the_key_but_not_the_charge() -> bool:
    handler = all_in_one_transaction
    found = charges_at_each_step(handler)
    show("charges when killed after the record, the charge, the commit", found)
    return found == [1, 2, 1]


@claim("the-key-passed-on-charges-once")
def with_the_providers_own_idempotency_every_kill_charges_once() -> bool:
    handler = pass_the_key_on
    times = (1, 2, 3)
    found = {kills: charges_at_each_step(handler, kills) for kills in times}
    chart(
        "Charges after one kill and a retry",
        ["killed after step 1", "after step 2", "after step 3"],
        {name.split(",")[0][:45]: [float(count) for count in charges_at_each_step(each)] for name, each in DESIGNS.items()},
        x_label="where it was killed",
        y_label="charges",
        kind="bars",
    )
    show("charges when killed once, twice, three times at each step", [str(counts) for counts in found.values()])
    return all(counts == [1, 1, 1] for counts in found.values())


def pay_here(connection: psycopg.Connection, fail: bool) -> None:
    """Claim, payment and response in one database; a failure comes before the commit."""
    with suppress(ZeroDivisionError), connection.transaction():
        reply_once(connection, "acme", "k1", {"amount": 100})
        if fail:
            raise ZeroDivisionError


@claim("effect-and-record-in-one-commit")
def an_effect_in_the_same_database_is_exact() -> bool:
    with fresh() as connection:
        pay_here(connection, fail=True)
        before = payments()
        pay_here(connection, fail=False)
        pay_here(connection, fail=False)
    show("payments after a failure before the commit, and after two retries", [before, payments()])
    return [before, payments()] == [0, 1]
