"""Lines and points over an axis of numbers or of names."""

from collections.abc import Iterator

from django.utils.html import escape

from hotseat.web.pages.charts.chart import Chart, Series
from hotseat.web.pages.charts.scale import Scale, scale, tick_label

WIDTH, HEIGHT = 560, 340
TOP, BOTTOM, LEFT = 44, 48, 52
LETTER = 7.2
"""About how wide a letter is, in the units of the image."""
LINE = 17
MANY = 60
"""From so many points on a line is drawn without its points."""


def curves(chart: Chart) -> tuple[int, str]:
    """The image's height and its parts."""
    longest = max((len(one.name) for one in chart.series), default=0)
    right = WIDTH - (min(190, 16 + longest * LETTER) if len(chart.series) > 1 else 16)
    values = chart.all_values()
    small = bool(values) and min(values) >= 0 and min(values) < 0.6 * max(values)
    y = scale(values, HEIGHT - BOTTOM, TOP, log=chart.log_y, zero=small, most=5)
    x, places = _x_axis(chart, right)
    parts = [*_frame(chart, x, y, places, right)]
    for index, one in enumerate(chart.series):
        parts += _series(chart, one, index, places, y)
    parts += _names(chart, places, y, right)
    return HEIGHT, "".join(parts)


def _x_axis(chart: Chart, right: float) -> tuple[Scale | None, list[float]]:
    """The scale (None for names) and the pixel of each x."""
    if chart.named:
        step = (right - LEFT) / max(1, len(chart.x))
        return None, [round(LEFT + (index + 0.5) * step, 1) for index in range(len(chart.x))]
    numbers = [value for value in chart.x if not isinstance(value, str)]
    marked = [value for _, value in chart.marks]
    edges = [value for value in [*numbers, *marked] if value > 0 or not chart.log_x] or [1, 10]
    low, high = min(edges), max(edges)
    if low == high:
        low, high = (low / 2, high * 2) if chart.log_x else (low - 1, high + 1)
    axis = Scale(low, high, LEFT + 8, right - 8, chart.log_x)
    return axis, [axis.at(value) for value in numbers]


def _frame(chart: Chart, x: Scale | None, y: Scale, places: list[float], right: float) -> Iterator[str]:
    for value in y.ticks(5):
        at = y.at(value)
        yield f'<line class="grid" x1="{LEFT}" x2="{right}" y1="{at}" y2="{at}"/>'
        yield f'<text class="tick" x="{LEFT - 6}" y="{at + 4}" text-anchor="end">{escape(tick_label(value))}</text>'
    floor = HEIGHT - BOTTOM
    yield f'<line class="axis" x1="{LEFT}" x2="{right}" y1="{floor}" y2="{floor}"/>'
    labels = (
        [(x.at(value), tick_label(value)) for value in x.ticks(max(3, int((right - LEFT) // 70)))]
        if x
        else [(at, str(name)) for at, name in zip(places, chart.x, strict=True)]
    )
    for at, label in labels:
        yield f'<line class="axis" x1="{at}" x2="{at}" y1="{floor}" y2="{floor + 5}"/>'
        yield f'<text class="tick" x="{at}" y="{floor + 19}" text-anchor="middle">{escape(label)}</text>'
    yield f'<text class="label" x="{right}" y="{HEIGHT - 8}" text-anchor="end">{escape(chart.x_label)}</text>'
    yield f'<text class="label" x="4" y="16">{escape(chart.y_label)}</text>'
    for name, value in chart.marks:
        if x is not None:
            at = x.at(value)
            anchor = "end" if at > (LEFT + right) / 2 else "start"
            nudge = -5 if anchor == "end" else 5
            yield f'<line class="mark" x1="{at}" x2="{at}" y1="{TOP - 12}" y2="{floor}"/>'
            yield f'<text class="mark-name" x="{at + nudge}" y="{TOP - 4}" text-anchor="{anchor}">{escape(name)}</text>'


def _series(chart: Chart, one: Series, index: int, places: list[float], y: Scale) -> Iterator[str]:
    points = [(at, y.at(value)) if _drawable(value, y) else None for at, value in zip(places, _known(one), strict=False)]
    yield f'<g class="series series-{index % 6}">'
    yield from _intervals(chart, one, places, y)
    if chart.kind == "line":
        for run in _runs(points):
            path = " ".join(f"{at},{height}" for at, height in run)
            yield f'<polyline class="curve" points="{path}"/>'
    if chart.kind == "points" or len(places) <= MANY:
        yield from (_dot(index, *point) for point in points if point is not None)
    yield "</g>"


def _known(one: Series) -> list[float]:
    """The values, what is missing as NaN."""
    return [float("nan") if value is None else value for value in one.values]


def _drawable(value: float, y: Scale) -> bool:
    return value == value and (value > 0 or not y.log)  # noqa: PLR0124 - NaN is not itself


def _runs(points: list[tuple[float, float] | None]) -> Iterator[list[tuple[float, float]]]:
    """Stretches without a gap."""
    run: list[tuple[float, float]] = []
    for point in [*points, None]:
        if point is not None:
            run.append(point)
        elif run:
            yield run
            run = []


def _intervals(chart: Chart, one: Series, places: list[float], y: Scale) -> Iterator[str]:
    ends = [(at, one.bound(one.low, i), one.bound(one.high, i)) for i, at in enumerate(places) if i < len(one.values)]
    known = [(at, y.at(low), y.at(high)) for at, low, high in ends if low is not None and high is not None]
    if not known:
        return
    if chart.kind == "line" and len(known) > 2:
        outline = [f"{at},{low}" for at, low, _ in known] + [f"{at},{high}" for at, _, high in reversed(known)]
        yield f'<polygon class="band" points="{" ".join(outline)}"/>'
        return
    for at, low, high in known:
        yield f'<path class="whisker" d="M{at - 4} {low}h8M{at} {low}V{high}M{at - 4} {high}h8"/>'


def _dot(index: int, at: float, height: float) -> str:
    """A mark of the series' own shape, so that colour is never the only difference."""
    shapes = (
        "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0",
        "M-4 -4h8v8h-8z",
        "M0 -5L5 4H-5z",
        "M0 -5L5 0L0 5L-5 0z",
        "M-5 -4h10L0 5z",
        "M-5 0h10M0 -5v10",
    )
    return f'<path class="dot" transform="translate({at} {height})" d="{shapes[index % 6]}"/>'


def _names(chart: Chart, places: list[float], y: Scale, right: float) -> Iterator[str]:
    """Each series' name at the end of its line, moved apart where two would touch."""
    if len(chart.series) < 2:
        return
    ends: list[tuple[float, int, str]] = []
    for index, one in enumerate(chart.series):
        heights = [y.at(value) for value in _known(one)[: len(places)] if _drawable(value, y)]
        if heights:
            ends.append((heights[-1], index, one.name))
    placed: list[float] = []
    for height, _, _ in sorted(ends):
        placed.append(max(height, placed[-1] + LINE) if placed else height)
    over = max(0.0, placed[-1] - (HEIGHT - BOTTOM)) if placed else 0.0
    for place, (_, index, name) in zip(placed, sorted(ends), strict=True):
        yield f'<text class="name series-{index % 6}" x="{right + 8}" y="{round(place - over + 4, 1)}">{escape(name)}</text>'
