"""P7 to P9: how a payment may move, and what may move it."""

from collections import defaultdict
from collections.abc import Iterator

from hotseat.labs.checking import Violation
from hotseat.labs.history import History, Op
from hotseat.labs.payments.rules.view import Seen, view

GRAPH = {
    "requires_capture": {"requires_capture", "processing", "succeeded", "failed", "canceled"},
    "processing": {"processing", "succeeded", "failed"},
    "succeeded": {"succeeded"},
    "failed": {"failed"},
    "canceled": {"canceled"},
}
"""By status, those in which a payment may be seen later."""


def bounded(history: History) -> Iterator[Violation]:
    """P7: no more is captured than was asked for, and no more refunded than captured."""
    seen = view(history)
    refunds: defaultdict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for (call, _), effects in seen.effects.items():
        if call == "refund":
            for number, effect in effects:
                refunds[effect.charge].append((number, effect.amount, effect.step))
    for (call, reference), effects in seen.effects.items():
        if call != "charge":
            continue
        for number, charge in effects:
            given = refunds[charge.effect]
            total = sum(amount for _, amount, _ in given)
            if total > charge.amount:
                said = f"Of the {charge.amount} charged for {reference}, {total} were refunded in {len(given)} refunds"
                yield Violation(f"{said}.", (number, *(n for n, _, _ in given[:4])), charge.step)
            asked = [(n, op) for n, op in history.of(Op) if op.call == "create" and op.given.get("reference") == reference]
            manual = bool(asked) and asked[0][1].given.get("capture") == "manual"
            amount = asked[0][1].given.get("amount") if manual else None
            if isinstance(amount, int) and charge.amount > amount:
                said = f"{reference} was created over {amount}, and {charge.amount} were captured"
                yield Violation(f"{said}.", (asked[0][0], number), charge.step)
    for one in seen.seen:
        captured, refunded = one.payment.get("captured"), one.payment.get("refunded")
        if isinstance(captured, int) and isinstance(refunded, int) and refunded > captured:
            yield Violation(f"{one.id} tells {refunded} refunded of {captured} captured.", (one.number,), one.op.step)


def forward(history: History) -> Iterator[Violation]:
    """P8: a payment moves along the published graph only; a final status is final."""
    by_payment: defaultdict[str, list[Seen]] = defaultdict(list)
    for one in view(history).seen:
        by_payment[one.id].append(one)
    for payment, sights in by_payment.items():
        for later in sights:
            if later.status not in GRAPH:
                yield Violation(f"{payment} is told as {later.status!r}, which is no status.", (later.number,), later.op.step)
                break
            # Only of requests that did not overlap is it known which answer is the later one.
            before = [one for one in sights if one.op.ended < later.op.began and later.status not in GRAPH.get(one.status, ())]
            if before:
                one = before[-1]
                between = [
                    n
                    for n, op in history.of(Op)
                    if op.call == "webhook"
                    and one.number < n < later.number
                    and op.given.get("reference") == one.payment.get("reference")
                ]
                said = f"{payment} was {one.status}, and then {later.status}"
                yield Violation(f"{said}.", (one.number, *between[-2:], later.number), later.op.step)
                break


def webhooks(history: History) -> Iterator[Violation]:
    """P9: what is not signed, or too old, is refused and changes nothing; what is signed is taken, once for each event."""
    seen = view(history)
    delivered: defaultdict[str, list[int]] = defaultdict(list)
    for number, op in history.of(Op):
        if op.call != "webhook":
            continue
        kind, reference = op.given.get("kind", "signed"), str(op.given.get("reference"))
        if kind == "signed":
            if op.status == "fail" and op.code != 429:
                yield Violation(f"A signed {op.given.get('type')} was refused with {op.code}.", (number,), op.step)
            delivered[reference].append(number)
        elif op.status == "ok":
            yield Violation(f"A webhook that is {kind} was taken with {op.code}.", (number,), op.step)
    for tenant, entries in seen.entries.items():
        posted: defaultdict[str, list[int]] = defaultdict(list)
        for number, entry in entries:
            if entry.get("account") == "provider" and entry.get("dir") == "D":
                posted[str(entry.get("payment"))].append(number)
        known = {one.id: str(one.payment.get("reference")) for one in seen.final.get(tenant, ())}
        for payment, numbers in posted.items():
            told = delivered[known.get(payment, "")]
            if len(numbers) > 1 and len(told) > 1:
                said = f"{payment} was charged once, told of {len(told)} times, and posted {len(numbers)} times"
                yield Violation(f"{said}.", (*told[:3], *sorted(set(numbers))))
