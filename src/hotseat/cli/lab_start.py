"""Lay out a lab's contract and starter, or a working service with one real bug to find and repair.

Files that are there already are left as they are. `--stage` is the stage up to which `hotseat lab run` then judges in that
folder. With `--from` you get a service that passes the happy path and breaks a sentence of the contract; `hotseat lab run` shows
which.
"""

import argparse
from pathlib import Path

from hotseat.cli import workfolder
from hotseat.cli.exits import DONE, Broken, UsageError
from hotseat.cli.labs import shelf
from hotseat.cli.terminal import say
from hotseat.curriculum import Unreadable
from hotseat.labs.edge.manifest import NAME
from hotseat.labs.shelf import Shelf

EXAMPLES = """\
  hotseat lab start payments                     # into ./payments
  hotseat lab start payments ~/labs/mine --stage 2
  hotseat lab start payments repair --from PW1   # a service with a bug, into ./repair
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("lab", metavar="LAB", help="an item of kind lab: area/slug, or the slug alone")
    parser.add_argument("folder", metavar="DIR", nargs="?", type=Path, help="where to (default: a folder called as the lab)")
    parser.add_argument("--stage", type=int, metavar="N", help="what `lab run` judges there (default: all)")
    parser.add_argument("--from", dest="bug", metavar="BUG", help="begin with the service that has this bug")


def run(options: argparse.Namespace) -> int:
    """Write the files."""
    lab = shelf(options.lab)
    path: Path = options.folder or Path(lab.folder.item.slug)
    try:
        files = _files(lab, options.bug)
        if options.stage is not None:
            stages = len(lab.system.STAGES)
            if not 1 <= options.stage <= stages:
                raise UsageError(f"The stages are 1 to {stages}. Nothing was written.")
            files[NAME] = f"stage = {options.stage}\n".encode() + files[NAME]
        path.mkdir(parents=True, exist_ok=True)
        written, kept = workfolder.lay(path, files)
    except Unreadable as error:
        raise Broken(f"The lab {lab.folder.item.id} cannot be laid out. {error}") from None
    except OSError as error:
        raise UsageError(f"{error.filename or path} cannot be written: {error.strerror}. Name another folder.") from None
    for name in written:
        say(f"  {path / name}")
    for name in kept:
        say(f"  {path / name} was there and stays as it is", "dim")
    say(f"\nRead {path / 'CONTRACT.md'}, then `cd {path}` and `hotseat lab run --stage 1 --quick`.")
    return DONE


def _files(lab: Shelf, bug: str | None) -> dict[str, bytes]:
    """What is laid out. Raises `Unreadable`; ends the command for a bug that there is not."""
    starter = dict(lab.starter())
    if bug is None:
        return starter
    variants = lab.variants()
    if bug.lower() not in variants:
        numbered = sorted(variants, key=lambda name: (len(name), name))
        raise UsageError(f"There is no service {bug!r}. There are {', '.join(name.upper() for name in numbered)}.")
    texts = {name: data for name, data in starter.items() if name.endswith(".md")}
    return texts | lab.files(variants[bug.lower()][0])
