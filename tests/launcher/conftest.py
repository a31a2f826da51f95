from pathlib import Path

import pytest

from tests.launcher.checkout import Checkout, make_checkout


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A fresh checkout that was never set up."""
    return make_checkout(tmp_path)
