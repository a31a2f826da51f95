"""Histories written by hand: what happened, call by call, on a clock that ticks once for each."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from hotseat.labs.history import Call, Event, Fault, History, Load, Op, Phase, Run

TENANT = "shop"
CODES = {"created": 201, "processing": 202}


def payment(number: int = 1, status: str = "succeeded", **more: Any) -> dict[str, Any]:
    """A payment of 1200 as the contract shows it."""
    captured = 1200 if status == "succeeded" else 0
    return {
        "id": f"p{number}",
        "reference": f"r{number}",
        "customer": "c",
        "amount": 1200,
        "currency": "EUR",
        "status": status,
        "captured": captured,
        "refunded": 0,
    } | more


def entries(number: int = 1, amount: int = 1200, first: int = 1, **more: Any) -> list[dict[str, Any]]:
    """The two entries of a charge."""
    about = {"tx": f"t{number}", "amount": amount, "currency": "EUR", "payment": f"p{number}"} | more
    return [
        {"seq": first, "account": "provider", "dir": "D"} | about,
        {"seq": first + 1, "account": "merchant", "dir": "C"} | about,
    ]


def balances(total: int = 1200) -> list[dict[str, Any]]:
    """The balances of charges of this total."""
    return [
        {"account": "provider", "currency": "EUR", "balance": total},
        {"account": "merchant", "currency": "EUR", "balance": -total},
    ]


class Story:
    """Collects events. Every method is something that happens next."""

    def __init__(self) -> None:
        self.now = 0.0
        self.events: list[Event] = [Run(format_version=1, lab="payments/1", seed=1, stage=5, quick=True, slowness=1.0)]
        self.phase("faults")

    @property
    def history(self) -> History:
        return History(tuple(self.events))

    def tick(self) -> float:
        self.now += 1.0
        return self.now

    def phase(self, what: str, stage: int = 1) -> None:
        self.events.append(Phase(what=what, stage=stage, at=self.tick()))

    def op(self, call: str, code: int, got: Any = None, *, key: str = "", **more: Any) -> None:
        began = self.tick()
        more = {"tenant": TENANT, "proc": "api.0"} | more
        self.events.append(Op(step="1", call=call, began=began, ended=self.tick(), code=code, got=got, key=key, **more))

    def create(self, number: int = 1, code: int = 201, got: Any = None, *, key: str = "", **more: Any) -> None:
        given = {"reference": f"r{number}", "customer": "c", "amount": 1200, "currency": "EUR", "capture": "auto"}
        given |= more.pop("given", {})
        self.op("create", code, got, key=key or f"k{number}", given=given, **more)

    def get(self, shown: Mapping[str, Any], **more: Any) -> None:
        self.op("get", 200, dict(shown), given={"id": shown["id"], "reference": shown["reference"]}, **more)

    def charge(self, number: int = 1, effect: str = "", amount: int = 1200, **more: Any) -> None:
        at = self.tick()
        call = {"call": "charge", "reference": f"r{number}", "currency": "EUR"} | more
        self.events.append(
            Call(step="1", began=at, ended=at, amount=amount, effect=effect or f"ch_{number}", effect_at=at, **call)
        )

    def webhook(self, kind: str = "signed", code: int = 200, type_: str = "charge.succeeded") -> None:
        self.op("webhook", code, given={"id": "e1", "type": type_, "reference": "r1", "kind": kind}, tenant="")

    def fault(self, what: str, about: str = "") -> None:
        self.events.append(Fault(step="1", what=what, at=self.tick(), proc="api.0", about=about))

    def load(self, errors: int = 0, lag: float = 0.001) -> None:
        self.events.append(Load(step="1", rate=167.0, sent=100, errors=errors, lag_p99=lag, p50=0.01, p99=0.02, at=self.tick()))

    @contextmanager
    def end(self) -> Iterator[None]:
        """What is read after this is read last."""
        self.phase("healed")
        self.phase("final")
        yield

    def last(self, payments: list[dict[str, Any]], ledger: list[dict[str, Any]], told: list[dict[str, Any]], **more: Any) -> None:
        """The last reads."""
        with self.end():
            self.op("list", 200, {"data": payments, "next_cursor": None}, **more)
            self.op("entries", 200, {"data": ledger}, **more)
            self.op("balances", 200, {"data": told}, **more)


def well() -> Story:
    """One payment that went well, but for the last reads."""
    story = Story()
    story.charge()
    story.create(got=payment())
    return story
