# Takes the digits behind the point for cents, so that 12.5 becomes 12 euros and 5 cents.
import copy
from collections.abc import Callable
from typing import Any

type Document = dict[str, Any]

NEWEST = 3


def from_1(document: Document) -> None:
    document["customer"] = {"name": document["customer"]}
    euros, _, cents = document.pop("total").partition(".")
    sign = -1 if euros.startswith("-") else 1
    document["total_cents"] = sign * (abs(int(euros)) * 100 + int(cents or 0))
    document["version"] = 2


def from_2(document: Document) -> None:
    document["customer"].setdefault("email", None)
    document["total"] = {"cents": document.pop("total_cents"), "currency": "EUR"}
    document["version"] = 3


STEPS: dict[Any, Callable[[Document], None]] = {None: from_1, 2: from_2}
"""From each old version, None for the first, to the one after it."""


def upgrade(document: Document) -> Document:
    """The document as version 3 would have written it; the argument stays as it is. Raises ValueError for an unknown version."""
    document = copy.deepcopy(document)
    while (version := document.get("version")) != NEWEST:
        if version not in STEPS:
            raise ValueError(f"There is no way from version {version!r} to {NEWEST}.")
        STEPS[version](document)
    return document
