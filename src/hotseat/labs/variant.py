"""A service with one known bug: a small edit of a reference service, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from hotseat.curriculum.reading import Strict, Unreadable, read_toml


class EditTable(Strict):
    """One `[[edit]]`."""

    file: str
    replace: str
    with_: str = msgspec.field(name="with")


class VariantFile(Strict):
    """The keys of a wrong implementation's file. `also` are invariants that it may break besides the one that it is named for."""

    base: str
    title: str
    edit: list[EditTable]
    also: list[str] = []


@dataclass(frozen=True, slots=True)
class Variant:
    """A wrong implementation: the reference that it is made from, what it is called, and its edits as (file, old, new)."""

    name: str
    base: str
    title: str
    also: tuple[str, ...]
    edits: tuple[tuple[str, str, str], ...]
    path: Path

    def applied(self, files: Mapping[str, bytes]) -> dict[str, bytes]:
        """The reference's files with the edits. Raises `Unreadable` for a text that does not occur exactly once."""
        changed = dict(files)
        for file, old, new in self.edits:
            text = changed.get(file, b"").decode()
            if text.count(old) != 1:
                raise Unreadable(
                    str(self.path),
                    f"The text to replace in {file} occurs {text.count(old)} times: {old.strip().splitlines()[0]!r}.",
                    "Copy a text that occurs exactly once, with its spaces.",
                )
            changed[file] = text.replace(old, new).encode()
        return changed


def read_variant(path: Path) -> Variant:
    """The wrong implementation in this file. Raises `Unreadable`."""
    file = read_toml(path, VariantFile)
    edits = tuple((edit.file, edit.replace, edit.with_) for edit in file.edit)
    return Variant(path.stem, file.base, file.title, tuple(file.also), edits, path)
