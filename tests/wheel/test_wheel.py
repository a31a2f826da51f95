"""The wheel holds the code and the curriculum, and judges on its own in a clean environment."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.installing import ROOT, run_from_the_cache, uv

ITEM = "algorithms/two-sum"
SUBMISSIONS = ROOT / "content" / "items" / ITEM / "submissions"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the locked packages and the wheel, far from the checkout."""
    environment = tmp_path_factory.mktemp("clean") / "env"
    python = environment / "bin" / "python"
    commands: list[list[str | Path]] = [
        [uv(), "venv", "--no-project", "--python", sys.executable, environment],
        [
            uv(),
            "pip",
            "sync",
            "--python",
            python,
            "--require-hashes",
            "--only-binary",
            ":all:",
            ROOT / "requirements" / "app.txt",
        ],
        [uv(), "pip", "install", "--python", python, "--no-deps", wheel],
    ]
    for command in commands:
        done = run_from_the_cache(command, cwd=environment.parent)
        assert done.returncode == 0, done.stderr
    return environment


def judge(installed: Path, submission: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [installed / "bin" / "hotseat", "judge", ITEM, submission, "--json"],
        cwd=installed.parent,
        env={"HOME": str(installed.parent), "PATH": "/usr/bin:/bin", "HOTSEAT_HOME": str(installed.parent / "data")},
        capture_output=True,
        text=True,
        check=False,
    )


def files(folder: Path, where: str) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield f"{where}/{path.relative_to(folder).as_posix()}"


def test_the_wheel_holds_every_source_file_and_the_whole_curriculum(wheel: Path) -> None:
    held = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}

    assert held == {*files(ROOT / "src" / "hotseat", "hotseat"), *files(ROOT / "content", "hotseat/content")}


@pytest.mark.parametrize("name", sorted(path.name for path in (SUBMISSIONS / "accepted").iterdir()))
def test_the_installed_wheel_accepts_a_right_submission(installed: Path, name: str) -> None:
    done = judge(installed, SUBMISSIONS / "accepted" / name)

    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["verdict"], report["item"]) == ("accepted", ITEM)
    assert {"format_version", "verdict", "item", "cases", "seconds", "message"} <= set(report)


def test_the_installed_wheel_rejects_a_wrong_submission(installed: Path) -> None:
    done = judge(installed, next((SUBMISSIONS / "wrong_answer").iterdir()))

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["verdict"] == "wrong_answer"


def test_the_installed_wheel_runs_from_its_own_files(installed: Path) -> None:
    done = subprocess.run(
        [installed / "bin" / "python", "-Ic", "import hotseat; print(hotseat.__file__)"],
        cwd=installed.parent,
        capture_output=True,
        text=True,
        check=True,
    )

    assert Path(done.stdout).is_relative_to(installed)
