"""A small checkout whose installer and command are stand-ins, so that a set-up takes no time and no network."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.launcher.loading import LAUNCHER

INSTALLER = """#!{python}
import json, os, sys
from pathlib import Path

arguments = sys.argv[1:]
step = "install" if arguments[:2] == ["pip", "install"] else "sync" if arguments[:1] == ["pip"] else arguments[0]
if step == "--version":
    print(os.environ.get("INSTALLER_VERSION", "uv 99.0.0"))
    sys.exit()
with open({log!r}, "a") as log:
    log.write(json.dumps([step, *arguments]) + "\\n")
if os.environ.get("HOLD_AT") == step:
    Path({gate!r}).read_bytes()
if os.environ.get("FAIL_AT") == step:
    sys.exit(os.environ["FAIL_WITH"])
if step == "venv":
    folder = Path(arguments[-1]) / "bin"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "python").unlink(missing_ok=True)
    (folder / "python").symlink_to(arguments[arguments.index("--python") + 1])
"""
COMMAND = """
import json, os, sys
print(json.dumps([os.getcwd(), *sys.argv[1:]]))
sys.exit(int(os.environ.get("COMMAND_EXIT", "0")))
"""


@dataclass(frozen=True)
class Checkout:
    """A folder with the launcher, and beside it what its stand-ins write."""

    root: Path
    log: Path
    gate: Path
    """A pipe. The installer waits at HOLD_AT until someone opens it for writing and closes it."""
    path: str

    def start(self, *arguments: str, cwd: Path | None = None, **environment: str) -> "subprocess.Popen[str]":
        """Begin a command."""
        return subprocess.Popen(
            [self.root / "hotseat", *arguments],
            cwd=cwd,
            env=self.environment(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, cwd: Path | None = None, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end."""
        process = self.start(*arguments, cwd=cwd, **environment)
        output, errors = process.communicate(timeout=60)
        return subprocess.CompletedProcess(arguments, process.returncode, output, errors)

    def environment(self, more: Mapping[str, str]) -> dict[str, str]:
        """What a command finds in its environment: the stand-in installer, and modules to become."""
        own = {"PATH": self.path, "HOME": str(self.root), "PYTHONPATH": str(self.root / "src")}
        return {**own, "UV_DEFAULT_INDEX": "file:///nowhere", **more}

    def steps(self) -> list[str]:
        """What the installer was asked for, in order."""
        return [step for step, *_ in self.calls()]

    def calls(self) -> list[list[str]]:
        """The installer's calls: the step, then its arguments."""
        return [json.loads(line) for line in self.log.read_text().splitlines()] if self.log.exists() else []


def make_checkout(folder: Path) -> Checkout:
    """Lay a checkout out in a folder."""
    root, beside = folder / "check out", folder / "bin"
    (root / "requirements").mkdir(parents=True)
    (root / "src" / "hotseat").mkdir(parents=True)
    beside.mkdir()
    shutil.copy2(LAUNCHER, root)
    (root / "pyproject.toml").write_text("[project]\n")
    for part in ("app", "test", "uv"):
        (root / "requirements" / f"{part}.txt").write_text(f"{part}==1\n")
    (root / "src" / "hotseat" / "__init__.py").touch()
    (root / "src" / "hotseat" / "__main__.py").write_text(COMMAND)
    (root / "src" / "pytest.py").write_text(COMMAND)
    log, gate = folder / "log", folder / "gate"
    os.mkfifo(gate)
    (beside / "uv").write_text(INSTALLER.format(python=sys.executable, log=str(log), gate=str(gate)))
    (beside / "uv").chmod(0o755)
    (beside / "python3").symlink_to(sys.executable)
    return Checkout(root, log, gate, f"{beside}:/usr/bin:/bin")
