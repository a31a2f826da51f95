# Takes each version to the next only.
import copy
from collections.abc import Callable
from decimal import Decimal
from typing import Any

type Document = dict[str, Any]

NEWEST = 3


def from_1(document: Document) -> None:
    document["customer"] = {"name": document["customer"]}
    document["total_cents"] = int(Decimal(document.pop("total")) * 100)
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
    if (version := document.get("version")) != NEWEST:
        if version not in STEPS:
            raise ValueError(f"There is no way from version {version!r} to {NEWEST}.")
        STEPS[version](document)
    return document
