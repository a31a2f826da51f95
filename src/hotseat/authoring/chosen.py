"""From names and paths to the items that an author means."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hotseat.authoring.lint import unreadable
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder, Unreadable
from hotseat.curriculum.item_file import read_item


@dataclass(frozen=True, slots=True)
class Chosen:
    """One item that was asked for: its folder, or the problem that keeps it from being read."""

    name: str
    folder: ItemFolder | None
    problem: Problem | None = None


def chosen(names: Sequence[str], curriculum: Curriculum) -> list[Chosen]:
    """The items of these ids, slugs or folders; all of the curriculum's without any. Raises `UnknownItem`."""
    if not names:
        readable = [Chosen(item_id, folder) for item_id, folder in curriculum.folders.items()]
        broken = [Chosen(item_id, None, unreadable(item_id, error)) for item_id, error in curriculum.broken.items()]
        return sorted(readable + broken, key=lambda one: one.name)
    return [one for name in names for one in _found(name, curriculum)]


def _found(name: str, curriculum: Curriculum) -> list[Chosen]:
    """What one word means: an item's id first, then an area, then a folder on the disk."""
    if name in curriculum.broken:
        return [Chosen(name, None, unreadable(name, curriculum.broken[name]))]
    in_area = [item_id for item_id in (*curriculum.folders, *curriculum.broken) if item_id.startswith(f"{name}/")]
    if in_area:
        return [one for item_id in sorted(in_area) for one in _found(item_id, curriculum)]
    path = Path(name).expanduser()
    if name not in curriculum.folders and (path / "item.toml").is_file():
        return [_at(path.resolve())]
    folder = curriculum.find(name)
    return [Chosen(folder.item.id, folder)]


def _at(path: Path) -> Chosen:
    area, slug = path.parent.name, path.name
    try:
        return Chosen(f"{area}/{slug}", ItemFolder(read_item(path / "item.toml", area=area, slug=slug), path))
    except Unreadable as error:
        return Chosen(f"{area}/{slug}", None, unreadable(f"{area}/{slug}", error))
