"""Take in a file that `hotseat export` wrote: all of it, or nothing.

What you have already stays as it is. An attempt that is here and there is extended by what only the file has of it; one with two
different submissions is left as it is here.
"""

import argparse
import sys
from pathlib import Path

from hotseat.cli.exits import DONE, UsageError
from hotseat.cli.learner_data import learner_data
from hotseat.cli.terminal import note

EXAMPLES = """\
  hotseat import hotseat-2027-01-31.jsonl
  gunzip --stdout hotseat.jsonl.gz | hotseat import -
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", metavar="FILE", help="the file to take in; `-` for standard input")


def run(options: argparse.Namespace) -> int:
    """Read the lines and say what they brought."""
    with learner_data():
        from hotseat.web import actions

        try:
            if options.file == "-":
                summary = actions.import_lines(sys.stdin)
            else:
                with Path(options.file).open(encoding="utf-8") as lines:
                    summary = actions.import_lines(lines)
        except OSError as error:
            raise UsageError(f"{options.file} cannot be read: {error.strerror}. Nothing was changed.") from None
    note(
        f"{summary.added} attempts are new here, {summary.extended} were extended, {summary.unchanged} were here already, "
        f"{summary.differing} differ and stay as they are here; {summary.settings} changes of settings."
        + (f" {summary.resume} events of your résumé are new." if summary.resume else "")
    )
    return DONE
