"""Copy the database, whole and consistent, also while the app is running.

The copy is one SQLite file. To go back to it, stop the app and put it in the place of hotseat.sqlite3 in the data folder
(`hotseat doctor` says where that is).
"""

import argparse
from pathlib import Path

from hotseat.cli.exits import DONE
from hotseat.cli.learner_data import learner_data, now
from hotseat.cli.terminal import say

EXAMPLES = """\
  hotseat backup                                 # into the data folder's backups
  hotseat backup /media/stick/hotseat.sqlite3
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", metavar="FILE", nargs="?", type=Path, help="the file to write (default: a new one in backups/)")


def run(options: argparse.Namespace) -> int:
    """Write the copy and say where it is."""
    with learner_data():
        from hotseat.web import actions
        from hotseat.web.home import learner_home

        path = options.file or learner_home().backups / f"{now():%Y-%m-%d-%H%M%S}.sqlite3"
        actions.backup(path)
    say(str(path))
    return DONE
