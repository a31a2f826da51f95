"""What to do today: what is due, what is new, and what fits into the minutes that are left.

The first entry is the next best thing. `hotseat plan` sets your days, your minutes and the date of the interview.
"""

import argparse
from collections.abc import Sequence
from typing import Any

from hotseat.cli.exits import DONE, UsageError
from hotseat.cli.learner_data import learner_data
from hotseat.cli.learner_now import Standing, standing
from hotseat.cli.terminal import emit, heading, say, table
from hotseat.learner.due import Entry

FORMAT_VERSION = 1
EXAMPLES = """\
  hotseat today
  hotseat today --minutes 20                     # only twenty minutes, whatever the plan says
  hotseat today --json
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--minutes", type=int, metavar="N", help="how many minutes you have now (default: what is left of your day)"
    )
    parser.add_argument("--json", action="store_true", help="print the list as JSON, alone on standard output")


def run(options: argparse.Namespace) -> int:
    """Print today's list."""
    if options.minutes is not None and not 1 <= options.minutes <= 600:
        raise UsageError(f"--minutes {options.minutes} is not 1 to 600.")
    with learner_data():
        found = standing(options.minutes)
    if options.json:
        emit(_document(found))
    else:
        _tell(found)
    return DONE


def _tell(found: Standing) -> None:
    due, plan = found.due, found.plan
    say(f"{plan.today:%A}, {due.minutes} minutes; {(plan.ends - plan.today).days} days to go.", "bold")
    if due.note:
        say(due.note)
    for title, entries in (("Due", due.reviews), ("New", due.new), ("Ahead, since there is room", due.ahead)):
        _list(title, entries)
    _list("Due, but not today", due.did_not_fit)
    if due.entries:
        first = due.entries[0].item
        say(f"\nNext: `hotseat start {first.id}`" if first.kind != "explain" else f"\nNext: `hotseat submit {first.id}`")


def _list(title: str, entries: Sequence[Entry]) -> None:
    if entries:
        heading(title)
        table(("", "", ""), [(entry.item.id, f"{entry.item.minutes} min", entry.because) for entry in entries])


def _document(found: Standing) -> dict[str, Any]:
    """Today's list as JSON values."""
    due = found.due
    lists = {"reviews": due.reviews, "new": due.new, "ahead": due.ahead, "did_not_fit": due.did_not_fit}
    return {
        "format_version": FORMAT_VERSION,
        "date": found.plan.today.isoformat(),
        "minutes": due.minutes,
        "minutes_planned": due.minutes_planned,
        "note": due.note,
        **{
            name: [{"id": one.item.id, "minutes": one.item.minutes, "because": one.because} for one in entries]
            for name, entries in lists.items()
        },
    }
