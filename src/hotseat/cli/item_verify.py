"""Prove items by running them: lint, claims, mutations, probes, submissions, junk.

Every claim must hold, and fail under each of its mutations; each probe's truth must be the same whenever it is computed; right
submissions must be accepted with every seed and each wrong one get its verdict; junk must never pass. Exit 1 when an item is not
proved. An item whose service or interpreter is not here is counted apart, and fails only under --require-services.
"""

import argparse
import os
import time
from contextlib import closing

from hotseat.authoring.chosen import Chosen
from hotseat.authoring.verify import Standing, Verified, verify
from hotseat.authoring.verify.pool import each
from hotseat.authoring.verify.summary import by_area, document, line, passed, told, totals
from hotseat.cli import lookup
from hotseat.cli.exits import DONE, FAILED, UsageError
from hotseat.cli.item_lint import problems_of, wanted
from hotseat.cli.terminal import emit, note, say, table
from hotseat.cli.tools import tools
from hotseat.curriculum import Curriculum
from hotseat.judges.protocol import Tools

EXAMPLES = """\
  hotseat item verify                            # every item
  hotseat item verify databases/index-btree      # one item; areas and folders work too
  hotseat item verify algorithms --seeds 20 --jobs 1
  hotseat item verify --json --require-services > verified.json
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("items", metavar="ITEM", nargs="*", help="an id, a slug, an area or a folder (default: every item)")
    parser.add_argument("--json", action="store_true", help="print the report as JSON, alone on standard output")
    parser.add_argument("--require-services", action="store_true", help="fail when an item cannot be run here")
    parser.add_argument("--seeds", type=int, default=3, metavar="N", help="how many seeds to draw with (default: 3)")
    parser.add_argument("--jobs", type=int, metavar="N", help="how many items at a time (default: one for each processor)")


def run(options: argparse.Namespace) -> int:
    """Verify, telling progress on standard error."""
    if options.seeds < 1 or (options.jobs or 1) < 1:
        raise UsageError("--seeds and --jobs are 1 or more.")
    started = time.monotonic()
    known = lookup.curriculum()
    items = wanted(options.items, known)
    outcomes: list[Verified] = []
    jobs = options.jobs or os.cpu_count() or 1
    with tools() as use, closing(each(lambda one: _verified(one, known, use, options.seeds), items, jobs)) as finished:
        for outcome in finished:
            outcomes.append(outcome)
            note(f"[{len(outcomes)}/{len(items)}] {line(outcome)}")
            for problem in outcome.problems:
                note(f"      {problem}")
    seconds = time.monotonic() - started
    if options.json:
        emit(document(outcomes, seconds=seconds, require_services=options.require_services))
    else:
        _tell(outcomes, seconds)
    return DONE if passed(outcomes, require_services=options.require_services) else FAILED


def _verified(one: Chosen, known: Curriculum, use: Tools, seeds: int) -> Verified:
    if one.folder is None:
        return Verified(one.name, Standing.FAILED, tuple(problems_of(one, known)))
    return verify(one.folder, known, use, range(1, seeds + 1))


def _tell(outcomes: list[Verified], seconds: float) -> None:
    """The summary by area, and the whole in a sentence."""
    rows = []
    for area, found in by_area(outcomes).items():
        counts = totals(found)
        rows.append([area, *(str(counts[name]) for name in ("items", "proved", "failed", "not_run_here", "claims", "killed"))])
    table(("AREA", "ITEMS", "PROVED", "FAILED", "NOT RUN HERE", "CLAIMS", "MUTATIONS KILLED"), rows)
    whole = totals(outcomes)
    say(f"\n{whole['proved']} of {whole['items']} items are proved: {told(whole)}. {seconds:.0f} s.")
    if whole["not_run_here"]:
        say(f"{whole['not_run_here']} could not be run here, which is no verdict on them.")
