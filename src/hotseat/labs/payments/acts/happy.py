"""Stage 1: no fault at all, each call of the contract once or twice."""

from urllib.parse import quote

from hotseat.labs.payments.shop import Shop, payment

CREATED = [201, 202]
DONE = [200, 201, 202]


async def charge(shop: Shop) -> None:
    """A payment succeeds, can be read, and its key gives it again."""
    for currency in ("EUR", "USD"):
        body, key = shop.order(currency=currency), shop.token("key")
        shown = {name: body[name] for name in ("reference", "customer", "amount", "currency")}
        op = await shop.create(body, key, want={"code": CREATED, "body": shown | {"refunded": 0}})
        made = payment(op)
        if made is None:
            return
        done = shown | {"id": made["id"], "status": "succeeded", "captured": body["amount"], "refunded": 0}
        await shop.settled(made, done)
        await shop.create(body, key, want={"code": DONE, "body": done})


async def manual(shop: Shop) -> None:
    """A payment waits for its capture; another is cancelled; what the graph does not have is 409."""
    first, second = shop.order("manual"), shop.order("manual")
    waiting = {"status": "requires_capture", "captured": 0}
    made = payment(await shop.create(first, want={"code": [201], "body": waiting}))
    other = payment(await shop.create(second, want={"code": [201], "body": waiting}))
    if made is None or other is None:
        return
    part = first["amount"] // 3
    await shop.capture(made, first["amount"] + 1, want={"code": [422]})
    await shop.capture(made, part, want={"code": DONE})
    await shop.settled(made, {"status": "succeeded", "captured": part})
    await shop.capture(made, part, want={"code": [409]})
    await shop.cancel(made, want={"code": [409]})
    await shop.cancel(other, want={"code": [200, 201], "body": {"status": "canceled", "captured": 0}})
    await shop.capture(other, part, want={"code": [409]})
    await shop.refund(other, shop.part(1), want={"code": [409, 422]})


async def refunds(shop: Shop) -> None:
    """Parts are given back until nothing is left."""
    body = shop.order()
    made = payment(await shop.create(body, want={"code": CREATED}))
    if made is None:
        return
    await shop.settled(made, {"status": "succeeded"})
    third = body["amount"] // 3
    part, key = shop.part(third), shop.token("key")
    await shop.refund(made, part, key, want={"code": DONE})
    await shop.refund(made, part, key, want={"code": DONE})
    await shop.refund(made, shop.part(body["amount"]), want={"code": [422]})
    await shop.refund(made, shop.part(body["amount"] - third), want={"code": DONE})
    await shop.refund(made, shop.part(1), want={"code": [422]})


async def declined(shop: Shop) -> None:
    """The provider declines: the payment has failed, and stays so."""
    body, key = shop.order(), shop.token("key")
    shop.provider.behave("charge", body["reference"], "decline")
    made = payment(await shop.create(body, key, want={"code": CREATED}))
    if made is not None:
        await shop.settled(made, {"status": "failed", "captured": 0})
        await shop.create(body, key, want={"code": DONE, "body": {"id": made["id"], "status": "failed"}})


async def later(shop: Shop) -> None:
    """The provider decides later, and says so by a webhook."""
    for status in ("succeeded", "failed"):
        body = shop.order()
        shop.provider.behave("charge", body["reference"], "pending")
        made = payment(await shop.create(body, want={"code": CREATED, "body": {"status": "processing"}}))
        found = shop.provider.of(body["reference"])
        if made is None or not found:
            return
        shop.provider.settle(found[0], status, shop.step.id)
        await shop.webhook(f"charge.{status}", body["reference"], want={"code": [200, 201, 202, 204]})
        await shop.settled(made, {"status": status})
    await shop.webhook("account.updated", shop.token("order"), want={"code": [200, 201, 202, 204]})


async def refused(shop: Shop) -> None:
    """What is not as the contract says is refused, and nothing is charged for it."""
    good = shop.order()
    await shop.create(good, "none", want={"code": [400]})
    for amount in (0, -500, 10.5, "1200", True, None):
        await shop.create(shop.order() | {"amount": amount}, want={"code": [400, 422]})
    await shop.create({name: value for name, value in shop.order().items() if name != "reference"}, want={"code": [400, 422]})
    await shop.create(shop.order() | {"capture": "perhaps"}, want={"code": [400, 422]})
    await shop.bench.send(
        "malformed",
        "POST",
        "/payments",
        step=shop.step.id,
        tenant=shop.tenant,
        key=shop.token("key"),
        body=b"{",
        want={"code": [400, 422]},
    )
    await shop.get({"id": shop.token("none")}, want={"code": [404]})


async def pages(shop: Shop) -> None:
    """A customer's payments, page by page."""
    customer = shop.token("customer")
    made = []
    for _ in range(3):
        one = payment(await shop.create(shop.order() | {"customer": customer}, want={"code": CREATED}))
        if one is None:
            return
        made.append(one["id"])
    op = await shop.list(f"customer={customer}&limit=2", want={"code": [200], "ids": made[:2]})
    cursor = op.got.get("next_cursor") if isinstance(op.got, dict) else None
    await shop.list(
        f"customer={customer}&limit=2&cursor={quote(str(cursor))}",
        want={"code": [200], "ids": made[2:], "body": {"next_cursor": None}},
    )
