"""Words of a line that invite a hard question."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from hotseat.resume.terms import Lookup

PERCENTAGE = re.compile(r"(?<![\d.,])\d+(?:[.,]\d+)?\s?%|\bper ?cent\b", re.IGNORECASE)
BASE = re.compile(
    r"\bfrom\b.{0,60}\bto\b|→|->|\bof (?:all|the|our|its|\d)|\bcompared (?:to|with)\b|\bbaseline\b|\d\s*/\s*\d", re.IGNORECASE
)
TIMES = re.compile(
    r"(?<![\d.,])\d+(?:[.,]\d+)?\s?(?:x|×)(?!\w)|\b(?:two|three|four|five|ten)fold\b|\b(?:doubled|tripled|halved)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Trap:
    """A way of saying things. `because` is what it claims, `ask` what an interviewer says next."""

    id: str
    terms: tuple[str, ...]
    because: str
    ask: str


@dataclass(frozen=True, slots=True)
class Sprung:
    """A trap in a line, and the line's own words."""

    trap: Trap
    words: str


NO_BASE = Trap(
    "no-base",
    (),
    "A percentage without its base can be any size.",
    "Of what, from which number to which, and measured over which time?",
)
NO_MEASURE = Trap(
    "no-measure",
    (),
    "A factor without its base can be any size.",
    "From which number to which, measured with which load, and how often was it repeated?",
)


@dataclass(frozen=True)
class Traps:
    """The list of traps."""

    traps: tuple[Trap, ...]

    @cached_property
    def _by_term(self) -> Mapping[str, Trap]:
        return {term.replace("-", " "): trap for trap in self.traps for term in trap.terms}

    @cached_property
    def _lookup(self) -> Lookup:
        return Lookup(frozenset(self._by_term))

    def find(self, text: str) -> tuple[Sprung, ...]:
        """The traps in this text, each once, in the order in which they come; numbers without a base last."""
        found: dict[str, Sprung] = {}
        for one in self._lookup.find(text):
            trap = self._by_term[one.term.replace("-", " ")]
            found.setdefault(trap.id, Sprung(trap, one.words))
        if not BASE.search(text):
            for pattern, trap in ((PERCENTAGE, NO_BASE), (TIMES, NO_MEASURE)):
                if number := pattern.search(text):
                    found[trap.id] = Sprung(trap, number[0])
        return tuple(found.values())
