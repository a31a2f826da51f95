"""Judge a lab by its own right and wrong services.

Each reference must be accepted. Each wrong implementation must get through the first stage and then break the sentence of the
contract that it is named for, and none but those said of it. A service that is silent, one that always answers 500 and the
starter must never pass. The document's `verdict` is `accepted` when all is as it should be; exit 1 when it is not.
"""

import argparse
import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hotseat
from hotseat.cli.exits import DONE, FAILED, Broken, UsageError
from hotseat.cli.labs import shelf
from hotseat.cli.terminal import emit, note, say
from hotseat.core.verdict import Verdict
from hotseat.curriculum import Unreadable
from hotseat.labs.edge.postgres import NoPostgres
from hotseat.labs.edge.verification import JUNK, REFERENCE, WRONG, Cell, Judged, cells, verified
from hotseat.labs.shelf import Shelf
from hotseat.labs.telling.matrix import matrix
from hotseat.services import MissingService

FORMAT_VERSION = 1
EXAMPLES = """\
  hotseat lab verify payments                    # every service with five seeds: half an hour
  hotseat lab verify payments --quick            # every service once, with short runs
  hotseat lab verify payments --only PW1 --seeds 20
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("lab", metavar="LAB", help="an item of kind lab: area/slug, or the slug alone")
    parser.add_argument("--quick", action="store_true", help="short runs, one seed unless --seeds says more")
    parser.add_argument("--seeds", type=int, metavar="N", help="how many seeds (default: 5; 1 with --quick)")
    parser.add_argument("--only", action="append", default=[], metavar="SERVICE", help="only this service; repeatable")
    parser.add_argument("--table", type=Path, metavar="FILE", help="write the kill matrix as Markdown, too")
    parser.add_argument("--json", action="store_true", help="print the report as JSON, alone on standard output")


def run(options: argparse.Namespace) -> int:
    """Judge each service, telling progress on standard error."""
    lab = shelf(options.lab)
    seeds = options.seeds if options.seeds is not None else 1 if options.quick else 5
    if seeds < 1:
        raise UsageError("--seeds is 1 or more.")
    began = time.monotonic()
    try:
        wanted = cells(lab, range(1, seeds + 1), only=[name.lower() for name in options.only])
        if not wanted:
            raise UsageError(f"{lab.folder.item.id} has no such service. {', '.join(sorted(lab.variants()))} are the wrong ones.")
        found = asyncio.run(_all(lab, wanted, quick=options.quick))
    except Unreadable as error:
        raise Broken(f"The lab {lab.folder.item.id} cannot be used. {error}") from None
    except (MissingService, NoPostgres) as error:
        raise Broken(f"A reference needs a server that does not start here: {error}") from None
    document = _document(lab, found, time.monotonic() - began)
    if options.table is not None:
        _write(options.table, lab, document, quick=options.quick)
    if options.json:
        emit(document)
    else:
        say(f"\n{document['verdict']}  {document['message']}")
    return DONE if document["verdict"] == Verdict.ACCEPTED else FAILED


async def _all(lab: Shelf, wanted: Sequence[Cell], *, quick: bool) -> list[Judged]:
    found = []
    async for one in verified(lab, wanted, quick=quick):
        found.append(one)
        mark = "✗" if one.wrong else "✓"
        broke = f" breaks {', '.join(one.broken)}" if one.broken else ""
        cell = one.cell
        note(f"[{len(found)}/{len(wanted)}] {mark} {cell.service}, seed {cell.seed}: {one.verdict}{broke}  {one.seconds:.0f} s")
        if one.wrong:
            note(f"      {one.wrong}")
    return found


def _write(path: Path, lab: Shelf, document: dict[str, Any], *, quick: bool) -> None:
    """The kill matrix, with the date and what kind of runs it was made from."""
    runs = "short runs" if quick else "full runs"
    made = f"{datetime.now(UTC):%Y-%m-%d}, Hotseat {hotseat.__version__}, {runs}."
    titles = {name: variant.title for name, (variant, _) in lab.variants().items()}
    try:
        path.write_text(matrix(document, titles, made=made), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}. The verdicts stand above.") from None


def _document(lab: Shelf, found: Sequence[Judged], seconds: float) -> dict[str, Any]:
    """The outcome as JSON values."""
    wrong = [one for one in found if one.wrong]
    undecided = bool(wrong) and all(one.verdict is Verdict.INCONCLUSIVE for one in wrong)
    verdict = Verdict.INCONCLUSIVE if undecided else Verdict.WRONG_ANSWER if wrong else Verdict.ACCEPTED
    counts = {part: [one for one in found if one.cell.part == part] for part in (REFERENCE, WRONG, JUNK)}
    said = ", ".join(f"{sum(not one.wrong for one in ones)} of {len(ones)} {part}" for part, ones in counts.items())
    return {
        "format_version": FORMAT_VERSION,
        "verdict": verdict,
        "item": lab.folder.item.id,
        "message": f"As they should be: {said} runs.",
        "cases": [
            {
                "part": one.cell.part,
                "service": one.cell.service,
                "seed": one.cell.seed,
                "wanted": one.cell.wanted,
                "verdict": one.verdict,
                "broken": list(one.broken),
                "as_it_should_be": not one.wrong,
                "message": one.wrong or one.says,
                "seconds": round(one.seconds, 2),
            }
            for one in found
        ],
        "seconds": round(seconds, 2),
    }
