"""Claims and probes that a proof registers while it is imported; nothing is measured until one of them is called."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """What became of a claim. A claim may also be unshown: this interpreter or machine cannot show it."""

    HOLDS = "holds"
    FAILS = "fails"
    INCONCLUSIVE = "inconclusive"
    UNSHOWN = "unshown"


type Claimed = bool | Outcome | None
type ClaimFunction = Callable[[], Claimed]

claims: dict[str, ClaimFunction] = {}
probes: dict[str, Callable[..., Any]] = {}


def claim(claim_id: str) -> Callable[[ClaimFunction], ClaimFunction]:
    """Mark the function that decides a claim.

    It returns True (holds), False (fails) or None (the measurement does not decide: inconclusive), or an `Outcome`,
    for instance `Outcome.UNSHOWN` where this interpreter cannot show it. Raises `ValueError` when the id is taken.
    """

    def register(function: ClaimFunction) -> ClaimFunction:
        if claim_id in claims:
            raise ValueError(f"Two claims are called {claim_id!r}. Give one of them another id.")
        claims[claim_id] = function
        return function

    return register


def probe[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Mark a function that computes the truth of a probe; rubric.toml names it and passes the drawn parameters."""
    probes[function.__name__] = function
    return function


def outcome(returned: Claimed) -> Outcome:
    """What a claim function's return value means. Raises `TypeError` for anything else than it may return."""
    if isinstance(returned, Outcome):
        return returned
    if returned is None:
        return Outcome.INCONCLUSIVE
    if isinstance(returned, bool):
        return Outcome.HOLDS if returned else Outcome.FAILS
    raise TypeError(f"A claim returns True, False, None or an Outcome, not {type(returned).__name__}. Compare, then return.")


def unknown(ids: Iterable[str]) -> list[str]:
    """Those of these claim ids that the proof does not define."""
    return [claim_id for claim_id in ids if claim_id not in claims]
