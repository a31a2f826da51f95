"""Whole items for authoring's tests, and copies of them with one thing changed."""

import shutil
from pathlib import Path

from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, ItemFolder, load
from hotseat.curriculum.item_file import read_item

WHOLE = Path(__file__).parents[1] / "fixtures" / "items"
SLUGS = {"explain": "sorted-or-sort", "code": "double", "predict": "one-list"}


def curriculum_at(items: Path) -> Curriculum:
    """The items below a folder of areas, under the project's own roadmap."""
    folders = {}
    for path in sorted(items.glob("*/*")):
        area, slug = path.parent.name, path.name
        folders[f"{area}/{slug}"] = ItemFolder(read_item(path / "item.toml", area=area, slug=slug), path)
    return Curriculum(items, load().roadmap, folders, {})


def changed(root: Path, kind: str, file: str, old: str, new: str) -> ItemFolder:
    """A copy of the whole item of this kind in which `old`, which occurs once in the file, reads `new`."""
    folder = whole(root, kind)
    path = folder.path / file
    text = path.read_text()
    assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new))
    return at(folder.path)


def whole(root: Path, kind: str) -> ItemFolder:
    """A copy of the whole item of this kind."""
    slug = SLUGS[kind]
    path = root / "algorithms" / slug
    shutil.copytree(WHOLE / "algorithms" / slug, path)
    return at(path)


def at(path: Path) -> ItemFolder:
    """The item in this folder."""
    return ItemFolder(read_item(path / "item.toml", area=path.parent.name, slug=path.name), path)


def told(problems: list[Problem]) -> str:
    """The problems as a person reads them, one a line."""
    return "\n".join(map(str, problems))
