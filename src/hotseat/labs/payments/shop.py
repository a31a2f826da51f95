"""A merchant of the judge: makes requests of the contract, with data of its own, and waits for what it was promised."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from random import Random
from typing import Any
from urllib.parse import quote

from hotseat.labs.edge.bench import Bench
from hotseat.labs.edge.processes import Process
from hotseat.labs.history import Op
from hotseat.labs.payments.provider import Provider
from hotseat.labs.payments.rules.view import rows
from hotseat.labs.planning import Step

SETTLE = 5.0
PAUSE = 0.03


class Shop:
    """One step's tenant. Its keys, references and amounts are drawn from the step's seed."""

    def __init__(self, bench: Bench, provider: Provider, secret: bytes, step: Step, shops: "list[Shop]") -> None:
        self.bench, self.provider, self.step = bench, provider, step
        self._shops = shops
        shops.append(self)
        self.chance = Random(step.seed)
        self.tenant = self.token("tenant")
        self._secret = secret
        # The first stage has one process to deal with, so that nothing in it depends on what two of them share.
        self._only = bench.service.apis[0] if step.stage == 1 else None

    def token(self, prefix: str) -> str:
        """An opaque name that nobody else has."""
        return f"{prefix}-{self.chance.randrange(16**10):010x}"

    def another(self) -> "Shop":
        """Another tenant of the same step."""
        shop = Shop(self.bench, self.provider, self._secret, self.step, self._shops)
        shop.chance = Random(self.chance.randrange(2**32))
        shop.tenant = shop.token("tenant")
        return shop

    def order(self, capture: str = "auto", amount: object = None, currency: str = "EUR") -> dict[str, Any]:
        """The body of a new payment. The amount divides by 12, so that parts of it are whole."""
        reference = self.token("order")
        self.provider.steps[reference] = self.step.id
        amount = 12 * self.chance.randint(20, 4000) if amount is None else amount
        return {
            "reference": reference,
            "customer": self.token("customer"),
            "amount": amount,
            "currency": currency,
            "capture": capture,
        }

    def part(self, amount: int) -> dict[str, Any]:
        """The body of a refund."""
        reference = self.token("refund")
        self.provider.steps[reference] = self.step.id
        return {"reference": reference, "amount": amount}

    async def create(self, body: Mapping[str, Any], key: str = "", **more: Any) -> Op:
        """POST /payments; "" stands for a key of its own, "none" for no key."""
        sent = "" if key == "none" else key or self.token("key")
        return await self._post("create", "/payments", body, sent, dict(body), **more)

    async def capture(self, payment: Mapping[str, Any], amount: int, key: str = "", **more: Any) -> Op:
        """POST /payments/{id}/capture."""
        given = {"id": payment["id"], "reference": payment.get("reference"), "amount": amount}
        return await self._post("capture", place(payment, "capture"), {"amount": amount}, key, given, **more)

    async def cancel(self, payment: Mapping[str, Any], key: str = "", **more: Any) -> Op:
        """POST /payments/{id}/cancel."""
        given = {"id": payment["id"], "reference": payment.get("reference")}
        return await self._post("cancel", place(payment, "cancel"), {}, key, given, **more)

    async def refund(self, payment: Mapping[str, Any], part: Mapping[str, Any], key: str = "", **more: Any) -> Op:
        """POST /payments/{id}/refunds."""
        return await self._post("refund", place(payment, "refunds"), part, key, {"id": payment["id"], **part}, **more)

    async def _post(self, call: str, target: str, body: Mapping[str, Any], key: str, given: dict[str, Any], **more: Any) -> Op:
        key = key or (self.token("key") if call != "create" else "")
        more.setdefault("proc", self._only)
        return await self.bench.send(
            call, "POST", target, step=self.step.id, tenant=self.tenant, key=key, body=body, given=given, **more
        )

    async def get(self, payment: Mapping[str, Any], **more: Any) -> Op:
        """GET /payments/{id}."""
        given = {"id": payment["id"], "reference": payment.get("reference")}
        return await self._get("get", place(payment), given, **more)

    async def list(self, query: str = "", **more: Any) -> Op:
        """GET /payments."""
        return await self._get("list", f"/payments?{query}", {"query": query}, **more)

    async def entries(self, after: int = 0, call: str = "entries", **more: Any) -> Op:
        """GET /ledger/entries."""
        return await self._get(call, f"/ledger/entries?after={after}&limit=100", {"after": after}, **more)

    async def ledger(self, after: int = 0, call: str = "entries") -> int:
        """Read the ledger on from this entry to its end. Returns the last entry's number."""
        async for page in self._pages(after, call):
            after = max(after, *(int(entry["seq"]) for entry in page))
        return after

    async def posted(self) -> set[str]:
        """The payments that the ledger knows of."""
        return {str(entry.get("payment")) async for page in self._pages(0, "entries") for entry in page}

    async def _pages(self, after: int, call: str) -> AsyncIterator[Sequence[Mapping[str, Any]]]:
        """The ledger's pages from this entry on, as long as they lead on."""
        while True:
            page = [entry for entry in rows(await self.entries(after, call)) if isinstance(entry.get("seq"), int)]
            last = max((int(entry["seq"]) for entry in page), default=after)
            if last <= after:
                return
            yield page
            after = last

    async def balances(self, **more: Any) -> Op:
        """GET /ledger/balances."""
        return await self._get("balances", "/ledger/balances", {}, **more)

    async def _get(self, call: str, target: str, given: dict[str, Any], **more: Any) -> Op:
        more.setdefault("proc", self._only)
        return await self.bench.send(call, "GET", target, step=self.step.id, tenant=self.tenant, given=given, **more)

    async def settled(self, payment: Mapping[str, Any], want: Mapping[str, Any] | None = None) -> Op:
        """Read the payment until it is no longer processing or its seconds are over; `want` is what it must show then."""
        deadline = time.monotonic() + SETTLE * self.bench.slowness
        while True:
            op = await self.get(payment)
            over = time.monotonic() > deadline
            if over or not (isinstance(op.got, dict) and op.got.get("status") == "processing"):
                return await self.get(payment, want={"code": [200], "body": dict(want)}) if want else op
            await asyncio.sleep(PAUSE)

    async def webhook(
        self,
        kind: str,
        reference: str,
        *,
        event: str = "",
        signature: str = "signed",
        proc: Process | None = None,
        odd: bool = False,
        want: dict[str, Any] | None = None,
    ) -> Op:
        """POST /webhooks/provider, as the provider signs it, or forged, stale, tampered. `odd`: with unusual white space."""
        found = self.provider.of(reference)
        about = found[0].told() if found else {"id": "ch_0", "reference": reference, "amount": 1, "currency": "EUR"}
        event = event or self.token("evt")
        data = {name: about[name] for name in ("id", "reference", "amount", "currency")}
        body = json.dumps({"id": event, "type": kind, "data": data}).encode()
        if odd:
            body = b"\n " + body.replace(b", ", b" ,\n  ") + b" \n"
        at = int(time.time()) - (360 if signature == "stale" else 0)
        secret = b"not the secret" if signature == "forged" else self._secret
        signed = body.replace(b'"amount": ', b'"amount": 1') if signature == "tampered" else body
        told = hmac.new(secret, f"{at}.".encode() + signed, hashlib.sha256).hexdigest()
        return await self.bench.send(
            "webhook",
            "POST",
            "/webhooks/provider",
            step=self.step.id,
            body=body,
            given={"id": event, "type": kind, "reference": reference, "kind": signature},
            headers={"provider-signature": f"t={at},v1={told}"},
            proc=proc,
            want=want,
        )


def place(payment: Mapping[str, Any], *below: str) -> str:
    """The path of a payment, or of something below it, whatever its id is made of."""
    return "/".join(("/payments", quote(payment["id"], safe=""), *below))


def payment(op: Op) -> dict[str, Any] | None:
    """The payment that an answer shows, None where it shows none."""
    return op.got if op.status == "ok" and isinstance(op.got, dict) and isinstance(op.got.get("id"), str) else None
