"""Read items and say what is wrong with them, and what mends it. Nothing is run.

ITEM is an item's id, its slug, an area, or the path of a folder; without any, all items are read. Exit 1 when there is a problem.
"""

import argparse
import sys
from dataclasses import asdict

from hotseat.authoring.chosen import Chosen, chosen
from hotseat.authoring.findings import counted
from hotseat.authoring.lint import lint, rules
from hotseat.cli import lookup
from hotseat.cli.exits import DONE, FAILED, UsageError
from hotseat.cli.terminal import emit, note, say
from hotseat.core.problem import Problem
from hotseat.curriculum import Curriculum, UnknownItem

FORMAT_VERSION = 1
EXAMPLES = """\
  hotseat item lint                              # every item
  hotseat item lint databases                    # one area
  hotseat item lint gil ~/packs/web/caching      # by slug, and a folder elsewhere
  hotseat item lint --rules                      # what is looked at
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("items", metavar="ITEM", nargs="*", help="an id, a slug, an area or a folder (default: every item)")
    parser.add_argument("--rules", action="store_true", help="list the rules instead")
    parser.add_argument("--json", action="store_true", help="print the problems as JSON, alone on standard output")


def run(options: argparse.Namespace) -> int:
    """Print each problem on a line of its own."""
    if options.rules:
        for name, rule in rules().items():
            says = sys.modules[rule.__module__].__doc__ or ""
            say(f"{name}: {' '.join(says.split())}")
        return DONE
    known = lookup.curriculum()
    items = wanted(options.items, known)
    problems = [problem for one in items for problem in problems_of(one, known)]
    if options.json:
        emit({"format_version": FORMAT_VERSION, "items": len(items), "problems": [asdict(problem) for problem in problems]})
    else:
        for problem in problems:
            say(str(problem))
        note(f"{counted(len(items), 'item')} read, {counted(len(problems), 'problem')}.")
    return FAILED if problems else DONE


def wanted(names: list[str], known: Curriculum) -> list[Chosen]:
    """The items that were named. Ends the command for a name that nothing has."""
    try:
        return chosen(names, known)
    except UnknownItem as error:
        raise UsageError(str(error)) from None


def problems_of(one: Chosen, known: Curriculum) -> list[Problem]:
    """What is wrong with the item."""
    if one.folder is None:
        return [one.problem] if one.problem else []
    return lint(one.folder, known)
