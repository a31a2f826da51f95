"""A history as the payment invariants look at it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hotseat.labs.history import Call, History, Op, Phase

FINAL = ("succeeded", "failed", "canceled")
PAYMENT_CALLS = ("create", "capture", "cancel", "refund", "get")


@dataclass(frozen=True)
class Seen:
    """A payment as one answer showed it. `number` is the event, `began` and `ended` the request's."""

    number: int
    op: Op
    payment: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The payment's id."""
        return str(self.payment["id"])

    @property
    def status(self) -> str:
        """Its status."""
        return str(self.payment.get("status"))


@dataclass(frozen=True)
class View:
    """What was asked by key, what was seen of payments, what took effect at the provider, and the last reads."""

    keys: Mapping[tuple[str, str, str, str], tuple[tuple[int, Op], ...]]
    """Attempts by (tenant, call, payment id where the path has one, key)."""
    seen: tuple[Seen, ...]
    effects: Mapping[tuple[str, str], tuple[tuple[int, Call], ...]]
    """Effects by (call, reference)."""
    references: Mapping[str, Seen]
    """Payments by (tenant-free) reference, as last seen."""
    final: Mapping[str, tuple[Seen, ...]]
    """By tenant, the payments of the last reads."""
    entries: Mapping[str, tuple[tuple[int, Mapping[str, Any]], ...]]
    """By tenant, the ledger of the last reads; the number is the event's."""
    balances: Mapping[str, tuple[int, tuple[Mapping[str, Any], ...]]]


@lru_cache(maxsize=4)
def view(history: History) -> View:
    """The view of this history."""
    keys: defaultdict[tuple[str, str, str, str], list[tuple[int, Op]]] = defaultdict(list)
    effects: defaultdict[tuple[str, str], list[tuple[int, Call]]] = defaultdict(list)
    final: defaultdict[str, list[Seen]] = defaultdict(list)
    entries: defaultdict[str, list[tuple[int, Mapping[str, Any]]]] = defaultdict(list)
    balances: dict[str, tuple[int, tuple[Mapping[str, Any], ...]]] = {}
    seen: list[Seen] = []
    last = False
    for number, event in enumerate(history.events):
        match event:
            case Phase(what=what):
                last = what == "final"
            case Call(effect=effect) if effect:
                effects[event.call, event.reference].append((number, event))
            case Op():
                if event.key:
                    keys[event.tenant, event.call, str(event.given.get("id", "")), event.key].append((number, event))
                shown = [Seen(number, event, payment) for payment in payments_in(event)]
                seen += shown
                if last and event.call == "list":
                    final[event.tenant] += shown
                elif last and event.call == "entries" and event.status == "ok":
                    entries[event.tenant] += [(number, entry) for entry in rows(event)]
                elif last and event.call == "balances" and event.status == "ok":
                    balances[event.tenant] = (number, tuple(rows(event)))
            case _:
                pass
    return View(
        keys={key: tuple(attempts) for key, attempts in keys.items()},
        seen=tuple(seen),
        effects={key: tuple(found) for key, found in effects.items()},
        references={str(one.payment["reference"]): one for one in seen if "reference" in one.payment},
        final={tenant: tuple(found) for tenant, found in final.items()},
        entries={tenant: tuple(found) for tenant, found in entries.items()},
        balances=balances,
    )


def payments_in(op: Op) -> Iterator[Mapping[str, Any]]:
    """The payments that an answer shows."""
    if op.status != "ok":
        return
    if op.call in PAYMENT_CALLS and isinstance(op.got, dict) and isinstance(op.got.get("id"), str):
        yield op.got
    elif op.call == "list":
        yield from (one for one in rows(op) if isinstance(one.get("id"), str))


def rows(op: Op) -> Iterator[Mapping[str, Any]]:
    """The objects under `data` of an answer."""
    data = op.got.get("data") if isinstance(op.got, dict) else None
    for one in data if isinstance(data, list) else ():
        if isinstance(one, dict):
            yield one


def lost(attempts: list[Op]) -> bool:
    """Whether one of these attempts had no answer, and the others none that says what became of it."""
    return any(op.status == "info" for op in attempts) and all(op.status == "info" or op.code == 409 for op in attempts)
