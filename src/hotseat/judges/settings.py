"""The table that kinds with a file to write have in item.toml."""

from collections.abc import Mapping
from typing import Any

import msgspec

from hotseat.core.problem import Problem
from hotseat.curriculum import ItemFolder


class BadSettings(ValueError):
    """The kind's table in item.toml is not what it should be."""


def settings[S](form: type[S], table: Mapping[str, Any], kind: str) -> S:
    """The table as a `form`. Raises `BadSettings`."""
    try:
        return msgspec.convert(dict(table), form)
    except msgspec.ValidationError as error:
        raise BadSettings(f"item.toml, [{kind}]: {error}.") from None


def problems[S](form: type[S], folder: ItemFolder, kind: str) -> list[Problem]:
    """What is wrong with the item's table for its kind."""
    try:
        settings(form, folder.item.settings, kind)
    except BadSettings as error:
        return [Problem("kind-table", f"{folder.item.id}/item.toml", str(error), f"See “{kind}” in docs/item-format.md.")]
    return []


def missing(folder: ItemFolder, kind: str, *paths: str) -> list[Problem]:
    """The files that an item of this kind must have and has not."""
    return [
        Problem("kind-files", f"{folder.item.id}/{path}", f"A {kind} item needs this file.", "Write it: docs/item-format.md.")
        for path in paths
        if not (folder.path / path).is_file()
    ]
