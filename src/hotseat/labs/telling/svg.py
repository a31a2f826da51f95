"""Draws a diagram as SVG. Colours come from the page's CSS, so that dark and light need one drawing."""

from html import escape

from hotseat.labs.telling.diagram import Arrow, Diagram, Mark

LEFT, TOP, ROW, LANE = 80, 56, 30, 230
HEAD = 7
LETTER = 6.4
"""About how wide a letter of the text is, in user units."""


def svg(picture: Diagram) -> str:
    """The drawing, with a title for those who do not see it."""
    x = {lane: LEFT + 40 + number * LANE for number, lane in enumerate(picture.lanes)}
    width = LEFT + 80 + (len(picture.lanes) - 1) * LANE + 170
    height = TOP + ROW * (len(picture.rows) + 1)
    y = {id(row): TOP + ROW * (number + 1) for number, row in enumerate(picture.rows)}
    parts = [
        f'<svg class="space-time" viewBox="0 0 {width} {height}" width="{width}" role="img" aria-labelledby="space-time-title">',
        '<title id="space-time-title">What went between the client, the processes and the provider, in order of time</title>',
    ]
    for lane, since, until in picture.dead:
        rows = [y[id(row)] for row in picture.rows if since <= row.at <= until]
        if rows:
            parts.append(
                f'<rect class="dead" x="{x[lane] - 9}" y="{min(rows)}" width="18" height="{max(rows) - min(rows) or ROW}"/>'
            )
    for lane, at in x.items():
        parts.append(f'<text class="lane" x="{at}" y="{TOP - 24}" text-anchor="middle">{escape(lane)}</text>')
        parts.append(f'<line class="life" x1="{at}" y1="{TOP - 12}" x2="{at}" y2="{height - 8}"/>')
    for row in picture.rows:
        parts.append(f'<text class="time" x="{LEFT - 8}" y="{y[id(row)] + 4}" text-anchor="end">{row.at:.3f} s</text>')
        parts.append(_arrow(row, x, y[id(row)]) if isinstance(row, Arrow) else _mark(row, x[row.lane], y[id(row)]))
    return "\n".join([*parts, "</svg>"])


def _arrow(row: Arrow, x: dict[str, int], y: int) -> str:
    start, end = x[row.source], x[row.target]
    way = 1 if end > start else -1
    if row.lost:
        end = start + (end - start) // 2
        tip = f'<path class="tip" d="M{end - 5} {y - 5} L{end + 5} {y + 5} M{end - 5} {y + 5} L{end + 5} {y - 5}"/>'
    else:
        tip = f'<path class="tip" d="M{end - way * HEAD} {y - 4} L{end} {y} L{end - way * HEAD} {y + 4}"/>'
    kind = "arrow strong" if row.strong else "arrow"
    text = _cut(row.text, abs(x[row.target] - start) - 24)
    # A word about a way stands at its beginning: in the middle it would lie on a lane that the arrow crosses.
    at, anchor = start + way * 12, "start" if way > 0 else "end"
    label = f'<text x="{at}" y="{y - 5}" text-anchor="{anchor}">{escape(text)}</text>'
    return f'<g class="{kind}"><line x1="{start}" y1="{y}" x2="{end}" y2="{y}"/>{tip}{label}</g>'


def _mark(row: Mark, x: int, y: int) -> str:
    kind = f"mark {row.kind} strong" if row.strong else f"mark {row.kind}"
    shape = (
        f'<path d="M{x - 6} {y - 6} L{x + 6} {y + 6} M{x - 6} {y + 6} L{x + 6} {y - 6}"/>'
        if row.kind == "kill"
        else f'<circle cx="{x}" cy="{y}" r="5"/>'
    )
    return f'<g class="{kind}">{shape}<text x="{x + 12}" y="{y + 4}">{escape(_cut(row.text, 160))}</text></g>'


def _cut(text: str, width: int) -> str:
    most = max(8, int(width / LETTER))
    return text if len(text) <= most else f"{text[: most - 1]}…"
