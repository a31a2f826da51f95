"""From numbers to places on an axis, and the round numbers that label it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps `low`..`high` onto the pixels `start`..`end`, evenly or by powers of ten."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def at(self, value: float) -> float:
        """The pixel of a value. On a log axis values below the lowest are drawn at it."""
        if self.log:
            low, high, value = math.log10(self.low), math.log10(self.high), math.log10(max(value, self.low))
        else:
            low, high = self.low, self.high
        share = (value - low) / (high - low)
        return round(self.start + share * (self.end - self.start), 1)

    def ticks(self, most: int) -> list[float]:
        """Round numbers within the range, at most about `most`."""
        return _powers(self.low, self.high, most) if self.log else _steps(self.low, self.high, most)


def scale(values: Iterable[float], start: float, end: float, *, log: bool, zero: bool, most: int) -> Scale:
    """A scale that holds all values, from round number to round number. `zero` puts zero on it, but for a log axis."""
    found = [value for value in values if value > 0 or not log]
    if not found:
        return Scale(1, 10, start, end, log) if log else Scale(0, 1, start, end)
    low, high = min(found), max(found)
    if log:
        return Scale(*_decade_edges(low, high), start, end, log=True)
    if zero:
        low, high = min(low, 0), max(high, 0)
    if low == high:
        low, high = low - abs(low or 1) / 2, high + abs(high or 1) / 2
    step = _step(low, high, most)
    return Scale(math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, start, end)


def number(value: float) -> str:
    """A number as an axis or a table shows it: four significant digits, thousands apart, small ones without zeros at the end."""
    if value == 0:
        return "0"
    size = abs(value)
    if size >= 1e15 or size < 1e-4:
        return f"{value:.3g}".replace("e-0", "e-").replace("e+", "e")
    if size >= 1000 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.4g}"


def measured(value: float, low: float | None, high: float | None) -> str:
    """A number no more precise than its interval: the last digit shown is the first that half the interval can change."""
    if low is None or high is None or not high > low:
        return number(value)
    decimals = -math.floor(math.log10((high - low) / 2))
    return number(round(value, decimals)) if decimals <= 0 else f"{value:,.{min(decimals, 12)}f}"


def tick_label(value: float) -> str:
    """A number beside an axis: large ones with k, M or G."""
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size and (abs(value) >= 1e4 or size > 1e3):
            return f"{value / size:.4g}{letter}"
    return number(value)


def _step(low: float, high: float, most: int) -> float:
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= rough - 1e-12 * rough)


def _steps(low: float, high: float, most: int) -> list[float]:
    step = _step(low, high, most)
    first = math.ceil(low / step - 1e-9)
    return [round(n * step, 12) for n in range(first, math.floor(high / step + 1e-9) + 1)]


def _decade_edges(low: float, high: float) -> tuple[float, float]:
    """Edges at 1, 2 or 5 times a power of ten, at least a factor of two apart."""
    below = max(edge for edge in _edges(low) if edge <= low * 1.000001)
    above = min(edge for edge in _edges(high) if edge >= high * 0.999999)
    return (below, above) if above > below else (below / 2, above * 2)


def _edges(value: float) -> list[float]:
    power = 10.0 ** math.floor(math.log10(value))
    return [power * step for step in (0.5, 1, 2, 5, 10, 20)]


def _powers(low: float, high: float, most: int) -> list[float]:
    decades = math.log10(high) - math.log10(low)
    if decades < 1.2:
        steps: tuple[float, ...] = (1, 2, 3, 5, 7)
    elif decades < most / 2:
        steps = (1, 2, 5)
    else:
        steps = (1,)
    stride = max(1, math.ceil(decades / most)) if steps == (1,) else 1
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    found = [step * 10.0**power for power in range(first, last + 1, stride) for step in steps]
    return [value for value in found if low * 0.999999 <= value <= high * 1.000001]
