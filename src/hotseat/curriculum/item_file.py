"""item.toml: an item's metadata."""

import re
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from hotseat.core.item import LEVELS, Item, Limits
from hotseat.curriculum.reading import Strict, Unreadable, read_toml, require_version

KINDS = ("explain", "predict", "code", "optimize", "lab")
DEFAULT = Limits()
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class LimitsTable(Strict):
    """`[limits]`: what one run may use; absent keys keep their defaults."""

    cpu_seconds: float = DEFAULT.cpu_seconds
    wall_seconds: float = DEFAULT.wall_seconds
    memory_mib: int = DEFAULT.memory_mib
    output_kib: int = DEFAULT.output_kib
    processes: int = DEFAULT.processes


class ItemFile(Strict):
    """The keys of item.toml."""

    format_version: int
    uuid: UUID
    title: str
    kind: str
    covers: list[str]
    level: str
    minutes: int
    license: str
    sources: dict[str, str] = {}
    seconds: int = 0
    python: str = ">=3.12"
    slow: bool = False
    services: list[str] = []
    prerequisites: list[str] = []
    limits: LimitsTable = msgspec.field(default_factory=LimitsTable)
    predict: dict[str, Any] = {}
    code: dict[str, Any] = {}
    optimize: dict[str, Any] = {}
    lab: dict[str, Any] = {}


def read_item(path: Path, *, area: str, slug: str) -> Item:
    """The item that this item.toml describes. Raises `Unreadable`."""
    file = read_toml(path, ItemFile)
    require_version(path, file.format_version)
    _refuse(path, file, slug)
    limits = file.limits
    return Item(
        area=area,
        slug=slug,
        uuid=str(file.uuid),
        title=file.title,
        kind=file.kind,
        covers=tuple(file.covers),
        level=file.level,
        minutes=file.minutes,
        sources=file.sources,
        license=file.license,
        proof_seconds=file.seconds,
        python=file.python,
        slow=file.slow,
        services=tuple(file.services),
        prerequisites=tuple(file.prerequisites),
        limits=Limits(limits.cpu_seconds, limits.wall_seconds, limits.memory_mib, limits.output_kib, limits.processes),
        settings=getattr(file, file.kind, {}),
    )


def _refuse(path: Path, file: ItemFile, slug: str) -> None:
    """Raise `Unreadable` for values that no later code could use; what is merely poor is the lint's affair."""
    where = str(path)
    if not SLUG.fullmatch(slug):
        raise Unreadable(where, f"The folder's name {slug!r} is not a slug.", "Use lower-case words joined by hyphens.")
    if file.kind not in KINDS:
        raise Unreadable(where, f"The kind {file.kind!r} is unknown.", f"Use one of {', '.join(KINDS)}.")
    if file.level not in LEVELS:
        raise Unreadable(where, f"The level {file.level!r} is unknown.", f"Use one of {', '.join(LEVELS)}.")
    if not file.covers:
        raise Unreadable(where, "It covers no leaf.", 'Name at least one: covers = ["area.leaf"].')
    if not 1 <= file.minutes <= 240:
        raise Unreadable(where, f"minutes = {file.minutes} is not 1 to 240.", "Say how many minutes one attempt takes.")
