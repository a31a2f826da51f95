"""Which leaves a line touches: a reviewed list of terms, looked up. What is ambiguous is asked, never guessed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

_EDGE = r"[\w+#]"


@dataclass(frozen=True, slots=True)
class Found:
    """A term in a line: as the line writes it, and the term of the list. `start` and `end` are places in the text."""

    words: str
    term: str
    start: int
    end: int


class Lookup:
    """Finds terms in a text. A space in a term also stands for a hyphen; the longest term that fits a place is taken."""

    def __init__(self, terms: frozenset[str]) -> None:
        longest_first = sorted(terms, key=lambda term: (-len(term), term))
        pattern = "|".join(re.escape(term).replace(r"\ ", r"[ \-\u2010\u2011]") for term in longest_first)
        self._pattern = re.compile(f"(?<!{_EDGE})(?:{pattern})(?!{_EDGE})" if pattern else "(?!)", re.IGNORECASE)

    def find(self, text: str) -> tuple[Found, ...]:
        """Every term in the text, from left to right, none within another."""
        return tuple(
            Found(found[0], re.sub("[\u2010\u2011]", "-", found[0].lower()), found.start(), found.end())
            for found in self._pattern.finditer(text)
        )


@dataclass(frozen=True)
class Terms:
    """The list. `touches` has the leaves of a term, `asks` those of which a person says which is meant."""

    touches: Mapping[str, tuple[str, ...]]
    asks: Mapping[str, tuple[str, ...]]
    instead: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _lookup(self) -> Lookup:
        return Lookup(frozenset(self.touches) | frozenset(self.asks))

    @cached_property
    def _plain(self) -> Mapping[str, str]:
        """The term of the list by its form with hyphens as spaces."""
        return {term.replace("-", " "): term for term in (*self.touches, *self.asks)}

    def find(self, text: str) -> tuple[Found, ...]:
        """The terms in the text, each once, in the order in which they come."""
        found: dict[str, Found] = {}
        for one in self._lookup.find(text):
            term = self._plain[one.term.replace("-", " ")]
            found.setdefault(term, Found(one.words, term, one.start, one.end))
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Touched:
    """What a line touches: leaves by the term that says so, and the terms of which nobody has said what they mean yet."""

    leaves: Mapping[str, tuple[str, ...]]
    unclear: Mapping[str, tuple[str, ...]]


def touched(text: str, chosen: Mapping[str, str], terms: Terms) -> Touched:
    """The leaves that this text touches. `chosen` is what the learner said of ambiguous terms, "" for none of the leaves."""
    leaves: dict[str, tuple[str, ...]] = {}
    unclear: dict[str, tuple[str, ...]] = {}

    def add(leaf: str, words: str) -> None:
        if words not in leaves.get(leaf, ()):
            leaves[leaf] = (*leaves.get(leaf, ()), words)

    for found in terms.find(text):
        for leaf in terms.touches.get(found.term, ()):
            add(leaf, found.words)
        if found.term in terms.asks:
            meant = chosen.get(found.term)
            if meant is None:
                unclear[found.term] = terms.asks[found.term]
            elif meant in terms.asks[found.term]:
                add(meant, found.words)
    return Touched(leaves, unclear)
