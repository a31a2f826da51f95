"""Tasks, done at the provider. What stays unknown stays open."""

import asyncio
import json
import os
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from database import Database, row
from domain import conclude

ADDRESS = urlsplit(os.environ["LAB_PROVIDER_URL"])
SECONDS = 1.5
THREADS = ThreadPoolExecutor(64)
"""One for each call under way. asyncio's own are a handful, and a provider that hangs would take them all."""


async def perform(database: Database, task: UUID) -> None:
    """Do the task under its own key, and commit what became of it. No connection is held meanwhile."""
    async with database.transaction() as db:
        found = await row(
            db, "select t.*, p.currency, p.charge from task t join payment p on p.id = t.payment where t.id = %s", task
        )
    assert found is not None, "the task was committed"
    body = {"reference": found["reference"], "amount": found["amount"]}
    body |= {"currency": found["currency"]} if found["kind"] == "charge" else {"charge": found["charge"]}
    answer = await asyncio.get_running_loop().run_in_executor(THREADS, call, f"/{found['kind']}s", str(task), body)
    if answer and answer.get("status") in ("succeeded", "failed"):
        await conclude(database, task, answer["status"], str(answer["id"]))


def call(path: str, key: str, body: dict[str, Any]) -> dict[str, Any] | None:
    """The provider's answer; None where nobody knows what became of the call."""
    connection = HTTPConnection(ADDRESS.hostname or "", ADDRESS.port, timeout=SECONDS)
    headers = {"Content-Type": "application/json", "Idempotency-Key": key, "X-Lab-Proc": os.environ["LAB_PROC"]}
    try:
        connection.request("POST", path, json.dumps(body), headers)
        answer = connection.getresponse()
        found = json.loads(answer.read())
        return found if answer.status in (200, 202, 402) and isinstance(found, dict) else None
    except (OSError, HTTPException, ValueError):
        return None
    finally:
        connection.close()
