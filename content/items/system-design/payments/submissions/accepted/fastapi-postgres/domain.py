"""The rules of a payment, in one place: from a request to a task, from a task's outcome to the ledger.

A task is something to be done at the provider; its id is the key under which it is done, however often. `begin_*` commit a
task together with what the client's key stands for; `conclude` commits what became of it. Between the two there is no
transaction and no lock, so nothing waits while the provider does.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from psycopg.types.json import Jsonb

from database import Connection, Database, row, rows

LEASE = "2 seconds"
"""How long a task is left to whoever has taken it up."""


class Refused(Exception):
    """The request had no effect, and never will."""

    def __init__(self, code: int, error: str) -> None:
        super().__init__(error)
        self.code, self.error = code, error


@dataclass(frozen=True)
class Request:
    """Who asks for what under which key."""

    tenant: str
    path: str
    key: str
    body: dict[str, Any]


@dataclass(frozen=True)
class Begun:
    """What a request has come to so far: its payment, and the task that is to be done now, if any."""

    payment: UUID
    task: UUID | None = None


async def claim(db: Connection, request: Request, payment: UUID) -> UUID | None:
    """Let the key stand for this payment. Returns the payment that it stands for already, if it does.

    The primary key decides who was first. A copy that comes meanwhile waits in the insert until the first has committed.
    """
    new = await row(
        db,
        "insert into idempotency values (%s, %s, %s, %s, %s) on conflict do nothing returning payment",
        request.tenant,
        request.path,
        request.key,
        Jsonb(request.body),
        payment,
    )
    if new:
        return None
    known = await row(
        db,
        "select payment, request = %s as same from idempotency where tenant = %s and path = %s and key = %s",
        Jsonb(request.body),
        request.tenant,
        request.path,
        request.key,
    )
    assert known is not None, "the insert met it"
    if not known["same"]:
        raise Refused(422, "key_reused")
    return known["payment"]  # type: ignore[no-any-return]


async def begin_payment(database: Database, request: Request, *, manual: bool) -> Begun:
    """A new payment, with the task to charge it unless it waits for its capture."""
    payment, body = uuid4(), request.body
    async with database.transaction() as db:
        if known := await claim(db, request, payment):
            return Begun(known)
        await db.execute(
            "insert into payment (id, tenant, reference, customer, amount, currency, status) values (%s, %s, %s, %s, %s, %s, %s)",
            (
                payment,
                request.tenant,
                body["reference"],
                body["customer"],
                body["amount"],
                body["currency"],
                "requires_capture" if manual else "processing",
            ),
        )
        return Begun(payment, None if manual else await add_task(db, payment, "charge", body["reference"], body["amount"]))


async def begin_capture(database: Database, request: Request, payment: UUID) -> Begun:
    """The task to charge a payment that waits for it."""
    async with database.transaction() as db:
        found = await locked(db, request.tenant, payment)
        if known := await claim(db, request, payment):
            return Begun(known)
        if found["status"] != "requires_capture":
            raise Refused(409, "illegal_state")
        if request.body["amount"] > found["amount"]:
            raise Refused(422, "too_much")
        await db.execute("update payment set status = 'processing' where id = %s", (payment,))
        return Begun(payment, await add_task(db, payment, "charge", found["reference"], request.body["amount"]))


async def cancel(database: Database, request: Request, payment: UUID) -> Begun:
    """End a payment that waits for its capture."""
    async with database.transaction() as db:
        found = await locked(db, request.tenant, payment)
        if not await claim(db, request, payment):
            if found["status"] != "requires_capture":
                raise Refused(409, "illegal_state")
            await db.execute("update payment set status = 'canceled' where id = %s", (payment,))
    return Begun(payment)


async def begin_refund(database: Database, request: Request, payment: UUID) -> Begun:
    """The task to give a part back, with the money for it reserved."""
    amount = request.body["amount"]
    async with database.transaction() as db:
        found = await locked(db, request.tenant, payment)
        if known := await claim(db, request, payment):
            return Begun(known)
        if found["status"] != "succeeded":
            raise Refused(409, "illegal_state")
        if found["refunded"] + found["reserved"] + amount > found["captured"]:
            raise Refused(422, "too_much")
        await db.execute("update payment set reserved = reserved + %s where id = %s", (amount, payment))
        return Begun(payment, await add_task(db, payment, "refund", request.body["reference"], amount))


async def locked(db: Connection, tenant: str, payment: UUID) -> dict[str, Any]:
    """The tenant's payment, which nobody else changes until the transaction ends."""
    found = await row(db, "select * from payment where id = %s and tenant = %s for update", payment, tenant)
    if found is None:
        raise Refused(404, "no_such_payment")
    return found


async def add_task(db: Connection, payment: UUID, kind: str, reference: str, amount: int) -> UUID:
    """Something to be done at the provider, taken up by ourselves first."""
    task = uuid4()
    await db.execute(
        "insert into task (id, payment, kind, reference, amount, due) values (%s, %s, %s, %s, %s, now() + %s::interval)",
        (task, payment, kind, reference, amount, LEASE),
    )
    return task


async def conclude(database: Database, task: UUID, outcome: str, charge: str) -> None:
    """Commit what became of a task, whoever comes to say it, once."""
    async with database.transaction() as db:
        open_ = await row(
            db, "update task set outcome = %s where id = %s and outcome is null returning *", outcome, task
        )
        if open_ is None:
            return
        payment, amount = open_["payment"], open_["amount"]
        match open_["kind"], outcome:
            case "charge", "succeeded":
                change = "update payment set status = 'succeeded', captured = %s, charge = %s where id = %s"
                await db.execute(change, (amount, charge, payment))
                await post(db, open_, debit="provider", credit="merchant")
            case "charge", _:
                await db.execute("update payment set status = 'failed' where id = %s", (payment,))
            case _, "succeeded":
                change = "update payment set reserved = reserved - %s, refunded = refunded + %s where id = %s"
                await db.execute(change, (amount, amount, payment))
                await post(db, open_, debit="merchant", credit="provider")
            case _:
                await db.execute("update payment set reserved = reserved - %s where id = %s", (amount, payment))


async def post(db: Connection, task: dict[str, Any], *, debit: str, credit: str) -> None:
    """Two entries that sum to zero.

    PostgreSQL gives numbers out in the order of asking, and transactions commit in another. The lock makes the two one
    order for a tenant, so that a reader who has seen a number has seen all below it.
    """
    found = await row(db, "select tenant, currency from payment where id = %s", task["payment"])
    assert found is not None, "a task has a payment"
    await db.execute("select pg_advisory_xact_lock(2, hashtext(%s))", (found["tenant"],))
    for account, direction in ((debit, "D"), (credit, "C")):
        await db.execute(
            "insert into entry (tenant, tx, account, dir, amount, currency, payment) values (%s, %s, %s, %s, %s, %s, %s)",
            (found["tenant"], task["id"], account, direction, task["amount"], found["currency"], task["payment"]),
        )


async def take_due(database: Database) -> list[UUID]:
    """Open tasks that nobody has in hand, taken up for a while. Several settlers share them without waiting for each other."""
    async with database.transaction() as db:
        due = await rows(
            db,
            "update task set due = now() + %s::interval where id in (select id from task where outcome is null and due <= now()"
            " order by due limit 20 for update skip locked) returning id",
            LEASE,
        )
    return [one["id"] for one in due]


async def told(database: Database, event: dict[str, Any]) -> None:
    """A webhook: taken once for each event; one that is not known, or not final, is nothing."""
    outcome = {"charge.succeeded": "succeeded", "charge.failed": "failed"}.get(str(event.get("type")))
    data = event.get("data") or {}
    task = None
    if outcome:
        async with database.transaction() as db:
            found = "select id from task where reference = %s and kind = 'charge'"
            task = await row(db, found, str(data.get("reference")))
        if task:
            await conclude(database, task["id"], outcome, str(data.get("id")))
    # Noted last: an event whose taking was cut short comes again, and finds its task concluded or not.
    async with database.transaction() as db:
        await db.execute("insert into webhook values (%s) on conflict do nothing", (str(event.get("id")),))
