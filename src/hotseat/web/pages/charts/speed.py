"""The measurements of an `optimize` report as a chart."""

from collections.abc import Mapping
from typing import Any

from hotseat.web.pages.charts.chart import Chart, read_chart


def speeds(evidence: Mapping[str, Any]) -> Chart | None:
    """How many times as fast the submission was on each workload, beside what was asked for. None without measurements."""
    workloads = evidence.get("workloads") or []
    if not workloads:
        return None
    name = "this submission"
    return read_chart(
        {
            "chart": "Speed against the baseline",
            "kind": "bars",
            "x": [str(one["name"]) for one in workloads],
            "series": {name: [one["ratio"] for one in workloads]},
            "low": {name: [one["low"] for one in workloads]},
            "high": {name: [one["high"] for one in workloads]},
            "x_label": "workload",
            "y_label": "times as fast (baseline = 1), with 99 % interval",
            "mark": {f"asked for: {evidence.get('at_least', 0):g}×": evidence.get("at_least", 0)},
        }
    )
