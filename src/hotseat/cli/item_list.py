"""List the items, area by area, or as JSON for a program."""

import argparse

from hotseat.cli import lookup
from hotseat.cli.exits import DONE
from hotseat.cli.terminal import emit, note, table
from hotseat.core.item import Item

FORMAT_VERSION = 1
EXAMPLES = """\
  hotseat item list                              # everything
  hotseat item list --area databases             # one area
  hotseat item list --kind code --json
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--area", help="only the items of this area")
    parser.add_argument("--kind", help="only the items of this kind")
    parser.add_argument("--json", action="store_true", help="print the list as JSON, alone on standard output")


def run(options: argparse.Namespace) -> int:
    """Print the list. A folder that cannot be read is named on standard error."""
    known = lookup.curriculum()
    items = [folder.item for folder in known.folders.values()]
    items = [item for item in items if options.area in (None, item.area) and options.kind in (None, item.kind)]
    if options.json:
        emit({"format_version": FORMAT_VERSION, "items": [entry(item) for item in items]})
    else:
        table(("ITEM", "KIND", "MIN", "TITLE"), [(item.id, item.kind, str(item.minutes), item.title) for item in items])
    for item_id, error in known.broken.items():
        note(f"{item_id} is left out: {error}")
    return DONE


def entry(item: Item) -> dict[str, object]:
    """One item as JSON values."""
    return {
        "id": item.id,
        "uuid": item.uuid,
        "kind": item.kind,
        "title": item.title,
        "covers": list(item.covers),
        "level": item.level,
        "minutes": item.minutes,
        "services": list(item.services),
        "prerequisites": list(item.prerequisites),
    }
