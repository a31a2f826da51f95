"""What a running proof tells, in the order in which it happens."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hotseat.proof.claims import Outcome


@dataclass(frozen=True, slots=True)
class ClaimStarted:
    """A claim is being decided."""

    claim: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A measured value; `value` is a JSON value. `claim` is "" when it was shown outside every claim."""

    claim: str
    label: str
    value: Any
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Charted:
    """A plot, as `hotseat.proof.evidence.chart` describes it."""

    claim: str
    chart: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ClaimDone:
    """What became of a claim. `outcome` is None when its function raised; `message` then has the traceback."""

    claim: str
    outcome: Outcome | None
    seconds: float
    message: str = ""


@dataclass(frozen=True, slots=True)
class ProofDone:
    """The proof is over; always the last record.

    `outcome` is None when the program broke (`message` says how), FAILS when a claim failed, INCONCLUSIVE when one did
    not decide, else HOLDS. `printed` is what the program wrote.
    """

    outcome: Outcome | None
    message: str
    seconds: float
    printed: str = ""


type Record = ClaimStarted | Shown | Charted | ClaimDone | ProofDone
