"""Bars that lie, so that their names can be read; the value stands at the end of each."""

from collections.abc import Iterator

from django.utils.html import escape

from hotseat.web.pages.charts.chart import Chart, Series
from hotseat.web.pages.charts.scale import Scale, measured, scale, tick_label

WIDTH = 560
TOP, BOTTOM = 40, 46
BAR, GAP = 20, 12
LETTER = 7.2
MOST_LETTERS = 26


def bars(chart: Chart) -> tuple[int, str]:
    """The image's height and its parts."""
    several = len(chart.series) > 1
    names = [_short(str(name)) for name in chart.x]
    longest = max([len(name) for name in names] + ([len(_short(one.name)) for one in chart.series] if several else []), default=4)
    left = min(200, 14 + longest * LETTER)
    group = BAR * len(chart.series) + GAP + (BAR if several else 0)
    height = round(TOP + BOTTOM + group * max(1, len(chart.x)))
    x = scale([*chart.all_values(), *(value for _, value in chart.marks)], left, WIDTH - 76, log=chart.log_y, zero=True, most=5)
    parts = [*_frame(chart, x, height)]
    for position, name in enumerate(names):
        top = TOP + position * group + GAP / 2
        if several:
            parts.append(f'<text class="tick strong" x="4" y="{top + 14}">{escape(name)}</text>')
            top += BAR
        for index, one in enumerate(chart.series):
            label = _short(one.name) if several else name
            parts += _bar(one, index, position, label, x, left, top + index * BAR)
    return height, "".join(parts)


def _frame(chart: Chart, x: Scale, height: int) -> Iterator[str]:
    floor = height - BOTTOM
    for value in x.ticks(5):
        at = x.at(value)
        yield f'<line class="grid" x1="{at}" x2="{at}" y1="{TOP}" y2="{floor}"/>'
        yield f'<text class="tick" x="{at}" y="{floor + 18}" text-anchor="middle">{escape(tick_label(value))}</text>'
    yield f'<text class="label" x="{x.end}" y="{height - 8}" text-anchor="end">{escape(chart.y_label)}</text>'
    for name, value in chart.marks:
        at = x.at(value)
        anchor, nudge = ("end", -5) if at > (x.start + x.end) / 2 else ("start", 5)
        yield f'<line class="mark" x1="{at}" x2="{at}" y1="{TOP - 14}" y2="{floor}"/>'
        yield f'<text class="mark-name" x="{at + nudge}" y="{TOP - 6}" text-anchor="{anchor}">{escape(name)}</text>'


def _bar(one: Series, index: int, position: int, label: str, x: Scale, left: float, top: float) -> Iterator[str]:
    value = one.values[position] if position < len(one.values) else None
    middle = top + BAR / 2
    yield f'<text class="tick" x="{left - 8}" y="{middle + 4}" text-anchor="end">{escape(label)}</text>'
    if value is None:
        yield f'<text class="tick" x="{left + 6}" y="{middle + 4}">no value</text>'
        return
    zero = x.at(x.low if x.log else min(max(0, x.low), x.high))
    start, end = sorted((zero, x.at(value)))
    width = max(1, round(end - start, 1))
    yield f'<g class="series series-{index % 6}"><rect class="bar" x="{start}" y="{top + 2}" width="{width}" height="{BAR - 4}"/>'
    low, high = one.bound(one.low, position), one.bound(one.high, position)
    reach = end
    if low is not None and high is not None:
        reach = max(end, x.at(high))
        ends = x.at(low), x.at(high)
        yield f'<path class="whisker" d="M{ends[0]} {middle - 4}v8M{ends[0]} {middle}H{ends[1]}M{ends[1]} {middle - 4}v8"/>'
    yield f'</g><text class="value" x="{reach + 6}" y="{middle + 4}">{escape(measured(value, low, high))}</text>'


def _short(name: str) -> str:
    return name if len(name) <= MOST_LETTERS else name[: MOST_LETTERS - 1] + "…"
