from pathlib import Path

import pytest

from tests.cli.running import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An empty folder to be in, and a data folder that does not exist yet."""
    (tmp_path / "cwd").mkdir()
    return Place(tmp_path / "cwd", tmp_path / "home")
