"""Stage 2: requests that meet. The first is kept waiting at the provider, so that the others meet it every time."""

import asyncio
import contextlib
from collections.abc import Iterable, Sequence
from typing import Any

from hotseat.labs.edge.fake import Hold
from hotseat.labs.history import Op
from hotseat.labs.payments.rules.schedule import KEPT_WAITING
from hotseat.labs.payments.shop import Shop, payment

ARRIVE = 6.0
"""Seconds to wait for a call of the service that should come: not a bound of the contract, only of patience."""
TICK = 0.005
MEET = 1.0
"""Seconds for copies to come to where they answer, wait or call: what has not moved by then waits inside the service."""


async def kept(shop: Shop, hold: Hold, count: int = 1) -> bool:
    """Whether so many calls wait at the provider; then the fault has landed."""
    there = await hold.until(count, ARRIVE * shop.bench.slowness)
    if there:
        shop.bench.landed(shop.step.id, KEPT_WAITING)
    return there


async def met(shop: Shop, tasks: Sequence[asyncio.Task[Op]], *holds: Hold, there: int = 0) -> None:
    """Wait until each has been answered or has come to a hold, where `there` were waiting before them."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(MEET * shop.bench.slowness):
            while sum(task.done() for task in tasks) + sum(hold.arrived for hold in holds) - there < len(tasks):
                await asyncio.sleep(TICK)


async def gathered(tasks: Iterable[asyncio.Task[Op]]) -> list[Op]:
    """Their operations, in order."""
    return list(await asyncio.gather(*tasks))


async def succeeded(shop: Shop, **more: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """A payment that has succeeded, with its body; None when there is none."""
    body = shop.order(**more)
    made = payment(await shop.create(body))
    if made is None:
        return None
    seen = payment(await shop.settled(made))
    return (body, seen) if seen and seen.get("status") == "succeeded" else None


async def duplicates(shop: Shop) -> None:
    """The same request, several times, while the first one waits at the provider; on all processes."""
    body, key = shop.order(), shop.token("key")
    hold = shop.provider.hold("charge", body["reference"], after_effect=False)
    first = asyncio.create_task(shop.create(body, key))
    await kept(shop, hold)
    others = [asyncio.create_task(shop.create(body, key)) for _ in range(shop.step.sizes["copies"] - 1)]
    await met(shop, others, hold, there=1)
    hold.release()
    await gathered([first, *others])
    await shop.create(body, key)


async def refunds_at_once(shop: Shop) -> None:
    """Several refunds of a half each, under keys of their own, kept waiting together."""
    done = await succeeded(shop)
    if done is None:
        return
    body, made = done
    parts = [shop.part(body["amount"] // 2) for _ in range(shop.step.sizes["refunds"])]
    holds = [shop.provider.hold("refund", part["reference"], after_effect=False) for part in parts]
    tasks = [asyncio.create_task(shop.refund(made, part)) for part in parts]
    # Which of them go through is for the service to say; two at most may.
    waiting = [asyncio.create_task(kept(shop, hold)) for hold in holds]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    await met(shop, tasks, *holds)
    for hold in holds:
        hold.release()
    await gathered(tasks)
    for task in waiting:
        task.cancel()


async def cancel_while_capturing(shop: Shop) -> None:
    """A capture waits at the provider; meanwhile the payment is cancelled."""
    body = shop.order("manual")
    made = payment(await shop.create(body))
    if made is None:
        return
    hold = shop.provider.hold("charge", body["reference"], after_effect=False)
    capture = asyncio.create_task(shop.capture(made, body["amount"]))
    await kept(shop, hold)
    cancel = asyncio.create_task(shop.cancel(made))
    await met(shop, [cancel])
    await shop.get(made)
    hold.release()
    await gathered([capture, cancel])
    await shop.settled(made)


async def scopes(shop: Shop) -> None:
    """Two tenants use the same key; one key is used for two operations; nobody sees another's payment."""
    other, key = shop.another(), shop.token("key")
    mine, theirs = shop.order(), other.order()
    first = payment(await shop.create(mine, key))
    second = payment(await other.create(theirs, key))
    if first is None or second is None:
        return
    await other.get(first, want={"code": [404]})
    await shop.settled(first)
    await other.settled(second)
    part = shop.part(mine["amount"] // 2)
    await shop.refund(first, part, key, want={"code": [200, 201, 202], "body": {"id": first["id"], "captured": mine["amount"]}})
    await other.list(f"customer={mine['customer']}", want={"code": [200], "body": {"data": []}})


async def another_body(shop: Shop) -> None:
    """A key comes again with another amount."""
    body, key = shop.order(), shop.token("key")
    await shop.create(body, key)
    await shop.create(body | {"amount": body["amount"] + 12}, key)
    done = await succeeded(shop)
    if done is not None:
        part, key = shop.part(done[0]["amount"] // 4), shop.token("key")
        await shop.refund(done[1], part, key)
        await shop.refund(done[1], part | {"amount": part["amount"] + 1}, key)


async def at_once(shop: Shop) -> None:
    """Different payments of one tenant, all kept waiting, then let go together."""
    bodies = [shop.order() for _ in range(shop.step.sizes["payments"])]
    holds = [shop.provider.hold("charge", body["reference"], after_effect=False) for body in bodies]
    tasks = [asyncio.create_task(shop.create(body)) for body in bodies]
    await asyncio.gather(*(kept(shop, hold) for hold in holds))
    for hold in holds:
        hold.release()
    await gathered(tasks)


async def edges(shop: Shop) -> None:
    """Amounts that are not everyday ones, and currencies without or with three decimals, are charged to the last unit."""
    for amount, currency in ((1, "JPY"), (999, "KWD"), (2**53 + 1, "EUR"), (2**31, "JPY")):
        made = payment(await shop.create(shop.order(amount=amount, currency=currency)))
        if made is not None:
            await shop.settled(made)


async def tail(shop: Shop) -> None:
    """A reader follows the ledger's cursors while payments are posted, one of which waits until the others are."""
    slow, *bodies = [shop.order() for _ in range(shop.step.sizes["payments"])]
    limit = asyncio.Semaphore(8)
    hold = shop.provider.hold("charge", slow["reference"], after_effect=False)
    waiting = asyncio.create_task(shop.create(slow))
    await kept(shop, hold)

    async def pay(body: dict[str, Any]) -> Op:
        async with limit:
            return await shop.create(body)

    others = asyncio.gather(*(pay(body) for body in bodies))
    last, read = False, 0
    while not last:
        last = others.done()
        read = await shop.ledger(read, call="tail")
    await others
    hold.release()
    await waiting
    await shop.ledger(read, call="tail")
