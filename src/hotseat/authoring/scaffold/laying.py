"""Writes a new item's folder."""

from collections.abc import Mapping
from pathlib import Path
from string import Template

from hotseat.authoring.scaffold import code, explain, optimize, predict

KINDS: Mapping[str, Mapping[str, str]] = {
    "explain": explain.FILES,
    "predict": predict.FILES,
    "code": code.FILES,
    "optimize": optimize.FILES,
}
"""The files of each kind by their path. What is to be filled in is `$id`, `$leaf` or `$uuid`; `WRITE:` is for the author."""


class Occupied(FileExistsError):
    """There is something at the place already."""


def lay(items: Path, area: str, slug: str, *, kind: str, leaf: str, uuid: str) -> tuple[Path, ...]:
    """Write the item's files below `items`/area/slug and return their paths. Raises `Occupied`, or `OSError`."""
    folder = items / area / slug
    if folder.exists() and any(folder.iterdir()):
        raise Occupied(f"{folder} exists and is not empty. Nothing was written. Choose another slug.")
    written = []
    for name, text in KINDS[kind].items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(Template(text).substitute(id=f"{area}/{slug}", leaf=leaf, uuid=uuid), encoding="utf-8")
        written.append(path)
    return tuple(written)
