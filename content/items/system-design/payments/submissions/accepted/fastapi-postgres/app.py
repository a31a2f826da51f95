"""The HTTP side, in FastAPI: what a request must look like, and how a payment is shown."""

import hashlib
import hmac
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends, FastAPI, Header, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

import domain
from database import Database, row, rows
from domain import Begun, Refused
from provider import perform

TOLERANCE = 300
DATABASE = Database()

type Name = Annotated[str, Field(min_length=1, max_length=64)]
type Amount = Annotated[int, Field(strict=True, gt=0, lt=2**63)]


class Order(BaseModel):
    """A new payment."""

    model_config = ConfigDict(extra="ignore")
    reference: Name
    customer: Name
    amount: Amount
    currency: Name
    capture: Literal["auto", "manual"] = "auto"


class Capture(BaseModel):
    """How much of a payment to charge."""

    amount: Amount


class Refund(BaseModel):
    """A part to give back."""

    reference: Name
    amount: Amount


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    """The database is there while the app is."""
    await DATABASE.open()
    yield
    await DATABASE.close()


app = FastAPI(lifespan=lifespan)


@app.exception_handler(Refused)
async def refused(_: Request, error: Exception) -> JSONResponse:
    """A request without effect."""
    assert isinstance(error, Refused)
    return JSONResponse({"error": error.error}, error.code)


@app.exception_handler(RequestValidationError)
async def malformed(_: Request, error: Exception) -> JSONResponse:
    """A body that is not as it should be. What was sent is not sent back: a NaN could not be."""
    assert isinstance(error, RequestValidationError)
    return JSONResponse({"error": [".".join(map(str, one["loc"])) for one in error.errors()]}, 422)


def tenant_of(x_tenant: Annotated[str, Header()] = "") -> str:
    """Whose request it is."""
    if not x_tenant:
        raise Refused(400, "tenant_missing")
    return x_tenant


def key_of(idempotency_key: Annotated[str, Header()] = "") -> str:
    """The key of a request that changes something."""
    if not 0 < len(idempotency_key) <= 255:
        raise Refused(400, "key_missing")
    return idempotency_key


Tenant = Annotated[str, Depends(tenant_of)]
Key = Annotated[str, Depends(key_of)]


@app.get("/healthz")
async def healthz() -> dict[str, str]:
    """Ready: the lifespan has connected."""
    return {}


@app.post("/payments")
async def create(order: Order, tenant: Tenant, key: Key) -> JSONResponse:
    """Make a payment."""
    request = domain.Request(tenant, "/payments", key, order.model_dump())
    return await finished(await domain.begin_payment(DATABASE, request, manual=order.capture == "manual"))


@app.post("/payments/{payment}/capture")
async def capture(payment: str, body: Capture, tenant: Tenant, key: Key) -> JSONResponse:
    """Charge it."""
    request = domain.Request(tenant, f"/payments/{payment}/capture", key, body.model_dump())
    return await finished(await domain.begin_capture(DATABASE, request, known(payment)))


@app.post("/payments/{payment}/cancel")
async def cancel(payment: str, tenant: Tenant, key: Key) -> JSONResponse:
    """End it."""
    request = domain.Request(tenant, f"/payments/{payment}/cancel", key, {})
    return await finished(await domain.cancel(DATABASE, request, known(payment)))


@app.post("/payments/{payment}/refunds")
async def refund(payment: str, body: Refund, tenant: Tenant, key: Key) -> JSONResponse:
    """Give a part back."""
    request = domain.Request(tenant, f"/payments/{payment}/refunds", key, body.model_dump())
    return await finished(await domain.begin_refund(DATABASE, request, known(payment)))


async def finished(begun: Begun) -> JSONResponse:
    """Do what is to be done, and show the payment as it is then: 202 while it is not decided."""
    if begun.task:
        await perform(DATABASE, begun.task)
    async with DATABASE.transaction() as db:
        found = await row(db, "select * from payment where id = %s", begun.payment)
    assert found is not None, "it was committed"
    return JSONResponse(shown(found), 202 if found["status"] == "processing" else 201)


def known(payment: str) -> UUID:
    """The id, where it is one at all."""
    try:
        return UUID(payment)
    except ValueError:
        raise Refused(404, "no_such_payment") from None


def shown(found: dict[str, Any]) -> dict[str, Any]:
    """A payment as the contract has it."""
    names = ("reference", "customer", "amount", "currency", "status", "captured", "refunded")
    return {"id": str(found["id"])} | {name: found[name] for name in names}


@app.get("/payments/{payment}")
async def one(payment: str, tenant: Tenant) -> dict[str, Any]:
    """A payment of the tenant's."""
    async with DATABASE.transaction() as db:
        found = await row(db, "select * from payment where id = %s and tenant = %s", known(payment), tenant)
    if found is None:
        raise Refused(404, "no_such_payment")
    return shown(found)


@app.get("/payments")
async def several(tenant: Tenant, customer: str = "", cursor: str = "", limit: int = 50) -> dict[str, Any]:
    """A page of them, the oldest first."""
    limit = max(1, min(limit, 100))
    async with DATABASE.transaction() as db:
        found = await rows(
            db,
            "select * from payment where tenant = %s and number > %s and (%s = '' or customer = %s) order by number limit %s",
            tenant,
            int(cursor or 0),
            customer,
            customer,
            limit + 1,
        )
    more = str(found[limit - 1]["number"]) if len(found) > limit else None
    return {"data": [shown(one) for one in found[:limit]], "next_cursor": more}


@app.get("/ledger/entries")
async def entries(tenant: Tenant, after: int = 0, limit: int = 100) -> dict[str, Any]:
    """The ledger from there on."""
    query = (
        "select seq, tx::text, account, dir, amount, currency, payment::text from entry where tenant = %s and seq > %s"
        " order by seq limit %s"
    )
    async with DATABASE.transaction() as db:
        return {"data": await rows(db, query, tenant, after, max(1, min(limit, 1000)))}


@app.get("/ledger/balances")
async def balances(tenant: Tenant) -> dict[str, Any]:
    """The fold of the entries, computed when it is asked for: there is nothing that could drift from them."""
    query = (
        "select account, currency, sum(case dir when 'D' then amount else -amount end)::bigint as balance from entry"
        " where tenant = %s group by account, currency"
    )
    async with DATABASE.transaction() as db:
        return {"data": await rows(db, query, tenant)}


@app.post("/webhooks/provider")
async def webhook(request: Request, provider_signature: Annotated[str, Header()] = "") -> Response:
    """An event of the provider's. It is the bytes that are signed."""
    raw = await request.body()
    parts = dict(part.partition("=")[::2] for part in provider_signature.split(","))
    at = parts.get("t", "")
    secret = os.environ["LAB_WEBHOOK_SECRET"].encode()
    wanted = hmac.new(secret, at.encode() + b"." + raw, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(wanted, parts.get("v1", "")):
        raise Refused(400, "bad_signature")
    if not at.isdigit() or abs(time.time() - int(at)) > TOLERANCE:
        raise Refused(400, "stale_signature")
    try:
        event = json.loads(raw)
    except ValueError:
        raise Refused(400, "no_json") from None
    if not isinstance(event, dict):
        raise Refused(400, "no_object")
    await domain.told(DATABASE, event)
    return Response(status_code=204)
