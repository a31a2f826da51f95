"""Stage 3: SIGKILL, each time at a point that the judge holds."""

import asyncio

from hotseat.labs.edge.fake import Hold
from hotseat.labs.payments.acts.concurrency import kept, succeeded
from hotseat.labs.payments.rules.schedule import KILLED
from hotseat.labs.payments.shop import Shop, payment


async def kill(shop: Shop, hold: Hold, about: str) -> bool:
    """Kill the process that made the call that is held, or every one where the call does not name it."""
    service = shop.bench.service
    caller = service.named(hold.procs[0]) if hold.procs else None
    for process in [caller] if caller is not None else service.all:
        await process.kill(shop.step.id, about)
    if hold.arrived:
        shop.bench.landed(shop.step.id, KILLED)
    return hold.arrived > 0


async def killed(shop: Shop) -> None:
    """Killed while a charge waits at the provider, which has or has not taken effect; then the client retries, or not."""
    body, key = shop.order(), shop.token("key")
    after = shop.step.choices["point"] == "after effect"
    hold = shop.provider.hold("charge", body["reference"], after_effect=after)
    request = asyncio.create_task(shop.create(body, key))
    await kept(shop, hold)
    await kill(shop, hold, f"a charge waits, {shop.step.choices['point']}")
    await request
    shop.provider.pass_by("charge", body["reference"])
    # A call that had no effect yet dies with its process: nothing more of it was on the wire.
    hold.release(drop=not after)
    await shop.bench.service.start(step=shop.step.id)
    if shop.step.choices["retry"] == "yes":
        await shop.create(body, key)


async def killed_and_late(shop: Shop) -> None:
    """Killed while a charge is on its way; it arrives after the service has looked around again."""
    body, key = shop.order(), shop.token("key")
    hold = shop.provider.hold("charge", body["reference"], after_effect=False)
    request = asyncio.create_task(shop.create(body, key))
    await kept(shop, hold)
    await kill(shop, hold, "a charge is on its way")
    await request
    found = shop.provider.watch(body["reference"])
    shop.provider.pass_by("charge", body["reference"])
    await shop.bench.service.start(step=shop.step.id)
    # Let the service find out what it wants to know first; one that asks nothing has nothing to be misled by.
    await found.until(1, 3.0 * shop.bench.slowness)
    shop.bench.fault(shop.step.id, "arrives late", body["reference"])
    hold.release()


async def killed_while_refunding(shop: Shop) -> None:
    """Killed while a refund has taken effect and its answer waits."""
    done = await succeeded(shop)
    if done is None:
        return
    body, made = done
    part, key = shop.part(body["amount"] // 2), shop.token("key")
    hold = shop.provider.hold("refund", part["reference"], after_effect=True)
    request = asyncio.create_task(shop.refund(made, part, key))
    await kept(shop, hold)
    await kill(shop, hold, "a refund waits, after effect")
    await request
    shop.provider.pass_by("refund", part["reference"])
    hold.release()
    await shop.bench.service.start(step=shop.step.id)
    if shop.step.choices["retry"] == "yes":
        await shop.refund(made, part, key)


async def killed_after_201(shop: Shop) -> None:
    """Every process is killed at the moment in which a client has read that its payment succeeded."""
    service = shop.bench.service
    for _ in range(shop.step.sizes["times"]):
        body, key = shop.order(), shop.token("key")
        made = payment(await shop.create(body, key))
        for process in service.all:
            await process.kill(shop.step.id, "the client has its answer")
        if made is not None:
            shop.bench.landed(shop.step.id, KILLED)
        await service.start(step=shop.step.id)
        await shop.create(body, key)
