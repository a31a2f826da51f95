"""The places that name a Python version agree."""

import tomllib
from pathlib import Path

from packaging.specifiers import SpecifierSet

from tests.launcher.loading import launcher

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
SERVED = (ROOT / ".python-version").read_text().strip()


def test_version_managers_serve_the_version_that_the_launcher_prefers() -> None:
    assert launcher().PYTHONS[0] == SERVED


def test_the_launcher_accepts_no_version_that_the_package_refuses() -> None:
    assert all(SpecifierSet(PYPROJECT["project"]["requires-python"]).contains(version) for version in launcher().PYTHONS)


def test_types_and_lint_hold_for_the_oldest_version() -> None:
    oldest = min(launcher().PYTHONS)

    assert PYPROJECT["tool"]["mypy"]["python_version"] == oldest
    assert PYPROJECT["tool"]["ruff"]["target-version"] == f"py{oldest.replace('.', '')}"
    assert f"--python-version {oldest}" in (ROOT / ".ci" / "lock").read_text()
