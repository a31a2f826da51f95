"""Each import contract in pyproject.toml holds, and fails when it is broken."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = {
    contract["name"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}

BREACHES: Mapping[str, tuple[str, str]] = {
    "Arrows point down": ("core/verdict.py", "import hotseat.learner"),
    "Pure packages do no input or output, and get time, chance and ids as arguments": ("learner/plan.py", "import time"),
    "Only the web and the terminal know Django": ("curriculum/reading.py", "import django"),
    "Kinds do not know each other": ("judges/code/judge.py", "import hotseat.judges.predict"),
    "Nothing imports what runs in the sandbox": ("sandbox/run.py", "import hotseat.sandbox.inside"),
    "Only judges, labs, proof, authoring and the intake of a résumé call the sandbox": (
        "web/settings.py",
        "import hotseat.sandbox",
    ),
}
"""By contract: a module, and an import in it that the contract forbids."""


def lint(folder: Path) -> dict[str, bool]:
    """Whether each contract is kept in a copy of the package, by the contract's name."""
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.findall(r"^(.+) (KEPT|BROKEN)\b", done.stdout, re.MULTILINE)
    assert found, done.stdout + done.stderr
    return {name: kept == "KEPT" for name, kept in found}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_is_kept(package: Path) -> None:
    assert lint(package) == dict.fromkeys(CONTRACTS, True)


def test_every_contract_can_be_broken(package: Path) -> None:
    assert set(BREACHES) == set(CONTRACTS)
    for module, line in BREACHES.values():
        with (package / "src" / "hotseat" / module).open("a") as source:
            source.write(f"\n{line}\n")

    assert lint(package) == dict.fromkeys(CONTRACTS, False)


def test_a_new_package_must_find_its_layer(package: Path) -> None:
    (package / "src" / "hotseat" / "utils.py").write_text('"""Everything else."""\n')

    assert not lint(package)["Arrows point down"]


def test_every_kind_is_named_where_kinds_must_not_know_each_other() -> None:
    kinds = {f"hotseat.judges.{path.parent.name}" for path in (ROOT / "src" / "hotseat" / "judges").glob("*/judge.py")}

    assert {*CONTRACTS["Kinds do not know each other"]["modules"]} == kinds


def test_every_package_that_is_not_told_otherwise_is_free_of_django() -> None:
    packages = {f"hotseat.{path.parent.name}" for path in (ROOT / "src" / "hotseat").glob("*/__init__.py")}

    assert {*CONTRACTS["Only the web and the terminal know Django"]["source_modules"]} == packages - {
        "hotseat.cli",
        "hotseat.web",
    }
