"""The measured growth of a report as charts: what was measured, and the bound through its first point."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hotseat.web.pages.charts.chart import Chart, read_chart


def growth(evidence: Mapping[str, Any]) -> Iterator[Chart]:
    """A chart of the processor time and one of the steps, on axes on which a power of the size is a straight line."""
    found = evidence.get("growth") or {}
    floor = found.get("floor") or 0.0
    times = [(size, (taken - floor) * 1000, limit) for size, taken, limit in found.get("seconds", ()) if taken > floor]
    for title, unit, rows in (("Processor time", "ms", times), ("Counted steps", "steps", found.get("steps", ()))):
        if len(rows) > 1:
            yield _chart(f"{title} as the input grows", unit, str(found.get("bound", "")), rows)


def _chart(title: str, unit: str, bound: str, rows: Sequence[tuple[float, float, float]]) -> Chart:
    (_, first, limit), *_ = rows
    return read_chart(
        {
            "chart": title,
            "kind": "line",
            "x": [size for size, _, _ in rows],
            "series": {
                "this submission": [cost for _, cost, _ in rows],
                f"as {bound} from the first point": [first * one / limit for _, _, one in rows],
            },
            "x_label": "size of the input",
            "y_label": unit,
            "log_x": True,
            "log_y": True,
        }
    )
