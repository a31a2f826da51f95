"""P6 and P11: the ledger by itself, and beside the provider."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from hotseat.labs.checking import Violation
from hotseat.labs.history import History, Op
from hotseat.labs.payments.rules.view import FINAL, rows, view

SIGN = {"D": 1, "C": -1}
PROVIDER = "provider"


def balanced(history: History) -> Iterator[Violation]:
    """P6: each transaction sums to zero, nothing that was read changes or is passed over, balances are the fold."""
    seen = view(history)
    for tenant, entries in seen.entries.items():
        yield from _zero(tenant, entries)
        yield from _kept(history, tenant, entries)
        if tenant in seen.balances:
            yield from _folded(tenant, entries, *seen.balances[tenant])


def _zero(tenant: str, entries: tuple[tuple[int, Mapping[str, Any]], ...]) -> Iterator[Violation]:
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    where: dict[str, int] = {}
    for number, entry in entries:
        where.setdefault(str(entry.get("tx")), number)
        amount, sign = entry.get("amount"), SIGN.get(str(entry.get("dir")))
        if not isinstance(amount, int) or isinstance(amount, bool) or amount <= 0 or sign is None:
            yield Violation(
                f"The entry {entry.get('seq')} of {tenant} has the amount {amount!r} {entry.get('dir')!r}.", (number,)
            )
            return
        sums[str(entry.get("tx")), str(entry.get("currency"))] += sign * amount
    for (tx, currency), total in sums.items():
        if total:
            yield Violation(f"The transaction {tx} of {tenant} sums to {total} {currency}, not to 0.", (where[tx],))


def _kept(history: History, tenant: str, final: tuple[tuple[int, Mapping[str, Any]], ...]) -> Iterator[Violation]:
    """What earlier reads saw is still there, and a reader who follows the cursors is given every entry."""
    last = {_seq(entry): (number, entry) for number, entry in final}
    walked: set[int] = set()
    for number, op in history.of(Op):
        if op.call not in ("entries", "tail") or op.tenant != tenant or op.status != "ok":
            continue
        for entry in rows(op):
            now = last.get(_seq(entry))
            if now is None or dict(now[1]) != dict(entry):
                became = "is gone" if now is None else f"has changed to {dict(now[1])}"
                shown = (number, now[0]) if now else (number,)
                yield Violation(f"The entry {entry.get('seq')} of {tenant}, read before, {became}.", shown, op.step)
            if op.call == "tail":
                walked.add(_seq(entry))
    if walked:
        passed = [seq for seq in last if seq <= max(walked) and seq not in walked]
        if passed:
            number = last[passed[0]][0]
            said = f"A reader who follows the cursors of {tenant} was given the entry {max(walked)} and never {passed[0]}"
            tails = [n for n, op in history.of(Op) if op.call == "tail" and op.tenant == tenant and rows(op)]
            yield Violation(f"{said}.", (*tails[-1:], number))


def _folded(
    tenant: str, entries: tuple[tuple[int, Mapping[str, Any]], ...], number: int, told: tuple[Mapping[str, Any], ...]
) -> Iterator[Violation]:
    fold: defaultdict[tuple[str, str], int] = defaultdict(int)
    for _, entry in entries:
        fold[str(entry.get("account")), str(entry.get("currency"))] += SIGN.get(str(entry.get("dir")), 0) * _amount(entry)
    balances = {(str(one.get("account")), str(one.get("currency"))): one.get("balance") for one in told}
    for account in sorted(fold.keys() | balances.keys()):
        if balances.get(account, 0) != fold.get(account, 0):
            name, currency = account
            said = f"The balance of {name} of {tenant} is told as {balances.get(account, 0)} {currency}; its entries sum to"
            yield Violation(f"{said} {fold.get(account, 0)}.", tuple(sorted({entries[-1][0], number} if entries else {number})))


def reconciled(history: History) -> Iterator[Violation]:
    """P11: at the end the ledger has every charge and refund of the provider, and no other.

    A payment that is not settled by then is P10's affair.
    """
    seen = view(history)
    if not seen.final:
        return
    last = {str(one.payment.get("reference")): one for found in seen.final.values() for one in found}
    ours: defaultdict[tuple[str, str], int] = defaultdict(int)
    for entries in seen.entries.values():
        for _, entry in entries:
            if entry.get("account") == PROVIDER:
                ours[str(entry.get("payment")), str(entry.get("dir"))] += _amount(entry)
    refunds: defaultdict[str, int] = defaultdict(int)
    charged_for: dict[str, str] = {}
    for (call, reference), effects in seen.effects.items():
        if call != "charge":
            continue
        amount = sum(effect.amount for _, effect in effects)
        number, effect = effects[0]
        one = last.get(reference)
        if one is None:
            yield Violation(
                f"The provider has {effect.effect} over {amount} for {reference}, and no payment knows of it.",
                (number,),
                effect.step,
            )
        elif one.status in FINAL and ours[one.id, "D"] != amount:
            said = f"The provider has charged {amount} for {reference}; the ledger has {ours[one.id, 'D']} for {one.id}"
            yield Violation(f"{said}, which is {one.status}.", (number, one.number), effect.step)
        charged_for |= {effect.effect: reference for _, effect in effects}
    for (call, _), effects in seen.effects.items():
        if call == "refund":
            for _, effect in effects:
                refunds[charged_for.get(effect.charge, "")] += effect.amount
    for reference, one in last.items():
        if one.status not in FINAL:
            continue
        charged = sum(effect.amount for _, effect in seen.effects.get(("charge", reference), ()))
        if not charged and ours[one.id, "D"]:
            said = f"The ledger has {ours[one.id, 'D']} for {one.id}, and the provider never charged {reference}"
            yield Violation(f"{said}.", (one.number,), one.op.step)
        if ours[one.id, "C"] != refunds[reference]:
            said = f"The provider has refunded {refunds[reference]} of {reference}; the ledger has {ours[one.id, 'C']}"
            numbers = [
                n
                for (c, _), found in seen.effects.items()
                if c == "refund"
                for n, e in found
                if charged_for.get(e.charge) == reference
            ]
            yield Violation(f"{said}.", (*numbers[:3], one.number), one.op.step)


def _seq(entry: Mapping[str, Any]) -> int:
    seq = entry.get("seq")
    return seq if isinstance(seq, int) else -1


def _amount(entry: Mapping[str, Any]) -> int:
    """What an entry moves; 0 for what is no amount, which P6 tells."""
    amount = entry.get("amount")
    return amount if isinstance(amount, int) and not isinstance(amount, bool) else 0
