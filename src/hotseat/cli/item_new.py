"""Lay out the folder of a new item.

The folder runs and is proved as it is; at each place it says what you must write. `hotseat item lint` lists what is left.
"""

import argparse
import difflib
import uuid
from pathlib import Path

from hotseat.authoring.scaffold import Occupied, lay
from hotseat.authoring.scaffold.laying import KINDS
from hotseat.cli import lookup
from hotseat.cli.exits import DONE, Broken, UsageError
from hotseat.cli.terminal import say
from hotseat.core.roadmap import Roadmap
from hotseat.curriculum.item_file import SLUG

EXAMPLES = """\
  hotseat item new databases/index-brin --kind explain
  hotseat item new algorithms/merge-logs --kind code --leaf algorithms.heap-stack-queue
  hotseat item new web/etags --kind explain --leaf web.caching --into ~/packs/mine
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("item", metavar="AREA/SLUG", help="the area and the folder's name, in lower case with hyphens")
    parser.add_argument("--kind", choices=tuple(KINDS), required=True, help="how it is practised and judged")
    parser.add_argument("--leaf", metavar="AREA.LEAF", help="the roadmap's leaf that it covers (default: AREA.SLUG)")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="the folder of areas to write into (default: content/items)")


def run(options: argparse.Namespace) -> int:
    """Check the name against the roadmap, then write the files."""
    known = lookup.curriculum()
    area, slug = _names(options.item, known.roadmap)
    leaf = _leaf(options.leaf or f"{area}.{slug}", area, known.roadmap, named=options.leaf is not None)
    items: Path = options.into or known.root / "items"
    try:
        written = lay(items, area, slug, kind=options.kind, leaf=leaf, uuid=str(uuid.uuid4()))
    except Occupied as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        raise Broken(f"{error.filename} cannot be written: {error.strerror}. Name another place with --into.") from None
    for path in written:
        say(f"  {path}")
    name = options.item if options.into is None else str(items / area / slug)
    say(f"\nNow write it: `hotseat item lint {name}` says what is left, `hotseat item verify {name}` proves it.")
    return DONE


def _names(item: str, roadmap: Roadmap) -> tuple[str, str]:
    area, _, slug = item.partition("/")
    areas = [one.id for one in roadmap.areas]
    if area not in areas:
        raise UsageError(f"There is no area {area!r}. The areas are {', '.join(areas)}. Nothing was written.")
    if not SLUG.fullmatch(slug):
        raise UsageError(f"{slug!r} is no slug. Write AREA/SLUG, the slug in lower-case words joined by hyphens.")
    return area, slug


def _leaf(leaf: str, area: str, roadmap: Roadmap, *, named: bool) -> str:
    """The leaf, if the roadmap has it in this area. Ends the command with those that are near."""
    leaves = [one.id for one in roadmap.area(area).leaves]
    if leaf in leaves:
        return leaf
    near = difflib.get_close_matches(leaf, leaves, n=3, cutoff=0.4) or leaves
    what = (
        f"The area {area} has no leaf {leaf!r}." if named else f"No leaf of {area} is called as the item: name one with --leaf."
    )
    raise UsageError(f"{what} Perhaps {', '.join(near)}. Nothing was written.")
