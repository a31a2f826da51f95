"""resume/terms.toml and resume/traps.toml: what the words of a résumé lead to."""

from pathlib import Path

from hotseat.core.roadmap import Roadmap
from hotseat.curriculum.reading import Strict, Unreadable, read_toml, require_version
from hotseat.resume.terms import Terms
from hotseat.resume.traps import Trap, Traps


class TouchesTable(Strict):
    """One `[[touches]]`: terms that mean one leaf."""

    leaf: str
    terms: list[str]


class AsksTable(Strict):
    """One `[[asks]]`: terms that may mean each of these leaves."""

    terms: list[str]
    leaves: list[str]


class TermsFile(Strict):
    """The keys of terms.toml."""

    format_version: int
    touches: list[TouchesTable]
    asks: list[AsksTable]
    instead: dict[str, str]


class TrapTable(Strict):
    """One `[[trap]]`."""

    id: str
    terms: list[str]
    because: str
    ask: str


class TrapsFile(Strict):
    """The keys of traps.toml."""

    format_version: int
    trap: list[TrapTable]


def read_terms(root: Path, roadmap: Roadmap) -> Terms:
    """The terms of this content folder. Raises `Unreadable`, also for a leaf that the roadmap does not have."""
    path = root / "resume" / "terms.toml"
    file = read_toml(path, TermsFile)
    require_version(path, file.format_version)
    known = {leaf.id for leaf in roadmap.leaves}
    touches: dict[str, tuple[str, ...]] = {}
    for one in file.touches:
        for term in one.terms:
            touches[term] = (*touches.get(term, ()), one.leaf)
    asks = {term: tuple(ask.leaves) for ask in file.asks for term in ask.terms}
    if unknown := sorted({leaf for leaves in (*touches.values(), *asks.values()) for leaf in leaves} - known):
        raise Unreadable(str(path), f"The roadmap has no leaf {', '.join(unknown)}.", "Correct the name.")
    return Terms(touches, asks, file.instead)


def read_traps(root: Path) -> Traps:
    """The traps of this content folder. Raises `Unreadable`."""
    path = root / "resume" / "traps.toml"
    file = read_toml(path, TrapsFile)
    require_version(path, file.format_version)
    return Traps(tuple(Trap(one.id, tuple(one.terms), one.because, one.ask) for one in file.trap))
