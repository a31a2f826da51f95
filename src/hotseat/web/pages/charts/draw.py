"""A chart as one SVG image; colours, fonts and themes come from the stylesheet by class."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from hotseat.web.pages.charts.bars import bars
from hotseat.web.pages.charts.chart import Chart
from hotseat.web.pages.charts.curves import curves
from hotseat.web.pages.charts.scale import number


def draw(chart: Chart) -> SafeString:
    """The image. Its description says in words what it shows; the numbers stand in a table behind it."""
    height, body = bars(chart) if chart.kind == "bars" else curves(chart)
    return mark_safe(  # noqa: S308 - every text in it is escaped
        f'<svg class="chart" viewBox="0 0 560 {height}" role="img" aria-label="{escape(describe(chart))}">{body}</svg>'
    )


def describe(chart: Chart) -> str:
    """The chart in a sentence for each series."""
    sentences = [f"{chart.title}. {chart.y_label} by {chart.x_label}." if chart.x_label else f"{chart.title}. {chart.y_label}."]
    for one in chart.series:
        known = [(x, value) for x, value in zip(chart.x, one.values, strict=False) if value is not None]
        if not known:
            sentences.append(f"{one.name}: no value.")
            continue
        (first_x, first), (last_x, last) = known[0], known[-1]
        sentences.append(f"{one.name}: {number(first)} at {_x(first_x)}, {number(last)} at {_x(last_x)}.")
    sentences += [f"Marked: {name} at {number(value)}." for name, value in chart.marks]
    return " ".join(sentences)


def _x(value: float | str) -> str:
    return value if isinstance(value, str) else number(value)
