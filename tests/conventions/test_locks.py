"""The committed locks carry hashes, name no host, and are what pyproject.toml asks for."""

import re
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PIN = re.compile(
    r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?: ; (?P<marker>[^\n]+?))?(?P<hashes>(?: \\\n    --hash=sha256:[0-9a-f]{64})+)$",
    re.MULTILINE,
)
HOST = re.compile(r"://|\b[\w-]+\.(?:org|com|io|net|dev)/|index-url|find-links|\"resolved\"")


def lock(part: str) -> str:
    """The text of a lock without its comments."""
    return re.sub(r"^ *#.*\n", "", (ROOT / "requirements" / f"{part}.txt").read_text(), flags=re.MULTILINE)


def pins(part: str) -> dict[str, tuple[str, Marker | None]]:
    """By package, the pinned version and the machines that it is for."""
    return {
        found["name"]: (found["version"], Marker(found["marker"]) if found["marker"] else None)
        for found in PIN.finditer(lock(part))
    }


def declared(part: str) -> list[Requirement]:
    """What pyproject.toml asks for in a lock."""
    groups = PYPROJECT["dependency-groups"]
    wanted = {
        "app": [*PYPROJECT["project"]["dependencies"], *groups["build"]],
        "test": groups["test"],
        "uv": groups["installer"],
    }
    return [Requirement(text) for text in wanted[part]]


@pytest.mark.parametrize("part", ["app", "test", "uv"])
def test_every_line_of_a_lock_is_a_pin_with_hashes(part: str) -> None:
    assert PIN.sub("", lock(part)).strip() == ""


@pytest.mark.parametrize("part", ["app", "test", "uv"])
def test_everything_declared_is_locked_at_a_version_that_it_allows(part: str) -> None:
    locked = pins("app") | pins(part)
    for wanted in declared(part):
        version, marker = locked[canonicalize_name(wanted.name)]
        assert wanted.specifier.contains(version), wanted
        assert (marker is None) == (wanted.marker is None), wanted


def test_everything_that_a_locked_package_needs_here_is_locked_too() -> None:
    locked = pins("app") | pins("test")
    for name, (version, marker) in locked.items():
        if marker is not None and not marker.evaluate():
            continue
        installed = distribution(name)
        assert installed.version == version, name
        for wanted in map(Requirement, installed.requires or ()):
            if wanted.marker is None or wanted.marker.evaluate({"extra": ""}):
                assert wanted.specifier.contains(locked[canonicalize_name(wanted.name)][0], prereleases=True), (name, wanted)


def test_nothing_is_locked_twice() -> None:
    assert not set(pins("app")) & set(pins("test"))


def test_no_lock_names_a_host() -> None:
    # Comments count too: the tool that writes a lock would name an index there.
    locks = [*(ROOT / "requirements").glob("*.txt"), *ROOT.glob("*/package-lock.json")]

    assert [path.name for path in locks if HOST.search(path.read_text())] == []


def test_locks_that_name_hosts_are_not_there() -> None:
    assert [*ROOT.glob("uv.lock"), *ROOT.glob("pylock*.toml"), *ROOT.glob("requirements/*.toml")] == []


def test_every_dependency_of_the_app_is_used() -> None:
    sources = "\n".join(path.read_text() for folder in ("src", "content/items") for path in (ROOT / folder).rglob("*.py"))
    modules = {
        wanted.name: {Path(file).parts[0].removesuffix(".py") for file in distribution(wanted.name).files or ()}
        - {"..", "__pycache__"}
        for wanted in map(Requirement, PYPROJECT["project"]["dependencies"])
        if wanted.marker is None or wanted.marker.evaluate()
    }

    unused = [name for name, tops in modules.items() if not any(re.search(rf"\b{re.escape(top)}\b", sources) for top in tops)]
    assert unused == []
