"""Judge the service in this folder by running it under load and faults.

`lab.toml` says how its processes start; `-- COMMAND` judges one process started by that command instead. The service runs with
your own rights, as in your editor; when the run ends, nothing of it is left running. Its history, its plan and what each process
printed stay in `.lab/`. A stage includes those before it, and the run ends with the first stage that fails. Exit 0 for every
verdict, 3 where Hotseat itself failed.
"""

import argparse
import secrets
from pathlib import Path

from hotseat.cli.crash import told
from hotseat.cli.exits import BROKEN, DONE, Broken, UsageError
from hotseat.cli.labs import judged, run_folder, service, tell, write_page
from hotseat.cli.reports import tell_report
from hotseat.cli.terminal import emit, say
from hotseat.core.report import Report
from hotseat.core.verdict import Verdict
from hotseat.labs.edge.judging import report

PASSES_ON = True
EXAMPLES = """\
  hotseat lab run --stage 1 --quick              # the happy path, in seconds
  hotseat lab run                                # every stage, at most a minute
  hotseat lab run --seed 7 --json                # the same plan again, for a program to read
  hotseat lab run payments -- python service.py  # without a lab.toml, one process
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("lab", metavar="LAB", nargs="?", help="the lab, where no lab.toml names it")
    parser.add_argument("--stage", type=int, metavar="N", help="judge the stages up to this one (default: lab.toml's, or all)")
    parser.add_argument("--quick", action="store_true", help="fewer schedules and a shorter load, within 15 s")
    parser.add_argument("--seed", type=int, metavar="N", help="what the plan is drawn from (default: a new one)")
    parser.add_argument("--json", action="store_true", help="print the report as JSON, alone on standard output")


def run(options: argparse.Namespace) -> int:
    """Judge, and tell or print the report."""
    folder = Path.cwd()
    lab, manifest = service(folder, options.lab, options.passed_on)
    stages = len(lab.system.STAGES)
    stage = options.stage or manifest.stage or stages
    if not 1 <= stage <= stages:
        raise UsageError(f"The stages are 1 to {stages}. Nothing was run.")
    seed = secrets.randbits(32) if options.seed is None else options.seed
    kept = run_folder(folder)
    if not options.json:
        say(f"{lab.folder.item.id}: {lab.folder.item.title}", "bold")
    plan = lab.system.plan(seed, stage, quick=options.quick)
    try:
        outcome = judged(lab, manifest, plan, kept, quiet=options.json)
    except Broken as error:
        return _failed(Report(lab.folder.item.id, Verdict.JUDGE_ERROR, str(error)), options)
    except Exception as error:
        return _failed(Report(lab.folder.item.id, Verdict.JUDGE_ERROR, told(error)), options)
    found = report(lab.folder.item.id, lab.system, outcome, kept)
    written = write_page(lab, found, outcome, kept)
    if options.json:
        emit(found.as_json())
    else:
        tell(found)
        say(f"As a page, with the diagram: {written}")
    return DONE


def _failed(found: Report, options: argparse.Namespace) -> int:
    """Hotseat could not judge: that is said of Hotseat, in the same form."""
    if options.json:
        emit(found.as_json())
    else:
        tell_report(found)
    return BROKEN
