"""Where a résumé stands at one moment: its coverage, and the memory of its lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from pathlib import Path

from hotseat.core.attempt import Rating
from hotseat.curriculum import Curriculum
from hotseat.curriculum.resume_files import read_terms, read_traps
from hotseat.curriculum.roadmap_file import read_roadmap
from hotseat.learner.memory import Card, remember_reviews
from hotseat.resume.coverage import Cover, Coverage, coverage
from hotseat.resume.ladder import AskedItem, Rung
from hotseat.resume.sections import Section
from hotseat.resume.state import Line, Resume
from hotseat.resume.terms import Terms
from hotseat.resume.traps import Sprung, Traps


@cache
def _read(root: Path) -> tuple[Terms, Traps]:
    """The lists of a content folder, read once a process as the curriculum is. Raises `Unreadable`."""
    return read_terms(root, read_roadmap(root / "roadmap.toml")), read_traps(root)


@dataclass(frozen=True)
class Desk:
    """What a résumé is examined with, read from the curriculum once."""

    curriculum: Curriculum

    @cached_property
    def terms(self) -> Terms:
        """Terms and the leaves that they touch. Raises `Unreadable`."""
        return _read(self.curriculum.root)[0]

    @cached_property
    def traps(self) -> Traps:
        """Words that invite a question. Raises `Unreadable`."""
        return _read(self.curriculum.root)[1]

    @cached_property
    def items(self) -> tuple[AskedItem, ...]:
        """The questions of the curriculum, by what they are primarily about."""
        folders = self.curriculum.folders.values()
        return tuple(
            AskedItem(folder.item.id, folder.item.title, folder.item.covers[0]) for folder in folders if folder.item.covers
        )

    def title(self, leaf: str) -> str:
        """The leaf's title."""
        return self.curriculum.roadmap.leaf(leaf).title

    def at(self, resume: Resume, now: datetime) -> "Standing":
        """The résumé as it stands at this moment."""
        return Standing(resume, coverage(resume, self.terms, self.traps, self.items, self.title, now.tzinfo), self.traps, now)


@dataclass(frozen=True)
class Standing:
    """A résumé at one moment."""

    resume: Resume
    coverage: Coverage
    traps: Traps
    now: datetime

    @cached_property
    def cards(self) -> Mapping[str, Card]:
        """The memory of the lines that were examined, by line."""
        cards = {line.id: card_of(line) for line in self.resume.examined}
        return {line: card for line, card in cards.items() if card is not None}

    @property
    def due(self) -> tuple[Cover, ...]:
        """The lines that come back today, the longest due first."""
        today = self.now.date()
        due = [row for row in self.coverage.rows if row.line.id in self.cards and self.back(row.line) <= today]
        return tuple(sorted(due, key=lambda row: self.cards[row.line.id].due))

    @property
    def next(self) -> Cover | None:
        """The line to take now: one that comes back, else the first that does not stand and was not examined today."""
        fresh = [row for row in self.coverage.rows if not row.stands and not self._met_today(row.line)]
        # What somebody did is asked about before what they say of themselves.
        fresh.sort(key=lambda row: row.line.section is Section.SUMMARY)
        started = [row for row in fresh if row.line.answers]
        return next(iter((*self.due, *started, *fresh)), None)

    def back(self, line: Line) -> date:
        """The day on which this line comes back, in the learner's own time."""
        return self.cards[line.id].due.astimezone(self.now.tzinfo).date()

    def row(self, line_id: str) -> Cover | None:
        """The coverage of this line."""
        return next((row for row in self.coverage.rows if row.line.id == line_id), None)

    def sprung(self, line: Line) -> tuple[Sprung, ...]:
        """The traps in this line's words."""
        return self.traps.find(line.text)

    def ask_now(self, row: Cover) -> Rung | None:
        """The follow-up to ask now: the first that was never answered, else the one that was answered longest ago."""
        if row.open_rungs:
            return row.open_rungs[0]
        return min(row.rungs, key=lambda rung: row.line.follow_ups[rung.id][-1].at, default=None)

    def _met_today(self, line: Line) -> bool:
        last = line.reviews[-1].at if line.reviews else None
        return last is not None and last.astimezone(self.now.tzinfo).date() == self.now.date()


def card_of(line: Line) -> Card | None:
    """The line's memory: each answer to a follow-up is a review, as an item's attempts are."""
    return remember_reviews((one.at, Rating(one.rating)) for one in line.reviews)
