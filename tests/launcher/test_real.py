"""The launcher with the real installer, and the sizes that it announces."""

import json
import shutil
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import pytest

from tests.conventions.test_locks import pins
from tests.installing import ROOT, run_from_the_cache
from tests.launcher.loading import launcher

IGNORED = shutil.ignore_patterns("__pycache__", "node_modules")


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this checkout that was never set up, in a folder with a space in its name."""
    clone = tmp_path_factory.mktemp("a clone")
    for name in ("hotseat", "pyproject.toml", "README.md", ".python-version"):
        shutil.copy2(ROOT / name, clone)
    for name in ("requirements", "src", "content"):
        shutil.copytree(ROOT / name, clone / name, ignore=IGNORED)
    return clone


@pytest.fixture(scope="module")
def listed(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the first command of the clone printed, asked from another folder."""
    done = run_from_the_cache([clone / "hotseat", "item", "list", "--json"], cwd=tmp_path_factory.mktemp("elsewhere"))
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_first_command_of_a_clone_runs(listed: str) -> None:
    assert json.loads(listed)["items"]


def test_dependencies_and_sources_are_compiled(clone: Path, listed: str) -> None:
    packages = next((clone / ".hotseat" / "env" / "lib").glob("python3.*/site-packages"))

    for folder in (packages / "django" / "db", clone / "src" / "hotseat" / "core"):
        sources = {path.stem for path in folder.glob("*.py")}
        assert {path.name.split(".")[0] for path in (folder / "__pycache__").glob("*.pyc")} >= sources


def test_content_is_not_copied_into_the_environment(clone: Path, listed: str) -> None:
    assert [*(clone / ".hotseat" / "env" / "lib").glob("**/roadmap.toml")] == []


def test_the_checkout_stays_clean(clone: Path, listed: str) -> None:
    assert {path.name for path in clone.iterdir()} - {path.name for path in ROOT.iterdir()} == set()
    assert not [*(clone / "content").rglob("__pycache__")]


def entries(part: str) -> Iterator[Path]:
    """The files and folders of a part's packages in this environment, bytecode included."""
    for name, (_, marker) in pins(part).items():
        if marker is None or marker.evaluate():
            found = distribution(name)
            for top in {file.parts[0] for file in found.files or ()} - {"..", "__pycache__"}:
                yield Path(str(found.locate_file(top)))


@pytest.mark.parametrize("part", ["app", "test"])
def test_the_announced_size_is_about_right(part: str) -> None:
    megabytes = sum(launcher().megabytes(path) if path.is_dir() else path.stat().st_size / 1e6 for path in {*entries(part)})

    assert megabytes == pytest.approx(launcher().DISK_MB[part], rel=0.15)


def test_the_app_takes_less_than_400_megabytes() -> None:
    assert launcher().DISK_MB["app"] + launcher().DISK_MB["uv"] < 400
