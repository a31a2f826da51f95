"""Payments: what the contract promises, in transactions that are each true on their own.

The provider cannot be part of a transaction of ours. So a payment is made in three steps: commit what is to be done (an
intent); do it, under the intent's own key; commit what became of it. A process may die between any two of them: the intent
is there, and the settler takes it up again under the same key, so that the provider does it once.
"""

import hashlib
import json
import sqlite3
import time
import uuid
from collections.abc import Mapping
from typing import Any

import provider
from provider import Unknown
from store import read, write

LEASE = 2.0
"""Seconds for which an intent is left to whoever has taken it up."""


class Refused(Exception):
    """The request had no effect, and never will."""

    def __init__(self, code: int, error: str) -> None:
        super().__init__(error)
        self.code, self.error = code, error


def create(tenant: str, key: str, body: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
    """Make a payment, and charge it unless it waits for its capture."""
    manual = body["capture"] == "manual"
    with write() as db:
        known = known_payment(db, tenant, "create", key, body)
        if known:
            return shown(known)
        payment = str(uuid.uuid4())
        remember(db, tenant, "create", key, body, payment)
        db.execute(
            "INSERT INTO payments (id, tenant, reference, customer, amount, currency, status) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                payment,
                tenant,
                body["reference"],
                body["customer"],
                body["amount"],
                body["currency"],
                "requires_capture" if manual else "processing",
            ),
        )
        intent = None if manual else begin(db, "charge", payment, body["reference"], body["amount"])
    if intent:
        settle(intent)
    return shown(payment)


def capture(tenant: str, key: str, payment: str, amount: int) -> tuple[int, dict[str, Any]]:
    """Charge a payment that waits for it."""
    body = {"amount": amount}
    with write() as db:
        known = known_payment(db, tenant, f"capture {payment}", key, body)
        if known:
            return shown(known)
        row = own(db, tenant, payment)
        if row["status"] != "requires_capture":
            raise Refused(409, "illegal_state")
        if amount > row["amount"]:
            raise Refused(422, "too_much")
        remember(db, tenant, f"capture {payment}", key, body, payment)
        # From here on nobody else can capture or cancel it.
        db.execute("UPDATE payments SET status = 'processing' WHERE id = ?", (payment,))
        intent = begin(db, "charge", payment, row["reference"], amount)
    settle(intent)
    return shown(payment)


def cancel(tenant: str, key: str, payment: str) -> tuple[int, dict[str, Any]]:
    """End a payment that waits for its capture."""
    with write() as db:
        known = known_payment(db, tenant, f"cancel {payment}", key, {})
        if known:
            return shown(known)
        if own(db, tenant, payment)["status"] != "requires_capture":
            raise Refused(409, "illegal_state")
        remember(db, tenant, f"cancel {payment}", key, {}, payment)
        db.execute("UPDATE payments SET status = 'canceled' WHERE id = ?", (payment,))
    return shown(payment)


def refund(tenant: str, key: str, payment: str, body: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
    """Give a part back."""
    with write() as db:
        known = known_payment(db, tenant, f"refund {payment}", key, body)
        if known:
            return shown(known)
        row = own(db, tenant, payment)
        if row["status"] != "succeeded":
            raise Refused(409, "illegal_state")
        if row["refunded"] + row["refunding"] + body["amount"] > row["captured"]:
            raise Refused(422, "too_much")
        remember(db, tenant, f"refund {payment}", key, body, payment)
        # Promised in the same transaction in which it was found to be there: two refunds cannot promise the same money.
        db.execute("UPDATE payments SET refunding = refunding + ? WHERE id = ?", (body["amount"], payment))
        intent = begin(db, "refund", payment, body["reference"], body["amount"])
    settle(intent)
    return shown(payment)


# What a key stands for


def known_payment(db: sqlite3.Connection, tenant: str, operation: str, key: str, body: Mapping[str, Any]) -> str:
    """The payment that this key of this tenant already stands for, "" when it is new. Another body is refused."""
    row = db.execute(
        "SELECT body, payment FROM keys WHERE tenant = ? AND operation = ? AND key = ?", (tenant, operation, key)
    ).fetchone()
    if row is None:
        return ""
    if row["body"] != digest(body):
        raise Refused(422, "key_reused")
    return str(row["payment"])


def remember(db: sqlite3.Connection, tenant: str, operation: str, key: str, body: Mapping[str, Any], payment: str) -> None:
    """Let the key stand for this payment from now on."""
    db.execute("INSERT INTO keys VALUES (?, ?, ?, ?, ?)", (tenant, operation, key, digest(body), payment))


def digest(body: Mapping[str, Any]) -> str:
    """The body, whatever the order of its fields."""
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


# What is to be done at the provider


def begin(db: sqlite3.Connection, kind: str, payment: str, reference: str, amount: int) -> str:
    """Note what is to be done, and take it up ourselves first."""
    intent = str(uuid.uuid4())
    db.execute(
        "INSERT INTO intents (id, kind, payment, reference, amount, due) VALUES (?, ?, ?, ?, ?, ?)",
        (intent, kind, payment, reference, amount, time.time() + LEASE),
    )
    return intent


def settle(intent: str) -> None:
    """Do it at the provider and note what became of it. What stays unknown is taken up again by the settler."""
    with read() as db:
        row = db.execute(
            "SELECT i.*, p.currency, p.charge FROM intents i JOIN payments p ON p.id = i.payment WHERE i.id = ?", (intent,)
        ).fetchone()
    asked = {"reference": row["reference"], "amount": row["amount"]}
    asked["currency" if row["kind"] == "charge" else "charge"] = row["currency" if row["kind"] == "charge" else "charge"]
    try:
        answer = provider.post(f"/{row['kind']}s", intent, asked)
    except Unknown:
        return
    if answer["status"] != "pending":
        conclude(intent, succeeded=answer["status"] == "succeeded", charge=str(answer["id"]))


def conclude(intent: str, *, succeeded: bool, charge: str) -> None:
    """Note what became of an intent, once: the answer, a webhook and the settler may all come to say it."""
    with write() as db:
        row = db.execute(
            "SELECT i.*, p.tenant, p.currency FROM intents i JOIN payments p ON p.id = i.payment WHERE i.id = ?", (intent,)
        ).fetchone()
        if row["state"] != "begun":
            return
        db.execute("UPDATE intents SET state = ? WHERE id = ?", ("done" if succeeded else "failed", intent))
        match row["kind"], succeeded:
            case "charge", True:
                db.execute(
                    "UPDATE payments SET status = 'succeeded', captured = ?, charge = ? WHERE id = ?",
                    (row["amount"], charge, row["payment"]),
                )
                post(db, row, debit="provider", credit="merchant")
            case "charge", False:
                db.execute("UPDATE payments SET status = 'failed' WHERE id = ?", (row["payment"],))
            case _, True:
                db.execute(
                    "UPDATE payments SET refunding = refunding - ?, refunded = refunded + ? WHERE id = ?",
                    (row["amount"], row["amount"], row["payment"]),
                )
                post(db, row, debit="merchant", credit="provider")
            case _:
                db.execute("UPDATE payments SET refunding = refunding - ? WHERE id = ?", (row["amount"], row["payment"]))


def settler() -> None:
    """Take up, for ever, what somebody has begun and not concluded."""
    while True:
        now = time.time()
        with write() as db:
            due = [
                row["id"]
                for row in db.execute("SELECT id FROM intents WHERE state = 'begun' AND due <= ? ORDER BY due LIMIT 20", (now,))
            ]
            db.executemany("UPDATE intents SET due = ? WHERE id = ?", [(now + LEASE, intent) for intent in due])
        for intent in due:
            settle(intent)
        time.sleep(0.2)


def told(event: Mapping[str, Any]) -> None:
    """The provider tells what became of something. Each event is taken once; what is not known, or not final, is nothing."""
    outcome = {"charge.succeeded": True, "charge.failed": False}.get(str(event.get("type")))
    with write() as db:
        new = db.execute("INSERT OR IGNORE INTO events VALUES (?)", (str(event["id"]),)).rowcount
        data = event.get("data") or {}
        row = db.execute(
            "SELECT id FROM intents WHERE reference = ? AND kind = 'charge'", (str(data.get("reference")),)
        ).fetchone()
    if new and row and outcome is not None:
        conclude(row["id"], succeeded=outcome, charge=str(data["id"]))


# The ledger


def post(db: sqlite3.Connection, intent: sqlite3.Row, *, debit: str, credit: str) -> None:
    """Two entries that sum to zero, with the balances, in the transaction of what they are about."""
    for account, direction, sign in ((debit, "D", 1), (credit, "C", -1)):
        db.execute(
            "INSERT INTO entries (tenant, tx, account, dir, amount, currency, payment) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (intent["tenant"], intent["id"], account, direction, intent["amount"], intent["currency"], intent["payment"]),
        )
        db.execute(
            "INSERT INTO balances VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET balance = balance + excluded.balance",
            (intent["tenant"], account, intent["currency"], sign * intent["amount"]),
        )


# What can be read


def own(db: sqlite3.Connection, tenant: str, payment: str) -> sqlite3.Row:
    """The tenant's payment with this id."""
    row = db.execute("SELECT * FROM payments WHERE id = ? AND tenant = ?", (payment, tenant)).fetchone()
    if row is None:
        raise Refused(404, "no_such_payment")
    return row


def told_of(row: sqlite3.Row) -> dict[str, Any]:
    """A payment as the contract shows it."""
    return {
        name: row[name] for name in ("id", "reference", "customer", "amount", "currency", "status", "captured", "refunded")
    }


def shown(payment: str) -> tuple[int, dict[str, Any]]:
    """The payment as it is now: 201 when it is decided, 202 while it is not."""
    with read() as db:
        row = db.execute("SELECT * FROM payments WHERE id = ?", (payment,)).fetchone()
    return (202 if row["status"] == "processing" else 201), told_of(row)


def one(tenant: str, payment: str) -> dict[str, Any]:
    """The tenant's payment."""
    with read() as db:
        return told_of(own(db, tenant, payment))


def several(tenant: str, customer: str, cursor: int, limit: int) -> dict[str, Any]:
    """A page of the tenant's payments, the oldest first, and where the next one begins."""
    with read() as db:
        rows = db.execute(
            "SELECT * FROM payments WHERE tenant = ? AND (? = '' OR customer = ?) AND number > ? ORDER BY number LIMIT ?",
            (tenant, customer, customer, cursor, limit + 1),
        ).fetchall()
    more = len(rows) > limit
    return {"data": [told_of(row) for row in rows[:limit]], "next_cursor": str(rows[limit - 1]["number"]) if more else None}


def ledger(tenant: str, after: int, limit: int) -> dict[str, Any]:
    """The tenant's entries after this one. One transaction writes at a time, so that what comes later has a higher number."""
    with read() as db:
        rows = db.execute(
            "SELECT seq, tx, account, dir, amount, currency, payment FROM entries WHERE tenant = ? AND seq > ? ORDER BY seq LIMIT ?",
            (tenant, after, limit),
        ).fetchall()
    return {"data": [dict(row) for row in rows]}


def balances(tenant: str) -> dict[str, Any]:
    """The tenant's accounts."""
    with read() as db:
        rows = db.execute("SELECT account, currency, balance FROM balances WHERE tenant = ?", (tenant,)).fetchall()
    return {"data": [dict(row) for row in rows]}
