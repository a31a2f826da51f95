"""What works on this machine, and how to get what does not.

Looks at the protection that programs run behind, the servers that items need, your data, the disk, browser and editor. Nothing is
changed. Exit 1 when something that practice needs is missing.
"""

import argparse
import sys
from dataclasses import asdict

from hotseat.cli.exits import DONE, FAILED
from hotseat.cli.health import Check, State, checks
from hotseat.cli.terminal import emit, say, wait

FORMAT_VERSION = 1
MARKS = {State.GOOD: ("✓", "green"), State.MISSING: ("–", "yellow"), State.BAD: ("✗", "red")}
EXAMPLES = """\
  hotseat doctor
  hotseat doctor --json | jq '.checks[] | select(.state != "good")'
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--json", action="store_true", help="print the checks as JSON, alone on standard output")


def run(options: argparse.Namespace) -> int:
    """Make each check and tell it."""
    made = []
    for check in checks():
        found = check()
        made.append(found)
        if not options.json:
            _tell(found)
            wait("looking further")
    ok = all(check.state is not State.BAD for check in made)
    if options.json:
        emit({"format_version": FORMAT_VERSION, "ok": ok, "python": sys.version, "checks": [asdict(check) for check in made]})
    else:
        say("\nEverything that practice needs is here." if ok else "\nSomething that practice needs is missing: see above.")
    return DONE if ok else FAILED


def _tell(check: Check) -> None:
    mark, style = MARKS[check.state]
    say(f"{mark} {check.name}: {check.says}", style)
    for line in check.details:
        say(f"      not covered: {line}" if check.name == "protection" else f"      {line}", "dim")
    if check.fix:
        say(f"      {check.fix}")
