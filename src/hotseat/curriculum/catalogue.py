"""All items of a content folder, found by id, by slug or by uuid."""

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import hotseat
from hotseat.core.roadmap import Roadmap
from hotseat.curriculum.folder import ItemFolder
from hotseat.curriculum.item_file import read_item
from hotseat.curriculum.reading import Unreadable
from hotseat.curriculum.roadmap_file import read_roadmap


class UnknownItem(LookupError):
    """No item has this name. The text says which names are near."""


@dataclass(frozen=True)
class Curriculum:
    """The roadmap and every readable item. `broken` holds, by id, why a folder could not be read."""

    root: Path
    roadmap: Roadmap
    folders: Mapping[str, ItemFolder]
    broken: Mapping[str, Unreadable]

    @cached_property
    def by_uuid(self) -> Mapping[str, ItemFolder]:
        """The folders by their items' uuids."""
        return {folder.item.uuid: folder for folder in self.folders.values()}

    def find(self, name: str) -> ItemFolder:
        """The folder of the item called `area/slug`, or `slug` where that is unique. Raises `UnknownItem` or `Unreadable`."""
        if name in self.broken:
            raise self.broken[name]
        if name in self.folders:
            return self.folders[name]
        same = [item_id for item_id in (*self.folders, *self.broken) if item_id.partition("/")[2] == name]
        if len(same) == 1:
            return self.find(same[0])
        if same:
            raise UnknownItem(f"{name!r} names {len(same)} items: {', '.join(same)}. Write the area too.")
        raise UnknownItem(f"There is no item {name!r}.{self._near(name)} `hotseat item list` shows them all.")

    def _near(self, name: str) -> str:
        by_slug = {item_id.partition("/")[2]: item_id for item_id in self.folders}
        near = difflib.get_close_matches(name.partition("/")[2] or name, by_slug, n=3)
        return f" Did you mean {' or '.join(by_slug[slug] for slug in near)}?" if near else ""


def content_root() -> Path:
    """Where the curriculum lies: inside the installed package, or beside `src` in a checkout.

    HOTSEAT_CONTENT names another content folder, for its authors and for tests.
    """
    if named := os.environ.get("HOTSEAT_CONTENT"):
        return Path(named)
    package = Path(hotseat.__file__).parent
    inside = package / "content"
    return inside if inside.is_dir() else package.parent.parent / "content"


def load(root: Path | None = None) -> Curriculum:
    """The curriculum below `root` (the project's own by default). Raises `Unreadable` when the roadmap cannot be read."""
    root = root or content_root()
    folders, broken = {}, {}
    items = root / "items"
    for path in sorted(items.glob("*/*")) if items.is_dir() else []:
        if not path.is_dir() or path.name.startswith("."):
            continue
        area, slug = path.parent.name, path.name
        try:
            folders[f"{area}/{slug}"] = ItemFolder(read_item(path / "item.toml", area=area, slug=slug), path)
        except Unreadable as error:
            broken[f"{area}/{slug}"] = error
    return Curriculum(root, read_roadmap(root / "roadmap.toml"), folders, broken)
