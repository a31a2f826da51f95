"""A proof as a page shows it: cells with their source, and under each what it claimed, showed and drew."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from hotseat.curriculum.claims_file import Claim
from hotseat.proof.claims import Outcome
from hotseat.proof.records import Charted, ClaimDone, ClaimStarted, ProofDone, Record, Shown
from hotseat.web.pages.charts import Chart, read_chart
from hotseat.web.practice.desk import Desk

CELL = re.compile(r"^# %%[ \t]*(.*?)[ \t]*$", re.MULTILINE)
CLAIM = re.compile(r"^@claim\(\s*[\"']([a-z0-9-]+)[\"']\s*\)", re.MULTILINE)


@dataclass(slots=True)
class ClaimView:
    """A claim and what is known of it: nothing, running, or decided with its evidence."""

    claim: Claim
    number: str
    running: bool = False
    done: ClaimDone | None = None
    shown: list[Shown] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)


@dataclass(slots=True)
class Cell:
    """A part of proof.py under one `# %%` line, and the claims that it defines."""

    title: str
    source: str
    claims: list[ClaimView]


@dataclass(slots=True)
class Notebook:
    """A proof, cell by cell. `loose` is what an edited proof claims that the item does not; `end` is the end of the run."""

    source: str
    cells: list[Cell]
    loose: list[ClaimView]
    end: ProofDone | None = None
    outside: list[Shown] = field(default_factory=list)

    def view(self, claim_id: str) -> ClaimView | None:
        """The claim with this id."""
        cells = [view for cell in self.cells for view in cell.claims]
        return next((view for view in [*cells, *self.loose] if view.claim.id == claim_id), None)

    def take(self, records: Iterable[Record]) -> None:
        """Take what a run has told."""
        for record in records:
            self._take(record)

    def _take(self, record: Record) -> None:
        if isinstance(record, ProofDone):
            self.end = record
            return
        view = self.view(record.claim)
        if view is None and record.claim:
            view = ClaimView(Claim(id=record.claim, says=record.claim, mutation=[]), "")
            self.loose.append(view)
        match record:
            case ClaimStarted() if view:
                view.running = True
            case ClaimDone() if view:
                view.running, view.done = False, record
            case Shown():
                (view.shown if view else self.outside).append(record)
            case Charted() if view:
                view.charts.append(read_chart(record.chart))

    @property
    def held(self) -> int:
        """How many claims held."""
        views = [view for cell in self.cells for view in cell.claims]
        return sum(view.done is not None and view.done.outcome is Outcome.HOLDS for view in views)

    @property
    def total(self) -> int:
        """How many claims the item makes."""
        return sum(len(cell.claims) for cell in self.cells)


def notebook(desk: Desk, source: str | None = None) -> Notebook | None:
    """The item's proof, or the learner's edit of it, before any run. None for an item without a proof."""
    if desk.folder.proof is None:
        return None
    original = desk.folder.proof.read_text(encoding="utf-8")
    views = {claim.id: ClaimView(claim, desk.ground.numbers[claim.id]) for claim in desk.folder.claims()}
    cells = []
    for title, body in _split(original):
        found = [views.pop(claim_id) for claim_id in CLAIM.findall(body) if claim_id in views]
        cells.append(Cell(title, body, found))
    if views and cells:
        cells[-1].claims.extend(views.values())
    return Notebook(source if source is not None else original, cells, [])


def _split(source: str) -> list[tuple[str, str]]:
    """The cells' titles and bodies; what stands before the first mark is a cell without a title."""
    parts = CELL.split(source)
    before = [("", parts[0].strip("\n"))] if parts[0].strip() else []
    return [*before, *zip(parts[1::2], (body.strip("\n") for body in parts[2::2]), strict=True)]
