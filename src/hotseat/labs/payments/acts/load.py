"""Stage 5: the contract's rate, open loop, while the processes are deployed anew one after the other."""

import asyncio
from typing import Any

from hotseat.labs.edge.load import Sent, open_loop
from hotseat.labs.history import Load
from hotseat.labs.payments.shop import Shop, payment

RATE = 167.0
"""Requests a second: ten thousand a minute."""
READS, LISTS = 0.6, 0.1
PATIENCE = 1.0


async def load(shop: Shop) -> None:
    """Reads, lists and new payments at a constant rate; in the middle each process is drained and started again."""
    known: list[dict[str, Any]] = []
    for _ in range(5):
        made = payment(await shop.create(shop.order()))
        if made is not None:
            known.append(made)
    if not known:
        return

    async def one(number: int) -> bool:
        draw = shop.chance.random()
        if draw < READS:
            op = await shop.get(known[number % len(known)], want={"code": [200], "lost": "P14"})
        elif draw < READS + LISTS:
            op = await shop.list("limit=5", want={"code": [200], "lost": "P14"})
        else:
            op = await shop.create(shop.order(), want={"code": [201, 202], "lost": "P14"})
        return op.status != "info"

    count = int(RATE * shop.step.sizes["seconds"])
    sending = asyncio.create_task(open_loop(one, RATE, count))
    lost = await deploy(shop, sending)
    shop.bench.recorder.record(told(shop, await sending, lost))


async def deploy(shop: Shop, sending: "asyncio.Task[list[Sent]]") -> int:
    """Replace each process that answers in turn, each with a payment under way when its SIGTERM comes. How many were lost."""
    service, lost = shop.bench.service, 0
    for process in service.apis if len(service.apis) > 1 else ():
        if sending.done():
            break
        body = shop.order()
        hold = shop.provider.hold("charge", body["reference"], after_effect=False)
        request = asyncio.create_task(shop.create(body, proc=process))
        await hold.until(1, PATIENCE)
        await process.terminate(shop.step.id)
        hold.release()
        lost += (await request).status == "info"
        await process.drained(shop.step.id)
        await service.start([process], shop.step.id)
    return lost


def told(shop: Shop, sent: list[Sent], lost: int) -> Load:
    """The figures of a load; `lost` requests went unanswered beside it."""
    took = sorted(one.ended - one.intended for one in sent)
    lags = sorted(one.began - one.intended for one in sent)
    return Load(
        step=shop.step.id,
        rate=RATE,
        sent=len(sent),
        errors=sum(not one.ok for one in sent) + lost,
        lag_p99=round(lags[int(len(lags) * 0.99)], 4),
        p50=round(took[len(took) // 2], 4),
        p99=round(took[int(len(took) * 0.99)], 4),
        at=shop.bench.recorder.now(),
    )
