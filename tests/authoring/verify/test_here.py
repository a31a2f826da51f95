"""What cannot be run on this machine is no verdict on the item."""

from dataclasses import replace

import pytest

from hotseat.authoring.verify.here import missing_here
from hotseat.core.item import Item
from hotseat.services import SERVICES

ITEM = Item("algorithms", "double", "", "Double", "code", ("algorithms.sorting",), "mid", 5)


@pytest.mark.parametrize(
    ("python", "version", "expected"),
    [
        (">=3.12", (3, 12), ""),
        (">=3.12", (3, 13), ""),
        (">=3.14", (3, 13), "It needs Python 3.14 or later; this is 3.13."),
        (">=3.9", (3, 13), ""),
    ],
)
def test_an_older_interpreter_cannot_show_it(python: str, version: tuple[int, int], expected: str) -> None:
    assert missing_here(replace(ITEM, python=python), version) == expected


def test_a_missing_service_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    item = replace(ITEM, services=("valkey",))
    assert missing_here(item) == ""
    monkeypatch.setitem(SERVICES, "valkey", lambda: None)
    assert missing_here(item).startswith("valkey is not installed here. Run ./hotseat")
