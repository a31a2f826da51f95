"""The payment provider that the judge hosts. It honours idempotency keys, and otherwise does as the plan says."""

import json
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec

from hotseat.labs.edge.fake import Arrivals, Fake, Hold
from hotseat.labs.edge.http import Request
from hotseat.labs.edge.recorder import Recorder
from hotseat.labs.history import Call

PATHS = {"/charges": "charge", "/refunds": "refund"}


@dataclass
class Outcome:
    """What a charge or refund has come to. `status` is pending, succeeded or failed."""

    id: str
    call: str
    status: str
    reference: str
    amount: int
    currency: str
    charge: str = ""

    def told(self) -> dict[str, Any]:
        """As the provider tells it."""
        told = {"id": self.id, "status": self.status, "reference": self.reference, "amount": self.amount}
        return told | ({"currency": self.currency} if self.call == "charge" else {"charge": self.charge})


@dataclass
class Asked:
    """A request under way, and what the history will say of it."""

    call: str
    reference: str
    proc: str
    key: str
    body: dict[str, Any]
    began: float
    behaviour: str = "answer"
    effect: str = ""
    effect_at: float = 0.0


class Provider(Fake):
    """Charges and refunds. Behaviours are queued by call and reference; without one, a request is answered properly."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__()
        self._recorder = recorder
        self._by_key: dict[tuple[str, str], Outcome] = {}
        self.outcomes: list[Outcome] = []
        self._behaviours: defaultdict[tuple[str, str], deque[str]] = defaultdict(deque)
        self._holds: dict[tuple[str, str], Hold] = {}
        self._watched: dict[str, Arrivals] = {}
        self._done: set[tuple[str, str, str]] = set()
        self.steps: dict[str, str] = {}
        """By reference, the step that made it up. References themselves say nothing about the plan."""

    def heal(self) -> None:
        """From now on every request is answered properly; what is held goes on."""
        self._behaviours.clear()
        for hold in self._holds.values():
            hold.release()
        self._holds.clear()

    def behave(self, call: str, reference: str, *behaviours: str) -> None:
        """Queue what happens to the next requests of this call with this reference."""
        self._behaviours[call, reference].extend(behaviours)

    def hold(self, call: str, reference: str, *, after_effect: bool) -> Hold:
        """Keep every request of this call with this reference waiting until the hold is released."""
        hold = self._holds[call, reference] = Hold(after_effect=after_effect)
        return hold

    def pass_by(self, call: str, reference: str) -> None:
        """Hold no further request; those that wait go on waiting."""
        self._holds.pop((call, reference), None)

    def watch(self, reference: str) -> Arrivals:
        """Count the requests of every kind with this reference from now on."""
        return self._watched.setdefault(reference, Arrivals())

    def done(self, call: str, reference: str, behaviour: str) -> bool:
        """Whether a request was treated so."""
        return (call, reference, behaviour) in self._done

    def of(self, reference: str, call: str = "charge") -> list[Outcome]:
        """What there is with this reference."""
        return [one for one in self.outcomes if (one.call, one.reference) == (call, reference)]

    def refunded(self, reference: str) -> int:
        """How much of the charges with this reference has been given back."""
        charges = {one.id for one in self.of(reference)}
        return sum(one.amount for one in self.outcomes if one.call == "refund" and one.charge in charges)

    def settle(self, outcome: Outcome, status: str, step: str) -> None:
        """Decide a pending charge."""
        outcome.status = status
        now = self._recorder.now()
        effect = outcome.id if status == "succeeded" else ""
        self._recorder.record(
            Call(
                step=step,
                call="charge",
                began=now,
                ended=now,
                reference=outcome.reference,
                amount=outcome.amount,
                currency=outcome.currency,
                behaviour="settled",
                effect=effect,
                effect_at=now,
            )
        )

    async def answer(self, request: Request) -> tuple[int, bytes] | None:
        """Answer one request of the service."""
        parts = urlsplit(request.target)
        call = PATHS.get(parts.path)
        if call is None or request.method not in ("GET", "POST"):
            return _told(404, {"error": "There are /charges and /refunds, to POST and to GET with ?reference="})
        proc, key = request.headers.get("x-lab-proc", ""), request.headers.get("idempotency-key", "")
        if request.method == "GET":
            reference = parse_qs(parts.query).get("reference", [""])[0]
            now = self._recorder.now()
            self._arrived(reference, proc)
            self._recorder.record(
                Call(
                    step=self.steps.get(reference, ""), call=f"find {call}", began=now, ended=now, reference=reference, proc=proc
                )
            )
            return _told(200, {"data": [one.told() for one in self.of(reference, call)]})
        body = _object(request.body)
        wrong = _wrong(call, body)
        if wrong:
            return _told(400, {"error": wrong})
        self._arrived(body["reference"], proc)
        asked = Asked(call, body["reference"], proc, key, body, self._recorder.now())
        try:
            return await self._decide(asked)
        finally:
            self._record(asked)

    def _arrived(self, reference: str, proc: str) -> None:
        if reference in self._watched:
            self._watched[reference].arrive(proc)

    async def _decide(self, asked: Asked) -> tuple[int, bytes] | None:
        hold = self._holds.get((asked.call, asked.reference))
        queue = self._behaviours[asked.call, asked.reference]
        if hold is not None:
            asked.behaviour = "hold after effect" if hold.after_effect else "hold before effect"
            outcome = self._effect(asked) if hold.after_effect else None
            hold.arrive(asked.proc)
            await hold.wait()
            if hold.dropped:
                return None
            outcome = outcome or self._effect(asked)
            return self._told_outcome(outcome)
        behaviour = asked.behaviour = queue.popleft() if queue else "answer"
        self._done.add((asked.call, asked.reference, behaviour))
        match behaviour:
            case "error before effect":
                return _told(500, {"error": "internal"})
            case "busy":
                return _told(429, {"error": "too many requests"})
            case "error after effect":
                self._effect(asked)
                return _told(500, {"error": "internal"})
            case "drop after effect":
                self._effect(asked)
                return None
            case "garbage after effect":
                self._effect(asked)
                return 200, b"<html>It works!</html>"
            case "decline":
                return self._told_outcome(self._effect(asked, "failed"))
            case "pending":
                return self._told_outcome(self._effect(asked, "pending"))
            case _:
                return self._told_outcome(self._effect(asked))

    def _effect(self, asked: Asked, status: str = "succeeded") -> Outcome:
        """Do what is asked, unless its key has been seen."""
        known = self._by_key.get((asked.call, asked.key)) if asked.key else None
        if known is not None:
            return known
        body = asked.body
        number = len(self.outcomes) + 1
        outcome = Outcome(
            id=f"{'ch' if asked.call == 'charge' else 're'}_{number}",
            call=asked.call,
            status=status,
            reference=asked.reference,
            amount=body["amount"],
            currency=str(body.get("currency", "")),
            charge=str(body.get("charge", "")),
        )
        self.outcomes.append(outcome)
        if asked.key:
            self._by_key[asked.call, asked.key] = outcome
        if status == "succeeded":
            asked.effect, asked.effect_at = outcome.id, self._recorder.now()
        return outcome

    def _told_outcome(self, outcome: Outcome) -> tuple[int, bytes]:
        code = {"succeeded": 200, "pending": 202, "failed": 402}[outcome.status]
        return _told(code, outcome.told() | ({"code": "card_declined"} if code == 402 else {}))

    def _record(self, asked: Asked) -> None:
        body = asked.body
        self._recorder.record(
            Call(
                step=self.steps.get(asked.reference, ""),
                call=asked.call,
                began=asked.began,
                ended=self._recorder.now(),
                reference=asked.reference,
                proc=asked.proc,
                key=asked.key,
                amount=body["amount"],
                currency=str(body.get("currency", "")),
                charge=str(body.get("charge", "")),
                behaviour=asked.behaviour,
                effect=asked.effect,
                effect_at=asked.effect_at,
            )
        )


def _told(code: int, body: dict[str, Any]) -> tuple[int, bytes]:
    return code, json.dumps(body).encode()


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
        msgspec.json.encode(found)
    except (ValueError, RecursionError, OverflowError):
        return {}
    return found if isinstance(found, dict) else {}


def _wrong(call: str, body: dict[str, Any]) -> str:
    """What keeps a request from being understood, "" when nothing does."""
    if not isinstance(body.get("reference"), str):
        return "reference must be a text"
    if not isinstance(body.get("amount"), int) or isinstance(body.get("amount"), bool):
        return "amount must be a whole number of minor units"
    if call == "charge" and not isinstance(body.get("currency"), str):
        return "currency must be a text"
    if call == "refund" and not isinstance(body.get("charge"), str):
        return "charge must be the id of a charge"
    return ""
