"""What a proof's chart says, read from the values that it emitted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

type Values = tuple[float | None, ...]

LARGEST, SMALLEST = 1e300, 1e-300
"""Between them a number can be doubled, halved and divided by a scale's length."""


@dataclass(frozen=True, slots=True)
class Series:
    """One named quantity over x, with an interval around it where one was measured."""

    name: str
    values: Values
    low: Values = ()
    high: Values = ()

    def bound(self, which: Values, index: int) -> float | None:
        """The interval's end at one x, None where there is none."""
        return which[index] if which else None


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart. `x` are numbers, or names for bars and categories; values that are no finite number are None."""

    title: str
    kind: str
    x: tuple[float | str, ...]
    series: tuple[Series, ...]
    x_label: str
    y_label: str
    log_x: bool = False
    log_y: bool = False
    marks: tuple[tuple[str, float], ...] = ()

    @property
    def named(self) -> bool:
        """Whether x are names rather than numbers."""
        return any(isinstance(value, str) for value in self.x)

    @property
    def has_intervals(self) -> bool:
        """Whether any series carries an interval."""
        return any(one.low or one.high for one in self.series)

    def all_values(self) -> list[float]:
        """Every value and every end of an interval."""
        columns = [column for one in self.series for column in (one.values, one.low, one.high)]
        return [value for column in columns for value in column if value is not None]


def read_chart(told: Mapping[str, Any]) -> Chart:
    """The chart that `hotseat.proof.evidence.chart` emitted. A proof can be edited: what does not fit is left out."""
    low, high = told.get("low") or {}, told.get("high") or {}
    return Chart(
        title=str(told.get("chart", "")),
        kind=str(told.get("kind", "line")),
        x=tuple(value if isinstance(value, str) else _finite(value) or 0.0 for value in told.get("x") or ()),
        series=tuple(
            Series(str(name), _values(values), _values(low.get(name)), _values(high.get(name)))
            for name, values in (told.get("series") or {}).items()
        ),
        x_label=str(told.get("x_label", "")),
        y_label=str(told.get("y_label", "")),
        log_x=bool(told.get("log_x")),
        log_y=bool(told.get("log_y")),
        marks=tuple(
            (str(name), place) for name, value in (told.get("mark") or {}).items() if (place := _finite(value)) is not None
        ),
    )


def _values(values: Sequence[Any] | None) -> Values:
    return tuple(_finite(value) for value in values or ())


def _finite(value: Any) -> float | None:
    """The number as it can be drawn, None for what is none or too large. Below what a float holds exactly it is zero."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= LARGEST:
        return None
    return float(value) if abs(value) >= SMALLEST else 0.0
