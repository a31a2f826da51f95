"""Closed questions whose truth is computed by running the item's own proof.

A probe is drawn with a seed: its parameters are chosen, its text filled in. The learner's answer arrives as text, one
per field, and is read and compared here; what is true comes from the proof and is passed in.
"""

import math
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

FORMS = ("integer", "number", "integers", "choice", "choices", "line")
"""integer, number: one figure. integers: one per label. choice: one of the options. choices: every option that holds.
line: one line of text, exactly."""

type Truth = int | float | str | Sequence[int] | Sequence[str]


class UnreadableAnswer(ValueError):
    """The answer does not have the probe's form. The text says what form it wants."""


class UnfitTruth(ValueError):
    """The proof computed something that the probe's form cannot hold: the item is wrong, not the learner."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A closed question tied to a criterion.

    `answer` names the function of proof.py (marked `@probe`) that computes the truth for the drawn parameters.
    `tolerance` is how far a figure may be off: absolute, or relative to the truth (0.25: a quarter) when
    `relative`. `explain` is shown afterwards: why the truth is what it is.
    """

    id: str
    ask: str
    form: str
    answer: str
    parameters: Mapping[str, tuple[int | float | str, ...]] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    tolerance: float = 0.0
    relative: bool = False
    explain: str = ""

    def draw(self, seed: int) -> "DrawnProbe":
        """The probe as it is asked in the attempt that has this seed. The same seed draws the same question."""
        chance = random.Random(f"{seed}:{self.id}")
        values = {name: chance.choice(choices) for name, choices in sorted(self.parameters.items())}
        options = list(self.options)
        chance.shuffle(options)
        ask = re.sub(r"\{(\w+)\}", lambda found: str(values.get(found[1], found[0])), self.ask)
        return DrawnProbe(self, values, ask, tuple(options))


@dataclass(frozen=True, slots=True)
class DrawnProbe:
    """A probe with its parameters chosen. `options` are in the order in which they are offered."""

    probe: Probe
    values: Mapping[str, int | float | str]
    ask: str
    options: tuple[str, ...]

    def holds(self, answer: Sequence[str], truth: Truth) -> bool:
        """Whether the answer is right, given the truth. Raises `UnreadableAnswer` or `UnfitTruth`."""
        if self.probe.form == "line":
            return _one(answer).rstrip() == self._line(truth).rstrip()
        if self.probe.form == "choice":
            return _one(answer) == self._options([truth])[0]
        if self.probe.form == "choices":
            return set(answer) == set(self._options(truth))
        figures = self._figures(truth)
        read = [_figure(text, whole=self.probe.form != "number") for text in answer]
        if len(read) != len(figures):
            raise UnreadableAnswer(f"This question wants {_count(len(figures), 'figure')}; {len(read)} came.")
        return all(self._near(got, figure) for got, figure in zip(read, figures, strict=True))

    def _line(self, truth: Truth) -> str:
        if not isinstance(truth, (str, int, float)) or "\n" in str(truth).rstrip():
            raise UnfitTruth(f"{self.probe.id}: the proof says {truth!r}, but the probe wants one line of text.")
        return str(truth)

    def _options(self, truth: object) -> list[str]:
        """The truth as options. What crosses from the proof as JSON may be anything."""
        if not isinstance(truth, (list, tuple, set, frozenset)) or not all(one in self.probe.options for one in truth):
            raise UnfitTruth(f"{self.probe.id}: the proof says {truth!r}, but the probe wants {' or '.join(self.probe.options)}.")
        return list(truth)

    def _figures(self, truth: Truth) -> list[int | float]:
        figures = list(truth) if isinstance(truth, (list, tuple)) else [truth]
        wanted = len(self.probe.labels) if self.probe.form == "integers" else 1
        fitting = [one for one in figures if isinstance(one, (int, float)) and self._fits(one)]
        if len(figures) != wanted or len(fitting) != wanted:
            raise UnfitTruth(f"{self.probe.id}: the proof says {truth!r}, but the probe wants {_count(wanted, 'figure')}.")
        return fitting

    def _fits(self, figure: int | float) -> bool:
        """Whether an answer can hit the figure. A bool is a claim, not a count, and no whole number hits 2.5 exactly."""
        if isinstance(figure, int):
            return not isinstance(figure, bool)
        return math.isfinite(figure) and (self.probe.form == "number" or self.probe.tolerance > 0 or figure.is_integer())

    def _near(self, got: int | float, truth: int | float) -> bool:
        """Whether the figure is within the tolerance: exactly so, but for the last bits of a fraction computed in binary."""
        if isinstance(got, float) and not math.isfinite(got):
            return False
        size = abs(Fraction(truth))
        allowed = Fraction(str(self.probe.tolerance)) * (size if self.probe.relative else 1)
        noise = size * Fraction("1e-15") if self.probe.form == "number" else 0
        return abs(Fraction(got) - Fraction(truth)) <= allowed + noise


_GROUPED = re.compile(r"[+-]?\d{1,3}([,_ \u00a0\u202f])\d{3}(\1\d{3})*(\.\d+)?")


def _one(answer: Sequence[str]) -> str:
    if len(answer) != 1:
        raise UnreadableAnswer(f"This question wants one answer; {len(answer)} came.")
    return answer[0]


def _figure(text: str, *, whole: bool) -> int | float:
    """The figure in the text. Separators count only between thousands: "1,5" is read by nobody as 15."""
    cleaned = text.strip()
    if _GROUPED.fullmatch(cleaned):
        cleaned = re.sub(r"[,_ \u00a0\u202f]", "", cleaned)
    try:
        return int(cleaned) if whole else float(cleaned)
    except ValueError:
        kind, example = ("whole number", "1234") if whole else ("number", "1234.5")
        raise UnreadableAnswer(f"{text[:40]!r} is not a {kind}. Write it like {example}.") from None


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
