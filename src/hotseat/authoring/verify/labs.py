"""Judges a part of what a lab carries: each reference, the junk, and some of the wrong services, others on other days.

`hotseat lab verify` judges all of them, which takes many minutes.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from hotseat.authoring.verify.outcome import Ledger
from hotseat.core.problem import Problem
from hotseat.curriculum import ItemFolder
from hotseat.labs.edge.verification import JUNK, WRONG, Cell, cells, verified
from hotseat.labs.shelf import Shelf

SOME = 2


def verify_lab(folder: ItemFolder, seeds: Sequence[int], ledger: Ledger) -> None:
    """Judge them with short runs."""
    today = datetime.now(UTC).date()
    asyncio.run(_verify(folder, seeds, today.toordinal(), ledger))


def part(every: Sequence[Cell], turn: int) -> list[Cell]:
    """The references and the junk, and the wrong ones whose turn it is."""
    wrong = [cell for cell in every if cell.part == WRONG]
    chosen = [wrong[(turn * SOME + number) % len(wrong)] for number in range(min(SOME, len(wrong)))]
    return [cell for cell in every if cell.part != WRONG] + chosen


async def _verify(folder: ItemFolder, seeds: Sequence[int], turn: int, ledger: Ledger) -> None:
    shelf = Shelf(folder)
    async for one in verified(shelf, part(cells(shelf, seeds[:1]), turn), quick=True):
        ledger.counts["junk" if one.cell.part == JUNK else "submissions"] += 1
        if one.wrong:
            fix = f"`hotseat lab verify {folder.item.slug} --only {one.cell.service}` runs it alone."
            where = f"{folder.item.id}/{one.cell.service}"
            ledger.note(Problem("lab-service", where, f"With seed {one.cell.seed}: {one.wrong}", fix))
