"""Template filters: how values are shown to a person."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from hotseat.core.attempt import Rating
from hotseat.core.submission import Submission
from hotseat.core.verdict import Verdict
from hotseat.learner.mastery import Standing
from hotseat.learner.words import MONTHS, past_day
from hotseat.proof.claims import Outcome
from hotseat.rubric.rubric import Criterion, Misconception
from hotseat.web.pages import clock
from hotseat.web.pages.charts import draw
from hotseat.web.pages.charts.chart import Chart
from hotseat.web.pages.charts.growth import growth
from hotseat.web.pages.charts.scale import measured, number
from hotseat.web.pages.charts.speed import speeds
from hotseat.web.pages.listing import highlighted
from hotseat.web.pages.prose import Ground, prose

register = template.Library()

ADDRESS = re.compile(r"(https?://[^\s,;)]+)")

VERDICTS = {
    Verdict.ACCEPTED: ("✓", "Accepted", "good"),
    Verdict.WRONG_ANSWER: ("✗", "Wrong answer", "bad"),
    Verdict.TIME_LIMIT: ("✗", "Time limit", "bad"),
    Verdict.MEMORY_LIMIT: ("✗", "Memory limit", "bad"),
    Verdict.OUTPUT_LIMIT: ("✗", "Output limit", "bad"),
    Verdict.CRASHED: ("✗", "Crashed", "bad"),
    Verdict.INCONCLUSIVE: ("≈", "Inconclusive", "open"),
    Verdict.JUDGE_ERROR: ("!", "Judge error", "open"),
}
OUTCOMES = {
    Outcome.HOLDS: ("✓", "holds", "good"),
    Outcome.FAILS: ("✗", "fails", "bad"),
    Outcome.INCONCLUSIVE: ("≈", "inconclusive", "open"),
    Outcome.UNSHOWN: ("–", "cannot be shown here", "open"),
}
STANDINGS = {
    Standing.SHOWN: ("●", "shown", "shown"),
    Standing.SHAKY: ("◐", "shaky", "shaky"),
    Standing.NOT_YET: ("○", "not yet", "not-yet"),
}
KINDS = {"explain": "Explain", "predict": "Predict", "code": "Code", "optimize": "Optimize", "lab": "Lab"}
RATINGS = {Rating.AGAIN: "Again", Rating.HARD: "Hard", Rating.GOOD: "Good", Rating.EASY: "Easy"}
LANGUAGES = {".py": "python", ".sql": "sql", ".toml": "toml", ".md": "markdown", ".json": "json", ".yaml": "yaml", ".yml": "yaml"}


@register.filter
def sign(value: Verdict | Outcome | Standing) -> dict[str, str]:
    """The sign, words and tone of a verdict, an outcome or a standing."""
    # A verdict and an outcome can be the same word, so each kind has a table of its own.
    match value:
        case Verdict():
            mark, words, tone = VERDICTS[value]
        case Outcome():
            mark, words, tone = OUTCOMES[value]
        case Standing():
            mark, words, tone = STANDINGS[value]
    return {"mark": mark, "words": words, "tone": tone}


@register.filter(name="prose")
def as_prose(text: str, ground: Ground | None = None) -> SafeString:
    """Markdown as HTML, with the marks of what it stands on."""
    return prose(text, ground)


@register.filter
def inline(text: str, ground: Ground | None = None) -> SafeString:
    """One paragraph of Markdown without its paragraph element, for lists and labels."""
    return mark_safe(prose(text, ground).strip().removeprefix("<p>").removesuffix("</p>").replace("</p>\n<p>", " "))  # noqa: S308


@register.filter
def ticked(text: str) -> SafeString:
    """Plain text in which `so` is code, and nothing else means anything: `__init__` and `*args` stay as they are."""
    return mark_safe(re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text)))  # noqa: S308


@register.filter
def code(text: str, name: str = "python") -> SafeString:
    """A program, highlighted by its file's name or its language."""
    suffix = name[name.rfind(".") :] if "." in name else ""
    return highlighted(text, LANGUAGES.get(suffix, "text") if suffix else name)


@register.filter
def kind(name: str) -> str:
    """The kind as a word at the start of a line."""
    return KINDS.get(name, name)


@register.filter
def rating(value: Rating | None) -> str:
    """The rating as a word."""
    return RATINGS[value] if value is not None else ""


@register.filter
def day(value: date | datetime) -> str:
    """A day near or past: today, yesterday, Tuesday, 3 May; with the year where it is not this one."""
    return past_day(_local(value), clock.now().date())


@register.filter
def calendar_day(value: date | datetime) -> str:
    """A day with its weekday: Tue 3 May."""
    local = _local(value)
    return f"{('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')[local.weekday()]} {local.day} {MONTHS[local.month - 1][:3]}"


@register.filter
def moment(value: datetime) -> str:
    """The day and the time: "today 14:05"."""
    return f"{day(value)} {value.astimezone():%H:%M}"


@register.filter
def from_now(value: date | datetime) -> str:
    """When something comes back: "tomorrow", "in 6 days", "in 3 months"."""
    days = (_local(value) - clock.now().date()).days
    if days <= 0:
        return "today"
    if days == 1:
        return "tomorrow"
    if days < 60:
        return f"in {days} days"
    return f"in about {round(days / 30.4)} months"


@register.filter
def clock_time(seconds: float) -> str:
    """Seconds as minutes and seconds: "1:05"."""
    whole = timedelta(seconds=int(seconds))
    return f"{whole.seconds // 60}:{whole.seconds % 60:02}"


@register.filter
def duration(seconds: float) -> str:
    """How long something ran, no more precise than it matters: "8 ms", "1.2 s"."""
    if seconds < 0.0005:
        return "under 1 ms"
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


@register.filter
def figure(value: object) -> str:
    """A measured value: numbers with four significant digits, lists joined, everything else as it is."""
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, int):
        return f"{value:,}" if abs(value) < 10**15 else number(value)
    if isinstance(value, float):
        return number(value)
    if isinstance(value, list):
        return ", ".join(figure(entry) for entry in value)
    return str(value)


@register.filter(name="draw")
def drawn(chart: Chart) -> SafeString:
    """The chart as an image."""
    return draw(chart)


@register.filter
def table(chart: Chart) -> dict[str, Any]:
    """The chart's numbers: the headings, and a row for each x."""
    headings = [chart.x_label or "x"]
    for one in chart.series:
        headings += [one.name, f"{one.name}, low", f"{one.name}, high"] if one.low and one.high else [one.name]
    rows = []
    for index, x in enumerate(chart.x):
        row = [x if isinstance(x, str) else number(x)]
        for one in chart.series:
            low, high = one.bound(one.low, index), one.bound(one.high, index)
            row.append(_cell(one.values[index], low, high))
            if one.low and one.high:
                row += [_cell(low, low, high), _cell(high, low, high)]
        rows.append(row)
    return {"headings": headings, "rows": rows}


@register.filter
def stands_on(value: Criterion | Misconception, ground: Ground) -> SafeString:
    """The marks of the claims and sources that a criterion or a misconception's answer stands on."""
    if isinstance(value, Misconception):
        return inline(f"[{value.answered_by}]", ground)
    return inline("".join([*(f"[{one}]" for one in value.claims), *(f"[source: {one}]" for one in value.sources)]), ground)


@register.filter
def texts(submission: Submission | None) -> list[tuple[str, str]]:
    """The submission's files as texts, what is not UTF-8 shown as escapes."""
    return [(path, data.decode("utf-8", "backslashreplace")) for path, data in (submission.files.items() if submission else ())]


@register.filter
def marked(criterion: str, marks: Mapping[str, bool]) -> bool:
    """Whether the learner found the criterion in their own answer."""
    return marks.get(criterion, False)


@register.filter
def letter(letters: Mapping[str, str], source: str) -> str:
    """The letter of a source."""
    return letters[source]


@register.filter
def linked(source: str) -> SafeString:
    """A source's text with its web address as a link that tells the other side nothing about this page."""
    parts = ADDRESS.split(source)
    shown = [
        format_html('<a href="{0}" rel="noreferrer noopener" target="_blank">{0}</a>', part) if index % 2 else escape(part)
        for index, part in enumerate(parts)
    ]
    return mark_safe("".join(shown))  # noqa: S308 - each part is escaped


@register.filter
def measured_charts(evidence: dict[str, Any]) -> list[Chart]:
    """The charts of a report's measurements: of speed, or of growth."""
    return [chart for chart in (speeds(evidence), *growth(evidence)) if chart is not None]


@register.filter
def short_title(title: str) -> str:
    """An area's title without what the roadmap says about its weight in parentheses."""
    return title.partition(" (")[0]


@register.filter
def plural(count: int, words: str) -> str:
    """The count with its noun: `3|plural:"item,items"`."""
    one, many = words.split(",")
    return f"{count} {one if count == 1 else many}"


def _cell(value: float | None, low: float | None, high: float | None) -> str:
    return "–" if value is None else measured(value, low, high)


def _local(value: date | datetime) -> date:
    return value.astimezone().date() if isinstance(value, datetime) else value


@register.filter
def words(shown: Mapping[str, str]) -> str:
    """The words of a sign: `verdict|sign|words`."""
    return shown["words"]


@register.filter
def words_of(text: str) -> list[str]:
    """The words of a text, to loop over."""
    return text.split()
