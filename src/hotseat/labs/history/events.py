"""The events of a history. Each is one line of JSON, tagged by `event`."""

from typing import Any

import msgspec

STAYED = "it did not end after SIGTERM"
"""What a kill is about that follows a SIGTERM in vain."""


class Base(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="event"):
    """What all events have: `step` names the step of the plan during which it happened, "" outside of any."""

    step: str = ""


class Run(Base, tag="run", frozen=True):
    """The first line: what is run. `slowness` is how much slower than two ordinary cores this machine is, 1.0 at least."""

    format_version: int
    lab: str
    seed: int
    stage: int
    quick: bool
    slowness: float


class Op(Base, tag="op", frozen=True):
    """A request of the judge to the service, with its answer.

    `call` is the contract's name for it, `given` what it was about. `code` is 0 where no answer came; then `why` says in
    a word what came instead (refused, reset, timeout, garbage, too_big). `headers` are those of the answer that the contract
    speaks of. `want`, where no fault was under way, is the answer that the contract has for it: `code` one of these numbers,
    and what the body must hold. `within` is the contract's bound in seconds for it.
    """

    call: str
    began: float
    ended: float
    code: int
    tenant: str = ""
    key: str = ""
    proc: str = ""
    given: dict[str, Any] = {}
    got: Any = None
    headers: dict[str, str] = {}
    why: str = ""
    want: dict[str, Any] | None = None
    within: float | None = None

    @property
    def status(self) -> str:
        """`ok`: it is done and stays done. `fail`: it had no effect and never will. `info`: nobody knows."""
        return "ok" if 200 <= self.code < 300 else "fail" if 400 <= self.code < 500 else "info"


class Call(Base, tag="call", frozen=True):
    """A request of the service to the judge's provider.

    `effect` is the id of what it brought about, "" where it brought nothing new about; `effect_at` when. `behaviour` is what
    the judge did with it. `ended` is when the judge had answered or dropped it.
    """

    call: str
    began: float
    ended: float
    reference: str
    proc: str = ""
    key: str = ""
    amount: int = 0
    currency: str = ""
    charge: str = ""
    behaviour: str = "answer"
    effect: str = ""
    effect_at: float = 0.0


class Fault(Base, tag="fault", frozen=True):
    """Something that the judge did to the service's processes or to the world around them."""

    what: str
    at: float
    proc: str = ""
    about: str = ""


class Landed(Base, tag="landed", frozen=True):
    """A fault met the service in the state that it was meant for."""

    what: str
    at: float


class Phase(Base, tag="phase", frozen=True):
    """A part of the run begins: a stage's `faults`, its `healed`, when no fault is left, and `final`, before the last reads."""

    what: str
    stage: int
    at: float


class Died(Base, tag="died", frozen=True):
    """A process of the service ended by itself, or was never ready. `log` is the end of what it printed."""

    proc: str
    at: float
    why: str
    log: str = ""


class Load(Base, tag="load", frozen=True):
    """What an open-loop load came to. Latencies count from the intended start, all times in seconds."""

    rate: float
    sent: int
    errors: int
    lag_p99: float
    p50: float
    p99: float
    at: float


type Event = Run | Op | Call | Fault | Landed | Phase | Died | Load
