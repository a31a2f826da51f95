"""The real installer, for the few tests that set something up for real."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.launcher.loading import launcher

ROOT = Path(__file__).parents[1]


def uv() -> str:
    """The uv that set this environment up, or one just like it."""
    return str(launcher().find_uv() or launcher().get_uv())


def run_from_the_cache(command: Sequence[str | Path], cwd: Path) -> "subprocess.CompletedProcess[str]":
    """Run what installs packages: from uv's cache if all are there, as after ./hotseat test, else from the index."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV", "HOTSEAT"))}
    environment |= {"PATH": f"{Path(uv()).parent}:{os.environ['PATH']}", "PYTHONDONTWRITEBYTECODE": "1"}
    for offline in ("1", "0"):
        done = subprocess.run(
            command, cwd=cwd, env={**environment, "UV_OFFLINE": offline}, capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            break
    return done
