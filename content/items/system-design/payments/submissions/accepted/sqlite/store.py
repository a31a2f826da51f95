"""The tables, and the two ways into them: a read, and a write that is alone."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

PATH = os.path.join(os.environ["LAB_DATA"], "payments.db")

TABLES = """
CREATE TABLE IF NOT EXISTS payments (
    number INTEGER PRIMARY KEY,             -- the order of creation, for lists
    id TEXT NOT NULL UNIQUE,
    tenant TEXT NOT NULL,
    reference TEXT NOT NULL,
    customer TEXT NOT NULL,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    status TEXT NOT NULL,
    charge TEXT,                            -- the provider's id, once there is one
    captured INTEGER NOT NULL DEFAULT 0,
    refunded INTEGER NOT NULL DEFAULT 0,
    refunding INTEGER NOT NULL DEFAULT 0    -- promised to refunds that are under way
);
CREATE INDEX IF NOT EXISTS payments_of_customer ON payments (tenant, customer, number);

-- What a key stands for. The primary key decides who was first.
CREATE TABLE IF NOT EXISTS keys (
    tenant TEXT NOT NULL,
    operation TEXT NOT NULL,
    key TEXT NOT NULL,
    body TEXT NOT NULL,                     -- a hash: the same key with another body is refused
    payment TEXT NOT NULL,
    PRIMARY KEY (tenant, operation, key)
);

-- Something to be done at the provider. Its id is the provider's idempotency key, so that it may be done again.
CREATE TABLE IF NOT EXISTS intents (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,                     -- charge or refund
    payment TEXT NOT NULL,
    reference TEXT NOT NULL,
    amount INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'begun',    -- begun, done, failed
    due REAL NOT NULL                       -- when somebody should take it up (again)
);
CREATE INDEX IF NOT EXISTS intents_open ON intents (due) WHERE state = 'begun';
CREATE INDEX IF NOT EXISTS intents_by_reference ON intents (reference);

CREATE TABLE IF NOT EXISTS entries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant TEXT NOT NULL,
    tx TEXT NOT NULL,
    account TEXT NOT NULL,
    dir TEXT NOT NULL,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    payment TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS balances (
    tenant TEXT NOT NULL,
    account TEXT NOT NULL,
    currency TEXT NOT NULL,
    balance INTEGER NOT NULL,
    PRIMARY KEY (tenant, account, currency)
);

-- The provider's events that have been taken.
CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY);
"""


def prepare() -> None:
    """Make the tables, one process at a time: two that switch to the log at once can find the database locked."""
    with open(f"{PATH}.lock", "w") as turn, _open() as db:
        fcntl.flock(turn, fcntl.LOCK_EX)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("BEGIN IMMEDIATE")
        for statement in TABLES.split(";"):
            db.execute(statement)
        db.execute("COMMIT")


@contextmanager
def read() -> Iterator[sqlite3.Connection]:
    """A connection to look at what is committed. It waits for no writer."""
    with _open() as db:
        yield db


@contextmanager
def write() -> Iterator[sqlite3.Connection]:
    """A transaction that is the only one that writes. What is decided in it is decided on what is true."""
    with _open() as db:
        # IMMEDIATE: a transaction that begins as a reader and then wants to write can only fail.
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")


@contextmanager
def _open() -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(PATH, timeout=10.0, isolation_level=None)
    db.row_factory = sqlite3.Row
    try:
        db.execute("PRAGMA synchronous = FULL")
        yield db
    finally:
        db.close()
