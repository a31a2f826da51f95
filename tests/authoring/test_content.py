"""The project's own items lint; `hotseat item verify` proves them, which takes minutes."""

import pytest

from hotseat.authoring.lint import lint
from hotseat.curriculum import load
from tests.authoring.items import told

KNOWN = load()


def test_every_item_can_be_read() -> None:
    assert dict(KNOWN.broken) == {}
    assert KNOWN.folders


@pytest.mark.parametrize("item", KNOWN.folders)
def test_an_item_lints(item: str) -> None:
    assert told(lint(KNOWN.folders[item], KNOWN)) == ""
