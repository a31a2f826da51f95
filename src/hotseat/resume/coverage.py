"""What an interviewer will certainly ask, and what nobody has answered yet."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import tzinfo

from hotseat.resume.ladder import AskedItem, Rung, ladder
from hotseat.resume.state import QUESTIONS, Line, Resume
from hotseat.resume.terms import Terms, Touched, touched
from hotseat.resume.traps import Traps


@dataclass(frozen=True, slots=True)
class Cover:
    """A line's row: which of the four are answered, which follow-ups, what it touches, whether it stands."""

    line: Line
    answered: tuple[bool, ...]
    touched: Touched
    rungs: tuple[Rung, ...]
    open_rungs: tuple[Rung, ...]
    stands: bool
    to_stand: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every examined line, and by leaf the lines that touch it, those of a list of skills too."""

    rows: tuple[Cover, ...]
    by_leaf: dict[str, tuple[Line, ...]]

    @property
    def standing(self) -> int:
        """How many lines stand."""
        return sum(row.stands for row in self.rows)

    @property
    def certain(self) -> tuple[tuple[Line, tuple[str, ...]], ...]:
        """What will certainly be asked and has no answer: by line, those of the four questions and what its words invite."""
        found = [(row.line, (*_missing(row.line), *_invited(row.open_rungs))) for row in self.rows]
        return tuple((line, asks) for line, asks in found if asks)


def _missing(line: Line) -> list[str]:
    return [question.ask for question in line.missing]


def _invited(rungs: Iterable[Rung]) -> list[str]:
    return [rung.ask for rung in rungs if rung.id.startswith("trap:")]


def coverage(
    resume: Resume, terms: Terms, traps: Traps, items: Iterable[AskedItem], title: Callable[[str], str], zone: tzinfo | None
) -> Coverage:
    """The coverage of a résumé. `zone` is where the learner's days begin and end."""
    known = tuple(items)
    rows = []
    by_leaf: dict[str, tuple[Line, ...]] = {}
    for line in resume.lines:
        for leaf in touched(line.text, line.chosen, terms).leaves:
            by_leaf[leaf] = (*by_leaf.get(leaf, ()), line)
    for line in resume.examined:
        found = touched(line.text, line.chosen, terms)
        rungs = ladder(line, terms, traps, known, title)
        held = line.held(zone)
        rows.append(
            Cover(
                line,
                tuple(question not in line.missing for question in QUESTIONS),
                found,
                rungs,
                tuple(rung for rung in rungs if rung.id not in held),
                line.stands(zone),
                line.to_stand(zone),
            )
        )
    return Coverage(tuple(rows), by_leaf)
