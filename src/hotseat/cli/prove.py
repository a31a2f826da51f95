"""Run an item's proof on this machine and watch its claims.

Each claim holds, fails, is inconclusive (the measurement does not decide) or cannot be shown by this interpreter. Exit 0 when
no claim failed or was left undecided, 1 otherwise, 3 when the proof cannot be run here.
"""

import argparse
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from hotseat.cli import lookup
from hotseat.cli.exits import DONE, FAILED, Broken, UsageError
from hotseat.cli.terminal import emit, say, table, wait
from hotseat.cli.tools import tools
from hotseat.curriculum import ItemFolder, Unreadable
from hotseat.proof import Outcome
from hotseat.proof.records import Charted, ClaimDone, ClaimStarted, ProofDone, Record, Shown
from hotseat.proof.runner import prove
from hotseat.services import MissingService

FORMAT_VERSION = 1
STYLES = {Outcome.HOLDS: "green", Outcome.FAILS: "red", Outcome.INCONCLUSIVE: "yellow", Outcome.UNSHOWN: "dim"}
MARKS = {Outcome.HOLDS: "✓", Outcome.FAILS: "✗", Outcome.INCONCLUSIVE: "?", Outcome.UNSHOWN: "–"}
POINTS = 12
"""Rows of a chart's table that a terminal shows."""
EXAMPLES = """\
  hotseat prove databases/index-btree
  hotseat prove index-btree --claim lookup-reads-the-height     # one claim; give it again for more
  hotseat prove index-btree --source my-copy.py                   # your own edit of the proof
  hotseat prove index-btree --json | jq '.claims[].outcome'
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("item", metavar="ITEM", help="area/slug, or the slug alone where it is unique")
    parser.add_argument("--claim", action="append", default=[], metavar="ID", help="only this claim; may be repeated")
    parser.add_argument("--source", type=Path, metavar="FILE", help="run this edited copy of the item's proof.py instead")
    parser.add_argument("--json", action="store_true", help="print outcomes and evidence as JSON, alone on standard output")


def run(options: argparse.Namespace) -> int:
    """Run the proof and tell its records, or print them all as one document."""
    folder = lookup.item(options.item)
    says = _claims(folder)
    unknown = sorted(set(options.claim) - set(says))
    if unknown:
        raise UsageError(f"{folder.item.id} has no claim {', '.join(unknown)}. Its claims: {', '.join(says)}.")
    records: list[Record] = []
    for record in _records(folder, options):
        records.append(record)
        if not options.json:
            _tell(record, records, says)
    done = records[-1]
    assert isinstance(done, ProofDone)
    if options.json:
        emit(_document(folder, records, done, says))
    return DONE if done.outcome is Outcome.HOLDS else FAILED


def _claims(folder: ItemFolder) -> dict[str, str]:
    """The sentence of each claim, by its id. Ends the command for an item that proves nothing."""
    if folder.proof is None:
        raise UsageError(f"{folder.item.id} has no proof: nothing in its answer is run. `hotseat show --answer` cites sources.")
    try:
        return {claim.id: claim.says for claim in folder.claims()}
    except Unreadable as error:
        raise Broken(f"The claims of {folder.item.id} cannot be read. {error}") from None


def _records(folder: ItemFolder, options: argparse.Namespace) -> Iterator[Record]:
    try:
        source = None if options.source is None else options.source.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{options.source} cannot be read: {error}. Nothing was run.") from None
    try:
        with tools() as use, closing(prove(folder, use.sandbox, claims=options.claim, source=source)) as records:
            yield from records
    except MissingService as error:
        raise Broken(f"This proof is not run here, which says nothing about its claims: {error}") from None


def _tell(record: Record, records: list[Record], says: dict[str, str]) -> None:
    """One line for a claim when it is decided, with its evidence below; until then, what is being decided."""
    match record:
        case ClaimStarted(claim):
            wait(says.get(claim, claim))
        case ClaimDone(claim, outcome, seconds, message):
            mark = MARKS[outcome] if outcome else "!"
            style = STYLES[outcome] if outcome else "red"
            told = "the program broke" if outcome is None else "" if outcome is Outcome.HOLDS else outcome.value
            say(f"  {mark} {says.get(claim, claim)} [{claim}]{': ' + told if told else ''}  {seconds:.2f} s", style)
            for evidence in records:
                _tell_evidence(evidence, claim)
            if message:
                say(message.rstrip())
        case ProofDone(outcome, message, seconds, printed):
            if printed.strip():
                say("\nThe program printed:", "bold")
                say(printed.rstrip())
            say(f"\n{message}  {seconds:.1f} s", STYLES[outcome] if outcome else "red")
        case _:
            pass


def _tell_evidence(record: Record, claim: str) -> None:
    match record:
        case Shown(of, label, value, unit) if of == claim:
            say(f"      {label}: {_value(value)} {unit}".rstrip())
        case Charted(of, chart) if of == claim:
            _tell_chart(dict(chart))
        case _:
            pass


def _value(value: Any) -> str:
    return (
        ", ".join(map(_value, value)) if isinstance(value, list) else f"{value:.4g}" if isinstance(value, float) else str(value)
    )


def _tell_chart(chart: dict[str, Any]) -> None:
    """A chart as the table behind it, thinned out evenly."""
    say(f"      {chart['chart']} ({chart['y_label']})")
    rows = list(zip(chart["x"], *chart["series"].values(), strict=True))
    step = max(1, -(-len(rows) // POINTS))
    kept = rows[::step] if rows[-1:] == rows[::step][-1:] else [*rows[::step], rows[-1]]
    table((f"      {chart['x_label']}", *chart["series"]), [[f"      {_value(row[0])}", *map(_value, row[1:])] for row in kept])


def _document(folder: ItemFolder, records: list[Record], done: ProofDone, says: dict[str, str]) -> dict[str, Any]:
    """All that was recorded, as JSON values; `outcome` is null where the program broke."""
    claims: list[dict[str, Any]] = []
    evidence: list[dict[str, Any]] = []
    for record in records:
        match record:
            case Shown(claim, label, value, unit):
                evidence.append({"claim": claim, "label": label, "value": value, "unit": unit})
            case Charted(claim, chart):
                evidence.append({"claim": claim, **chart})
            case ClaimDone(claim, outcome, seconds, message):
                claims.append(
                    {
                        "id": claim,
                        "says": says.get(claim, ""),
                        "outcome": outcome,
                        "seconds": round(seconds, 3),
                        "message": message,
                        "evidence": [one for one in evidence if one["claim"] == claim],
                    }
                )
            case _:
                pass
    return {
        "format_version": FORMAT_VERSION,
        "item": folder.item.id,
        "outcome": done.outcome,
        "message": done.message,
        "seconds": round(done.seconds, 3),
        "printed": done.printed,
        "claims": claims,
    }
