"""Judge files against an item, touching no history.

PATH is a file or a folder, as the item's kind wants it. The verdict says what was found about the submission; the exit code
says whether Hotseat could judge: 0 for every verdict, `inconclusive` included, and 3 for `judge_error`. Files that cannot be
judged at all (empty, too large, not text) are `crashed`. A path that does not exist is a usage error, 2.
"""

import argparse
from pathlib import Path

from hotseat.cli import lookup
from hotseat.cli.exits import BROKEN, DONE, Broken
from hotseat.cli.reports import Teller, tell_report
from hotseat.cli.terminal import emit, say
from hotseat.cli.tools import tools
from hotseat.core.report import Report
from hotseat.core.submission import Submission, SubmissionRefused
from hotseat.core.verdict import Verdict
from hotseat.curriculum import ItemFolder
from hotseat.judges.registry import judge, single

EXAMPLES = """\
  hotseat judge algorithms/two-sum solution.py          # one file
  hotseat judge two-sum my-folder --seed 7              # a folder, with the cases that seed 7 draws
  hotseat judge two-sum solution.py --json | jq .verdict
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("item", metavar="ITEM", help="area/slug, or the slug alone where it is unique")
    parser.add_argument("path", metavar="PATH", type=Path, help="a file or a folder")
    parser.add_argument("--json", action="store_true", help="print the report as JSON, alone on standard output")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="what the cases are drawn from (default: 1)")
    parser.add_argument("--reveal", action="store_true", help="show what hidden cases ask and expect, for authors")


def run(options: argparse.Namespace) -> int:
    """Judge, and tell or print the report."""
    folder = lookup.item(options.item)
    report = _report(folder, options)
    if options.json:
        emit(_shown(report, options).as_json())
    return BROKEN if report.verdict is Verdict.JUDGE_ERROR else DONE


def _report(folder: ItemFolder, options: argparse.Namespace) -> Report:
    """The report; what happens on the way to it is told unless a program reads."""
    try:
        submission = lookup.submission(options.path, single=single(folder))
    except SubmissionRefused as refused:
        return _told(Report(folder.item.id, Verdict.CRASHED, str(refused)), options)
    if not options.json:
        say(f"{folder.item.id}: {folder.item.title}", "bold")
    return _judged(folder, submission, options)


def _judged(folder: ItemFolder, submission: Submission, options: argparse.Namespace) -> Report:
    teller = Teller(reveal=options.reveal)
    try:
        with tools() as use:
            for event in judge(folder, submission, use, options.seed):
                if isinstance(event, Report):
                    return _told(event, options)
                if not options.json:
                    teller.tell(event)
    except Broken as error:
        return _told(Report(folder.item.id, Verdict.JUDGE_ERROR, str(error)), options)
    raise AssertionError("a judgement ends with its report")


def _told(report: Report, options: argparse.Namespace) -> Report:
    if not options.json:
        tell_report(report)
    return report


def _shown(report: Report, options: argparse.Namespace) -> Report:
    """The report as it may be seen: what hidden cases expect only after passing, or when an author asks."""
    return report if options.reveal or report.verdict is Verdict.ACCEPTED else report.concealed()
