"""Run a plan again, some times, and say how often it failed.

Run it in the service's folder. Load, keys, amounts and the points of the faults are the plan's; how the machine schedules your
processes is not, so a race may fail in some of the runs only.
"""

import argparse
from pathlib import Path

from hotseat.cli.exits import DONE, UsageError
from hotseat.cli.labs import judged, run_folder, service, tell
from hotseat.cli.terminal import emit, say
from hotseat.core.report import Report
from hotseat.core.verdict import Verdict
from hotseat.labs.edge.judging import report
from hotseat.labs.planning import NotAPlan, Plan

PASSES_ON = True
FORMAT_VERSION = 1
EXAMPLES = """\
  hotseat lab replay .lab/3/smallest-plan.json   # only what fails, four times
  hotseat lab replay .lab/3/plan.json --times 1  # the whole run once more
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("plan", metavar="PLAN", type=Path, help="a plan.json that a run has left")
    parser.add_argument("--times", type=int, default=4, metavar="N", help="how often (default: 4)")
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON, alone on standard output")


def run(options: argparse.Namespace) -> int:
    """Run it, and tell k of n."""
    try:
        plan = Plan.parse(options.plan.read_bytes())
    except OSError as error:
        raise UsageError(f"{options.plan} cannot be read: {error.strerror}. Nothing was run.") from None
    except NotAPlan as error:
        raise UsageError(f"{options.plan}: {error} Nothing was run.") from None
    if options.times < 1:
        raise UsageError("--times is 1 or more. Nothing was run.")
    folder = Path.cwd()
    lab, manifest = service(folder, None, options.passed_on)
    if plan.lab != lab.system.NAME:
        raise UsageError(f"The plan is for {plan.lab}, the service here for {lab.system.NAME}. Nothing was run.")
    reports: list[Report] = []
    for number in range(1, options.times + 1):
        kept = run_folder(folder)
        outcome = judged(lab, manifest, plan, kept, quiet=options.json, shrink=False)
        reports.append(report(lab.folder.item.id, lab.system, outcome, kept))
        if not options.json:
            say(f"  {number}: {reports[-1].verdict.value}  {reports[-1].message}")
    failed = [one for one in reports if one.verdict not in (Verdict.ACCEPTED, Verdict.INCONCLUSIVE)]
    if options.json:
        document = {"format_version": FORMAT_VERSION, "failed": len(failed), "times": len(reports)}
        emit(document | {"reports": [one.as_json() for one in reports]})
    else:
        if failed:
            tell(failed[0])
        say(f"\nIt failed {len(failed)} times of {len(reports)}.", "bold")
    return DONE
