"""claims.toml: what an answer claims, in one sentence each, and the mutations under which each claim must fail."""

from pathlib import Path

from hotseat.curriculum.reading import Strict, read_toml


class Mutation(Strict, rename={"with_": "with"}):
    """An edit of proof.py's observed program or inputs (never of the assertion): `replace` occurs exactly once there.

    `because` says why the claim must then fail.
    """

    replace: str
    with_: str
    because: str = ""


class Claim(Strict):
    """One claim: its id, and the sentence that the proof asserts."""

    id: str
    says: str
    mutation: list[Mutation] = []


class ClaimsFile(Strict):
    """The keys of claims.toml."""

    claim: list[Claim]


def read_claims(path: Path) -> tuple[Claim, ...]:
    """The claims in this file, in the order in which they are shown. Raises `Unreadable`."""
    return tuple(read_toml(path, ClaimsFile).claim)
