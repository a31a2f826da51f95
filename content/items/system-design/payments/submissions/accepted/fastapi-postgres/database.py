"""PostgreSQL: the tables, and a pool of connections that is never held while the provider is asked."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from psycopg.rows import dict_row

type Connection = psycopg.AsyncConnection[dict[str, Any]]

CONNECTIONS = 8
TABLES = """
create table payment (
    number bigint generated always as identity primary key,
    id uuid not null unique,
    tenant text not null,
    reference text not null,
    customer text not null,
    amount bigint not null check (amount > 0),
    currency text not null,
    status text not null check (status in ('requires_capture', 'processing', 'succeeded', 'failed', 'canceled')),
    charge text,
    captured bigint not null default 0,
    refunded bigint not null default 0,
    reserved bigint not null default 0,
    check (captured <= amount),
    check (refunded + reserved <= captured)
);
create index payment_of_tenant on payment (tenant, number);
create table idempotency (
    tenant text, path text, key text,
    request jsonb not null,
    payment uuid not null references payment (id) deferrable initially deferred,
    primary key (tenant, path, key)
);
create table task (
    id uuid primary key,
    payment uuid not null references payment (id),
    kind text not null check (kind in ('charge', 'refund')),
    reference text not null,
    amount bigint not null,
    outcome text check (outcome in ('succeeded', 'failed')),
    due timestamptz not null
);
create index task_open on task (due) where outcome is null;
create index task_of_reference on task (reference);
create table entry (
    seq bigint generated always as identity primary key,
    tenant text not null, tx uuid not null, account text not null, dir char(1) not null,
    amount bigint not null check (amount > 0), currency text not null, payment uuid not null
);
create index entry_of_tenant on entry (tenant, seq);
create table webhook (event text primary key);
"""


class Database:
    """A few connections, each lent to one transaction at a time."""

    def __init__(self) -> None:
        self._free: asyncio.Queue[Connection] = asyncio.Queue()

    async def open(self) -> None:
        """Make the tables, whichever process comes first, and connect."""
        for number in range(CONNECTIONS):
            connection = await psycopg.AsyncConnection.connect(
                os.environ["DATABASE_URL"], autocommit=True, row_factory=dict_row
            )
            if number == 0:
                await make_tables(connection)
            self._free.put_nowait(connection)

    async def close(self) -> None:
        """Give the connections back."""
        while not self._free.empty():
            await self._free.get_nowait().close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """One transaction at read committed. What must not change under it is locked by `for update`."""
        connection = await self._free.get()
        try:
            async with connection.transaction():
                yield connection
        finally:
            self._free.put_nowait(connection)


async def make_tables(connection: Connection) -> None:
    """Make the tables where there are none, one process at a time.

    `create index if not exists` locks its table even where there is nothing to do: a process that starts under load would
    meet the transactions of the others in a deadlock.
    """
    async with connection.transaction():
        await connection.execute("select pg_advisory_xact_lock(1)")
        found = await row(connection, "select to_regclass('webhook') is null as missing")
        if found and found["missing"]:
            await connection.execute(TABLES)


async def row(connection: Connection, query: str, *values: object) -> dict[str, Any] | None:
    """The first row, None where there is none."""
    return await (await connection.execute(query, values)).fetchone()


async def rows(connection: Connection, query: str, *values: object) -> list[dict[str, Any]]:
    """All rows."""
    return await (await connection.execute(query, values)).fetchall()
