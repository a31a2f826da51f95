"""Write everything you have into one file: attempts with their submissions and reports, ratings, settings.

The file is JSON Lines with a version, made to be taken in again by `hotseat import`, here or elsewhere. It appears whole or not
at all, and an existing file is never replaced.
"""

import argparse
import sys
from pathlib import Path

from hotseat.cli.exits import DONE, Broken, UsageError
from hotseat.cli.learner_data import learner_data
from hotseat.cli.terminal import note

EXAMPLES = """\
  hotseat export hotseat-2027-01-31.jsonl
  hotseat export - | gzip > hotseat.jsonl.gz     # to standard output
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", metavar="FILE", help="the file to write; `-` for standard output")


def run(options: argparse.Namespace) -> int:
    """Write the lines."""
    with learner_data():
        from hotseat.web import actions

        if options.file == "-":
            for line in actions.export_lines():
                sys.stdout.write(line + "\n")
            return DONE
        path = Path(options.file)
        if path.exists():
            raise UsageError(f"{path} exists. It was left as it is. Name another file.")
        partial = path.with_name(f".{path.name}.partial")
        try:
            with partial.open("w", encoding="utf-8") as file:
                count = 0
                for count, line in enumerate(actions.export_lines(), 1):  # noqa: B007 - the number of the last line is told
                    file.write(line + "\n")
            partial.replace(path)
        except OSError as error:
            raise Broken(f"{path} was not written: {error.strerror}. Your data is as it was. Name another place.") from None
        finally:
            partial.unlink(missing_ok=True)
    note(f"{count} lines written to {path}.")
    return DONE
