"""The store in a process of its own, on a data folder of the test's."""

import os
import subprocess
import sys
from pathlib import Path

PREFIX = """
import sys
from pathlib import Path
from hotseat.web.boot import setup
setup(Path(sys.argv[1]))
from hotseat.web import actions
from tests.web.actions.histories import FILES, ITEM, at, finished, report
"""


def run_in(home: Path, code: str) -> str:
    """What this code prints with the store of `home` set up."""
    done = subprocess.run(
        [sys.executable, "-c", PREFIX + code, str(home)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def start_in(home: Path, code: str) -> subprocess.Popen[str]:
    """The same, going on beside the test; what it prints can be read as it comes."""
    return subprocess.Popen(
        [sys.executable, "-u", "-c", PREFIX + code, str(home)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": ""},
        stdout=subprocess.PIPE,
        text=True,
    )
