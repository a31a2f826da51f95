"""The lab `payments/1` as the judge runs it."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from hotseat.labs.edge.bench import Bench
from hotseat.labs.edge.recorder import Recorder
from hotseat.labs.history import History, Op
from hotseat.labs.payments.acts import ACTS
from hotseat.labs.payments.provider import Provider
from hotseat.labs.payments.rules.invariants import INVARIANTS
from hotseat.labs.payments.rules.schedule import NAME, STAGES, plan
from hotseat.labs.payments.rules.view import lost, payments_in, view
from hotseat.labs.payments.shop import SETTLE, Shop
from hotseat.labs.planning import Step

__all__ = ["INVARIANTS", "NAME", "STAGES", "World", "plan"]

SECRET = b"whsec_for_this_run_only"
PAUSE = 0.1
PAGE = 100
PAGES = 60
TOGETHER = (4,)
"""Stages whose steps do not disturb each other: nothing in them stops a process."""


class World:
    """The provider, and the merchants of a run."""

    def __init__(self, recorder: Recorder) -> None:
        self._provider = Provider(recorder)
        self._shops: list[Shop] = []

    async def start(self) -> Mapping[str, str]:
        """Start what the service will call. Returns what it is told in its environment."""
        await self._provider.start()
        return {"LAB_PROVIDER_URL": self._provider.url, "LAB_WEBHOOK_SECRET": SECRET.decode()}

    async def end(self) -> None:
        """Stop it."""
        await self._provider.end()

    async def act(self, bench: Bench, step: Step) -> None:
        """Take one step."""
        await ACTS[step.act](Shop(bench, self._provider, SECRET, step, self._shops))

    async def heal(self, bench: Bench, steps: Sequence[Step]) -> None:
        """End every fault, and wait until the service has come to rest by itself or its seconds are over; then ask again.

        Asking again with a key that never had an answer is what its client would do; it comes second, so that nothing which
        needs it to move on is helped.
        """
        self._provider.heal()
        await bench.service.start()
        deadline = time.monotonic() + SETTLE * bench.slowness
        shops = self._of(steps)
        for shop in shops:
            while await self._restless(shop) and time.monotonic() < deadline:
                await asyncio.sleep(PAUSE)
        tenants = {shop.tenant: shop for shop in shops}
        for op in unanswered(bench.recorder.history()):
            if op.tenant in tenants:
                while (await tenants[op.tenant].create(op.given, op.key)).code == 409 and time.monotonic() < deadline:
                    await asyncio.sleep(PAUSE)

    async def final(self, bench: Bench, steps: Sequence[Step]) -> None:  # noqa: ARG002 - every system is asked alike
        """Read everything once more."""
        for shop in self._of(steps):
            await self._walk(shop)
            await shop.ledger()
            await shop.balances()

    def _of(self, steps: Sequence[Step]) -> list[Shop]:
        wanted = {step.id for step in steps}
        return [shop for shop in self._shops if shop.step.id in wanted]

    async def _restless(self, shop: Shop) -> bool:
        """Whether a payment of this merchant has not come to an end, or a charge or refund does not show everywhere yet."""
        found = [one for op in await self._walk(shop) for one in payments_in(op)]
        if any(
            one.get("status") == "processing" or one.get("refunded") != self._provider.refunded(str(one.get("reference")))
            for one in found
        ):
            return True
        posted = await shop.posted()
        return any(one.get("status") == "succeeded" and one["id"] not in posted for one in found)

    async def _walk(self, shop: Shop) -> list[Op]:
        """Every page of the merchant's payments."""
        ops: list[Op] = []
        cursor: object = ""
        for _ in range(PAGES):
            ops.append(await shop.list(f"limit={PAGE}&cursor={quote(str(cursor))}"))
            got = ops[-1].got
            cursor = got.get("next_cursor") if isinstance(got, dict) else None
            if not cursor:
                break
        return ops


def unanswered(history: History) -> list[Op]:
    """The last attempt with each new payment's key that was lost, and never had an answer which says what became of it."""
    return [
        attempts[-1][1]
        for (_, call, _, _), attempts in view(history).keys.items()
        if call == "create" and lost([op for _, op in attempts])
    ]
