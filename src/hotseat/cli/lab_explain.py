"""Judge a recorded history again, and tell what it shows.

The verdict is a function of the history: the same file gives the same verdict, on every machine. The plan beside it, or the one
that its seed gives, says which faults were to land.
"""

import argparse
from pathlib import Path

from hotseat.cli.exits import DONE, UsageError
from hotseat.cli.labs import shelf_of, tell
from hotseat.cli.terminal import emit
from hotseat.labs.checking import judgement
from hotseat.labs.edge.judging import Outcome, report, taken
from hotseat.labs.history import History, NotAHistory
from hotseat.labs.planning import NotAPlan, Plan
from hotseat.labs.systems import System

EXAMPLES = """\
  hotseat lab explain .lab/3/history.jsonl
  hotseat lab explain .lab/3/smallest-history.jsonl --json
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("history", metavar="HISTORY", type=Path, help="a history.jsonl that a run has left")
    parser.add_argument("--json", action="store_true", help="print the report as JSON, alone on standard output")


def run(options: argparse.Namespace) -> int:
    """Judge it, and tell or print the report."""
    path: Path = options.history
    try:
        history = History.parse(path.read_bytes().splitlines())
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None
    except NotAHistory as error:
        raise UsageError(f"{path} is no history of a lab. {error}") from None
    known = history.run
    assert known is not None, "a history begins with what was run"
    lab = shelf_of(known.lab)
    plan = _plan(path, history, lab.system)
    found = judgement(history, lab.system.INVARIANTS, taken(history, plan))
    last = max(getattr(event, "ended", getattr(event, "at", 0.0)) for event in history.events)
    told = report(lab.folder.item.id, lab.system, Outcome(plan, history, found, None, last))
    if options.json:
        emit(told.as_json())
    else:
        tell(told)
    return DONE


def _plan(path: Path, history: History, system: System) -> Plan:
    """The plan that was run: the file beside the history, else what its seed gives."""
    known = history.run
    assert known is not None, "a history begins with what was run"
    beside = path.with_name(path.name.replace("history.jsonl", "plan.json"))
    try:
        plan = Plan.parse(beside.read_bytes())
    except (OSError, NotAPlan):
        return system.plan(known.seed, known.stage, quick=known.quick)
    return plan if (plan.lab, plan.seed) == (known.lab, known.seed) else system.plan(known.seed, known.stage, quick=known.quick)
