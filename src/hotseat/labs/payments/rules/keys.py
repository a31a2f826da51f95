"""P0 to P5: what an answer says, and what a key stands for."""

from collections.abc import Iterator
from typing import Any

from hotseat.labs.checking import Violation
from hotseat.labs.history import History, Op
from hotseat.labs.payments.rules.view import View, rows, view

RETRYABLE = (409, 425, 429)


def contract(history: History) -> Iterator[Violation]:
    """P0: where no fault is under way, each call answers as the contract says."""
    for number, op in history.of(Op):
        # Under load, a request that is lost is P14's affair.
        if op.want is not None and not (op.status == "info" and op.want.get("lost")) and (said := _differs(op.want, op)):
            yield Violation(f"{_call(op)} was to answer {_codes(op.want)}; {said}.", (number,), op.step)


def one_effect(history: History) -> Iterator[Violation]:
    """P1: a key brings about at most one charge or refund."""
    seen = view(history)
    for (call, reference), effects in seen.effects.items():
        if len(effects) > 1:
            ids = " and ".join(effect.effect for _, effect in effects[:3])
            verb = "charged" if call == "charge" else "refunded"
            attempts = _attempts(seen, reference)
            said = f"{reference} was {verb} {len(effects)} times for one key: {ids}"
            yield Violation(f"{said}.", _near(attempts, [number for number, _ in effects[:2]]), effects[0][1].step)


def same_answer(history: History) -> Iterator[Violation]:
    """P2: a key with the same body stands for one payment for ever; with another body it is refused with 422."""
    for (_, call, _, key), attempts in view(history).keys.items():
        first: dict[str, tuple[int, Op]] = {}
        bodies = [op.given for _, op in attempts]
        for number, op in attempts:
            if op.given != bodies[0]:
                if op.status == "ok":
                    said = f"{call} with the key {key} and another body was answered {op.code}; the contract has 422"
                    yield Violation(f"{said}.", (attempts[0][0], number), op.step)
                continue
            if op.status != "ok" or not isinstance(op.got, dict):
                continue
            known = first.setdefault("ok", (number, op))
            if isinstance(known[1].got, dict) and op.got.get("id") != known[1].got.get("id"):
                said = f"{call} with the key {key} was answered with {known[1].got.get('id')}, then with {op.got.get('id')}"
                yield Violation(f"{said}.", (known[0], number), op.step)


def succeeded_is_charged(history: History) -> Iterator[Violation]:
    """P3: a payment that is told to have succeeded is a charge at the provider, of the amount captured."""
    seen = view(history)
    told = set()
    for one in seen.seen:
        reference = str(one.payment.get("reference"))
        if one.status != "succeeded" or reference in told:
            continue
        charges = [(n, c) for n, c in seen.effects.get(("charge", reference), ()) if c.effect_at <= one.op.ended]
        if not charges:
            told.add(reference)
            said = f"The payment {one.id} was told to have succeeded, and the provider had charged nothing for it"
            yield Violation(f"{said}.", _near(_attempts(seen, reference), [one.number]), one.op.step)
        elif all(charge.amount != one.payment.get("captured") for _, charge in charges):
            told.add(reference)
            got, real = one.payment.get("captured"), charges[0][1].amount
            said = f"The payment {one.id} tells {got} captured, and the provider has charged {real}"
            yield Violation(f"{said}.", (charges[0][0], one.number), one.op.step)


def refused_is_nothing(history: History) -> Iterator[Violation]:
    """P4: a request that was answered 4xx had no effect, and never will."""
    seen = view(history)
    for (_, call, _, key), attempts in seen.keys.items():
        if call not in ("create", "capture", "refund") or any(op.status != "fail" for _, op in attempts):
            continue
        for reference in {str(op.given.get("reference")) for _, op in attempts}:
            # A payment that is captured under another key has the same reference: then nothing is known.
            if len({k for _, c, _, k in _keys_of(seen, reference) if c in ("create", "capture", "refund")}) > 1:
                continue
            for number, effect in seen.effects.get(("refund" if call == "refund" else "charge", reference), ()):
                code = attempts[-1][1].code
                said = f"{call} with the key {key} was answered {code}, and the provider has {effect.effect} for it"
                yield Violation(f"{said}.", _near([n for n, _ in attempts], [number]), effect.step)


def scoped(history: History) -> Iterator[Violation]:
    """P5: a key belongs to a tenant and to an operation; one tenant never sees another's payment."""
    owner: dict[str, tuple[int, str]] = {}
    for one in view(history).seen:
        if one.op.call == "create":
            first, tenant = owner.setdefault(one.id, (one.number, one.op.tenant))
            asked, got = one.op.given.get("reference"), one.payment.get("reference")
            if tenant != one.op.tenant:
                said = f"{one.op.tenant} used the key {one.op.key} and was given {one.id}, a payment of {tenant}"
                yield Violation(f"{said}.", (first, one.number), one.op.step)
            elif asked != got and not _same_key_before(history, one.number, one.op):
                said = f"The key {one.op.key} of {one.op.tenant} gave the payment of {got}; it was sent for {asked}"
                yield Violation(f"{said}.", (one.number,), one.op.step)
    for one in view(history).seen:
        if one.op.call in ("get", "list") and one.id in owner and owner[one.id][1] != one.op.tenant:
            said = f"{one.op.tenant} was shown {one.id}, a payment of {owner[one.id][1]}"
            yield Violation(f"{said}.", (owner[one.id][0], one.number), one.op.step)


def _same_key_before(history: History, number: int, op: Op) -> bool:
    """Whether the tenant has used the key for this operation before: then another reference is P2's affair."""
    return any(
        n < number and (o.tenant, o.call, o.key) == (op.tenant, op.call, op.key)
        for n, o in history.of(Op)
        if o.given.get("reference") != op.given.get("reference")
    )


def _differs(want: dict[str, Any], op: Op) -> str:
    """In what the answer is not the one that is wanted, "" when in nothing."""
    if op.code not in want["code"]:
        return f"it answered {op.code}" if op.code else f"no answer came ({op.why})"
    body = want.get("body", {})
    if body and not isinstance(op.got, dict):
        return "its body is no JSON object"
    for name, value in body.items():
        if op.got.get(name) != value or isinstance(op.got.get(name), bool) != isinstance(value, bool):
            return f"its {name} is {op.got.get(name)!r} and was to be {value!r}"
    if "ids" in want and (ids := [one.get("id") for one in rows(op)]) != want["ids"]:
        return f"it lists {ids} and was to list {want['ids']}"
    return ""


def _codes(want: dict[str, Any]) -> str:
    return " or ".join(map(str, want["code"]))


def _call(op: Op) -> str:
    return f"{op.call} of {op.given.get('reference') or op.given.get('id') or op.tenant}"


def _keys_of(seen: View, reference: str) -> Iterator[tuple[str, str, str, str]]:
    for scope, attempts in seen.keys.items():
        if any(op.given.get("reference") == reference for _, op in attempts):
            yield scope


def _attempts(seen: View, reference: str) -> list[int]:
    """The requests that had this reference in hand."""
    return [number for scope in _keys_of(seen, reference) for number, _ in seen.keys[scope]]


def _near(attempts: list[int], numbers: list[int]) -> tuple[int, ...]:
    """The numbers, with the first and the last attempt beside them."""
    return tuple(sorted({*attempts[:1], *attempts[-1:], *numbers}))
