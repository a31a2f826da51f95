"""What a proof measured here, recorded under the claim that is being decided."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

type Emit = Callable[[dict[str, Any]], None]

MAX_POINTS = 2000
"""Points a chart may have over all its series; a person cannot see more, and the page must stay light."""


def _nowhere(record: dict[str, Any]) -> None:
    """A proof that is imported by hand records nothing."""


_emits: list[Emit] = [_nowhere]


def record_with(emit: Emit) -> None:
    """Send every later record to `emit`. The runner calls this; a proof never does."""
    _emits[0] = emit


def show(label: str, value: object, unit: str = "") -> None:
    """Show one measured value beside the claim: a number, a short text or a flat list of them."""
    _emits[0]({"shown": label, "value": _plain(value), "unit": unit})


def chart(
    title: str,
    x: Sequence[float | str],
    series: Mapping[str, Sequence[float | None]],
    *,
    x_label: str,
    y_label: str,
    kind: str = "line",
    log_x: bool = False,
    log_y: bool = False,
    low: Mapping[str, Sequence[float | None]] | None = None,
    high: Mapping[str, Sequence[float | None]] | None = None,
    mark: Mapping[str, float] | None = None,
) -> None:
    """Plot series over x; the numbers are also shown as a table.

    `kind` is "line", "points" or "bars" (then x are names). `low` and `high` draw an interval around a series of the
    same name; `mark` draws named vertical lines (a crossover, a limit). Labels name the quantity and its unit.
    Raises `ValueError` for lengths that differ, an unknown kind or too many points.
    """
    bounds = {"low": dict(low or {}), "high": dict(high or {})}
    for name, values in [*series.items(), *bounds["low"].items(), *bounds["high"].items()]:
        if len(values) != len(x):
            raise ValueError(f"Series {name!r} of chart {title!r} has {len(values)} values for {len(x)} x.")
    if kind not in ("line", "points", "bars"):
        raise ValueError(f"A chart's kind is line, points or bars, not {kind!r}.")
    if len(x) * len(series) > MAX_POINTS:
        raise ValueError(f"Chart {title!r} has {len(x) * len(series)} points; {MAX_POINTS} is the most. Thin them out.")
    _emits[0](
        {
            "chart": title,
            "kind": kind,
            "x": [_plain(value) for value in x],
            "series": _plain_series(series),
            "low": _plain_series(bounds["low"]),
            "high": _plain_series(bounds["high"]),
            "x_label": x_label,
            "y_label": y_label,
            "log_x": log_x,
            "log_y": log_y,
            "mark": dict(mark or {}),
        }
    )


def _plain_series(series: Mapping[str, Sequence[float | None]]) -> dict[str, list[Any]]:
    return {name: [_plain(value) for value in values] for name, values in series.items()}


def _plain(value: object) -> Any:
    """The value as JSON can carry it; what JSON cannot is shown as its `str`, shortened."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value[:200]]
    return str(value)[:2000]
