"""The cross-examination of a line: what an interviewer asks after the four questions, rung by rung."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from hotseat.resume.state import Line
from hotseat.resume.terms import Terms, Touched, touched
from hotseat.resume.traps import Traps


@dataclass(frozen=True, slots=True)
class Rung:
    """A follow-up. `because` says what in the line calls for it; `item` is the id of the item whose question it is, or ""."""

    id: str
    ask: str
    because: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True)
class AskedItem:
    """An item's question. `leaf` is its primary leaf."""

    id: str
    title: str
    leaf: str


def ladder(line: Line, terms: Terms, traps: Traps, items: Iterable[AskedItem], title: Callable[[str], str]) -> tuple[Rung, ...]:
    """The rungs, from what is always asked to what this line's own words invite. `title` names a leaf."""
    found = touched(line.text, line.chosen, terms)
    rungs = [
        *_alternatives(line, terms),
        Rung("broke", "What broke, when was it noticed, and by whom?"),
        Rung("measured", "How was it measured, and how much of the change was yours?"),
        Rung("part", "What was your own part, and what did others do?"),
        Rung("ten-times", "At ten times the scale: what breaks first, and what would you change?"),
    ]
    rungs += [
        Rung(
            f"trap:{sprung.trap.id}",
            sprung.trap.ask,
            f"“{sprung.words}”: {sprung.trap.because[0].lower()}{sprung.trap.because[1:]}",
        )
        for sprung in traps.find(line.text)
    ]
    return (*rungs, *_items(found, items, title))


def _alternatives(line: Line, terms: Terms) -> list[Rung]:
    """Why not the obvious alternative: of each thing that has one in the list, else of the approach as a whole."""
    named = [(one.term, one.words) for one in terms.find(line.text) if one.term in terms.instead]
    if not named:
        return [Rung("alternative", "Why not the obvious alternative, and which one is that?")]
    return [
        Rung(f"alternative:{term}", f"Why {words}, and not {terms.instead[term]}?", f"“{words}” is a choice.")
        for term, words in named
    ]


def _items(found: Touched, items: Iterable[AskedItem], title: Callable[[str], str]) -> list[Rung]:
    return [
        Rung(f"item:{item.id}", item.title, f"“{found.leaves[item.leaf][0]}” leads to {title(item.leaf)}.", item.id)
        for item in items
        if item.leaf in found.leaves
    ]
