"""P10 and P12 to P14: that it goes on, how long it takes, and amounts at the edge."""

from collections import defaultdict
from collections.abc import Iterator

from hotseat.labs.checking import Violation
from hotseat.labs.history import Fault, History, Load, Op, Phase
from hotseat.labs.history.events import STAYED
from hotseat.labs.payments.rules.view import lost, view


def settled(history: History) -> Iterator[Violation]:
    """P10: five seconds after the last fault every payment has come to an end, and every key has an answer."""
    seen = view(history)
    for found in seen.final.values():
        for one in found:
            if one.status == "processing":
                charges = seen.effects.get(("charge", str(one.payment.get("reference"))), ())
                there = f"the provider has {charges[0][1].effect}" if charges else "the provider has no charge"
                said = f"{one.id} is still processing after the world was well again; {there}"
                yield Violation(f"{said}.", (*(number for number, _ in charges[:1]), one.number), one.op.step)
    phase = ""
    healed = set()
    for number, event in enumerate(history.events):
        phase = event.what if isinstance(event, Phase) else phase
        if phase == "healed":
            healed.add(number)
    for (_, call, _, key), attempts in seen.keys.items():
        last_number, last = attempts[-1]
        if call == "create" and last_number in healed and last.code == 409 and lost([op for _, op in attempts]):
            said = f"{call} with the key {key} is still answered 409 after the world was well again"
            yield Violation(f"{said}.", (attempts[0][0], last_number), last.step)


def in_time(history: History) -> Iterator[Violation]:
    """P12: while the provider hangs, reads are answered as ever and writes within the contract's seconds."""
    for number, op in history.of(Op):
        if op.within is None:
            continue
        took = op.ended - op.began
        if took > op.within or op.why == "timeout":
            said = f"{op.call} took {took:.1f} s while the provider did not answer; {op.within:.1f} s are the most here"
            yield Violation(f"{said}.", (number,), op.step)


def amounts(history: History) -> Iterator[Violation]:
    """P13: what is no amount is refused; every other is charged exactly, in every currency."""
    seen = view(history)
    asked: defaultdict[str, list[tuple[int, Op]]] = defaultdict(list)
    for number, op in history.of(Op):
        if op.call != "create":
            continue
        amount = op.given.get("amount")
        if op.status == "ok" and (not isinstance(amount, int) or isinstance(amount, bool) or amount <= 0):
            yield Violation(f"A payment of {amount!r} was taken with {op.code}.", (number,), op.step)
        # A part may be captured later; what was refused asked for nothing.
        if op.given.get("capture", "auto") == "auto" and op.status != "fail":
            asked[str(op.given.get("reference"))].append((number, op))
    for reference, ops in asked.items():
        for at, charge in seen.effects.get(("charge", reference), ()):
            if all((op.given.get("amount"), op.given.get("currency")) != (charge.amount, charge.currency) for _, op in ops):
                number, op = ops[0]
                said = f"{op.given.get('amount')} {op.given.get('currency')} were asked for"
                yield Violation(f"{said}, {charge.amount} {charge.currency} charged.", (number, at), op.step)


def under_load(history: History) -> Iterator[Violation]:
    """P14: at the contract's rate no request fails, while every process is drained and started again."""
    for number, fault in history.of(Fault):
        if fault.what == "kill" and fault.about == STAYED:
            yield Violation(f"{fault.proc} was still there 5 s after its SIGTERM.", (number,), fault.step)
    for number, load in history.of(Load):
        if load.errors:
            failed = [n for n, op in history.of(Op) if op.step == load.step and op.status == "info"]
            said = f"At {load.rate:.0f} requests a second, {load.errors} of {load.sent} were answered 5xx or not at all"
            yield Violation(f"{said}.", (*failed[:4], number), load.step)
