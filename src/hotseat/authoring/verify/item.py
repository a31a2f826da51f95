"""Verifies one item, from its lint to the junk."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from hotseat.authoring.lint import lint
from hotseat.authoring.verify.claims import verify_claims
from hotseat.authoring.verify.here import missing_here
from hotseat.authoring.verify.junk import verify_junk
from hotseat.authoring.verify.labs import verify_lab
from hotseat.authoring.verify.outcome import Ledger, Standing, Verified
from hotseat.authoring.verify.probes import remembered, verify_probes
from hotseat.authoring.verify.submissions import verify_submissions
from hotseat.curriculum import Curriculum, ItemFolder
from hotseat.judges.protocol import Tools


def verify(folder: ItemFolder, curriculum: Curriculum, tools: Tools, seeds: Sequence[int]) -> Verified:
    """Lint the item, then run all that proves it. Nothing is run of an item that does not lint."""
    started = time.perf_counter()
    item = folder.item.id
    problems = lint(folder, curriculum)
    if problems:
        return Verified(item, Standing.FAILED, tuple(problems), {}, time.perf_counter() - started)
    missing = missing_here(folder.item)
    if missing:
        return Verified(item, Standing.NOT_RUN_HERE, message=missing)
    ledger = Ledger()
    tools = replace(tools, truth=remembered(tools.truth))
    steps: Sequence[Callable[[], None]] = (
        (lambda: verify_lab(folder, seeds, ledger),)
        if folder.item.kind == "lab"
        else (
            lambda: verify_claims(folder, tools.sandbox, ledger),
            lambda: verify_probes(folder, tools, seeds, ledger),
            lambda: verify_submissions(folder, tools, seeds, ledger),
            lambda: verify_junk(folder, tools, seeds[0], ledger),
        )
    )
    for step in steps:
        step()
    standing = Standing.FAILED if ledger.problems else Standing.PROVED
    return Verified(item, standing, tuple(ledger.problems), ledger.counts, time.perf_counter() - started)
