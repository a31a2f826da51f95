"""Stage 4: a provider that fails after the effect, and webhooks that come early, often, late, reversed or forged."""

import asyncio

from hotseat.labs.payments.acts.concurrency import MEET, gathered, kept
from hotseat.labs.payments.shop import Shop, payment

TAKEN = {"code": [200, 201, 202, 204]}
AGAIN = 3
PROMISED = 3.0
"""Seconds within which the contract has POST answered while the provider hangs."""
SLACK = 2.0


async def unknown(shop: Shop) -> None:
    """The provider does not say what became of a charge; the client retries, or not."""
    body, key = shop.order(), shop.token("key")
    behaviour = shop.step.choices["behaviour"]
    shop.provider.behave("charge", body["reference"], behaviour)
    await shop.create(body, key)
    if shop.provider.done("charge", body["reference"], behaviour):
        shop.bench.landed(shop.step.id, "the provider lied")
    if shop.step.choices["retry"] == "yes":
        for _ in range(AGAIN):
            op = await shop.create(body, key)
            if op.status == "ok":
                break


async def webhook_first(shop: Shop) -> None:
    """The webhook comes before the answer to the charge that it is about."""
    body = shop.order()
    hold = shop.provider.hold("charge", body["reference"], after_effect=True)
    request = asyncio.create_task(shop.create(body))
    await kept(shop, hold)
    await shop.webhook("charge.succeeded", body["reference"], want=TAKEN)
    hold.release()
    made = payment(await request)
    if made is not None:
        await shop.settled(made, {"status": "succeeded", "captured": body["amount"]})


async def webhook_often(shop: Shop) -> None:
    """One event is delivered many times at once, and again later; it is posted once."""
    body = shop.order()
    shop.provider.behave("charge", body["reference"], "pending")
    made = payment(await shop.create(body))
    found = shop.provider.of(body["reference"])
    if made is None or not found:
        return
    shop.provider.settle(found[0], "succeeded", shop.step.id)
    event = shop.token("evt")
    times = range(shop.step.sizes["times"])
    await gathered(asyncio.create_task(shop.webhook("charge.succeeded", body["reference"], event=event)) for _ in times)
    await shop.settled(made, {"status": "succeeded"})
    await shop.webhook("charge.succeeded", body["reference"], event=event, want=TAKEN)
    await shop.webhook("charge.succeeded", body["reference"], want=TAKEN)


async def webhook_reversed(shop: Shop) -> None:
    """`charge.processing`, sent before `charge.succeeded`, comes after it; so does one about another charge."""
    body = shop.order()
    shop.provider.behave("charge", body["reference"], "pending")
    made = payment(await shop.create(body))
    found = shop.provider.of(body["reference"])
    if made is None or not found:
        return
    shop.provider.settle(found[0], "succeeded", shop.step.id)
    await shop.webhook("charge.succeeded", body["reference"], want=TAKEN)
    await shop.settled(made, {"status": "succeeded"})
    await shop.webhook("charge.processing", body["reference"], want=TAKEN)
    await shop.get(made)


async def webhook_forged(shop: Shop) -> None:
    """What is forged, stale or tampered with is refused; odd white space in a signed body is none of these."""
    body = shop.order()
    shop.provider.behave("charge", body["reference"], "pending")
    made = payment(await shop.create(body))
    found = shop.provider.of(body["reference"])
    if made is None or not found:
        return
    for signature in ("forged", "stale", "tampered"):
        await shop.webhook("charge.succeeded", body["reference"], signature=signature)
    await shop.get(made)
    shop.provider.settle(found[0], "succeeded", shop.step.id)
    await shop.webhook("charge.succeeded", body["reference"], odd=True, want=TAKEN)
    await shop.settled(made, {"status": "succeeded"})


async def hung(shop: Shop) -> None:
    """The provider answers nobody. Reads go on as ever; writes are answered within the contract's seconds."""
    calm = shop.order()
    known = payment(await shop.create(calm))
    bodies = [shop.order() for _ in range(shop.step.sizes["payments"])]
    holds = [shop.provider.hold("charge", body["reference"], after_effect=False) for body in bodies]
    within = PROMISED + SLACK
    tasks = [asyncio.create_task(shop.create(body, within=within)) for body in bodies]
    waiting = [asyncio.create_task(kept(shop, hold)) for hold in holds]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    await asyncio.wait(waiting, timeout=MEET * shop.bench.slowness)
    for _ in range(len(shop.bench.service.apis) * 2):
        if known is not None:
            await shop.get(known, within=within)
    await gathered(tasks)
    for task in waiting:
        task.cancel()
    for hold in holds:
        hold.release()
