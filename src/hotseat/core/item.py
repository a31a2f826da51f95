"""An item: anything that is practised."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LEVELS = ("mid", "senior", "staff")
"""How deep an interviewer expects the answer to go, shallowest first."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run of a submission may use.

    `cpu_seconds` and `wall_seconds` are per case; memory counts the private writable memory of the whole run, in MiB;
    `output_kib` what it may print over the run; `processes` how many processes and threads may be alive at once.
    """

    cpu_seconds: float = 2.0
    wall_seconds: float = 10.0
    memory_mib: int = 256
    output_kib: int = 64
    processes: int = 64


@dataclass(frozen=True, slots=True)
class Item:
    """An item's metadata, as `item.toml` states it. The folder's name is its slug; the uuid is its identity.

    `covers` lists leaf ids ("area.leaf"), the primary one first. `sources` are primary sources by a short id.
    `minutes` is what one attempt takes a learner; `proof_seconds` what the proof takes on two cores. `settings` is the
    table that belongs to the kind (`[code]` for kind "code"), validated by that kind.
    """

    area: str
    slug: str
    uuid: str
    title: str
    kind: str
    covers: tuple[str, ...]
    level: str
    minutes: int
    sources: Mapping[str, str] = field(default_factory=dict)
    license: str = ""
    proof_seconds: int = 0
    python: str = ">=3.12"
    slow: bool = False
    services: tuple[str, ...] = ()
    prerequisites: tuple[str, ...] = ()
    limits: Limits = Limits()
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """`area/slug`, the name that commands and addresses use."""
        return f"{self.area}/{self.slug}"

    @property
    def primary_leaf(self) -> str:
        """The leaf that this item stands for: a leaf counts as covered only by an item whose primary leaf it is."""
        return self.covers[0]
