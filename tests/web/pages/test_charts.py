import math
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hotseat.web.pages.charts import draw, read_chart
from hotseat.web.pages.charts.draw import describe
from hotseat.web.pages.charts.growth import growth
from hotseat.web.pages.charts.scale import Scale, measured, number, scale, tick_label
from hotseat.web.pages.charts.speed import speeds
from hotseat.web.pages.show import table

LINE = {
    "chart": "Memory <of> a slice",
    "kind": "line",
    "x": [1, 10, 100],
    "series": {"slice": [64, 140, 856], "list & more": [56, None, 900]},
    "low": {"slice": [60, 130, 800]},
    "high": {"slice": [70, 150, 900]},
    "x_label": "entries",
    "y_label": "bytes",
    "log_x": True,
    "log_y": False,
    "mark": {"a page": 50},
}


def parsed(told: dict[str, object]) -> ET.Element:
    """The image as a tree: it must be well-formed."""
    return ET.fromstring(draw(read_chart(told)))


def texts(image: ET.Element) -> list[str]:
    """Every text that is drawn."""
    return [element.text or "" for element in image.iter("text")]


def test_a_line_carries_its_name_its_axes_and_its_marks() -> None:
    found = texts(parsed(LINE))
    for wanted in ("slice", "list & more", "entries", "bytes", "a page"):
        assert wanted in found


def test_an_interval_is_drawn_and_a_gap_is_left_open() -> None:
    image = parsed(LINE)
    assert len(image.findall(".//polygon[@class='band']")) == 1
    lines = image.findall(".//polyline[@class='curve']")
    assert [len(line.attrib["points"].split()) for line in lines] == [3, 1, 1]


def test_nothing_in_an_image_needs_a_style_or_a_script() -> None:
    for kind in ("line", "points", "bars"):
        image = draw(read_chart({**LINE, "kind": kind}))
        assert "style=" not in image
        assert "<script" not in image
        assert "<of>" not in image


def test_bars_lie_so_that_their_names_can_be_read() -> None:
    told = {
        **LINE,
        "kind": "bars",
        "x": ["a list", "a set"],
        "series": {"ns": [12.0, 30.0]},
        "low": {"ns": [11.0, 20.0]},
        "high": {"ns": [13.0, 41.0]},
        "mark": {},
    }
    image = parsed(told)
    assert {"a list", "a set"} <= set(texts(image))
    widths = [float(bar.attrib["width"]) for bar in image.iter("rect")]
    assert widths[1] / widths[0] == pytest.approx(2.5, rel=0.02)
    assert len([path for path in image.iter("path") if path.attrib["class"] == "whisker"]) == 2


def test_the_description_says_in_words_what_is_drawn() -> None:
    told = describe(read_chart(LINE))
    assert "Memory <of> a slice. bytes by entries." in told
    assert "slice: 64 at 1, 856 at 100." in told
    assert "Marked: a page at 50." in told


def test_the_table_holds_every_number_and_its_interval() -> None:
    assert table(read_chart(LINE)) == {
        "headings": ["entries", "slice", "slice, low", "slice, high", "list & more"],
        "rows": [["1", "64", "60", "70", "56"], ["10", "140", "130", "150", "–"], ["100", "860", "800", "900", "900"]],
    }


@pytest.mark.parametrize("value", ["inf", "nan", None, True])
def test_what_is_no_finite_number_is_left_out(value: object) -> None:
    chart = read_chart({**LINE, "series": {"slice": [1, value, 3]}, "low": {}, "high": {}})
    assert list(chart.series[0].values) == [1, None, 3]
    draw(chart)


finite = st.floats(-1e12, 1e12, allow_nan=False)


@example(kind="line", rows=[(0.0, 5e-324)], log_x=False, log_y=True)
@example(kind="line", rows=[(0.0, 5e-324)], log_x=False, log_y=False)
@example(kind="line", rows=[(0.0, -1.7e308), (5e-324, 1.7e308)], log_x=True, log_y=False)
@given(
    kind=st.sampled_from(["line", "points", "bars"]),
    rows=st.lists(st.tuples(finite, st.none() | finite), max_size=12),
    log_x=st.booleans(),
    log_y=st.booleans(),
)
def test_every_chart_a_proof_can_emit_can_be_drawn(
    kind: str, rows: list[tuple[float, float | None]], log_x: bool, log_y: bool
) -> None:
    told = {
        "chart": "any",
        "kind": kind,
        "x": [x for x, _ in rows],
        "series": {"a": [y for _, y in rows]},
        "log_x": log_x,
        "log_y": log_y,
    }
    image = parsed(told)
    for found in re.findall(r"-?\d+\.?\d*", " ".join(line.attrib["points"] for line in image.iter("polyline"))):
        assert -1 <= float(found) <= 600


@given(st.lists(st.floats(1e-9, 1e12), min_size=1, max_size=20), st.booleans())
def test_a_scale_holds_all_its_values_and_its_ticks(values: list[float], log: bool) -> None:
    found = scale(values, 0, 100, log=log, zero=False, most=5)
    for value in values:
        assert -0.2 <= found.at(value) <= 100.2
    ticks = found.ticks(5)
    assert ticks == sorted(ticks)
    assert len(ticks) <= 15
    assert all(-0.2 <= found.at(tick) <= 100.2 for tick in ticks)


def test_a_logarithmic_scale_spaces_ratios_evenly() -> None:
    axis = Scale(1, 1000, 0, 300, log=True)
    assert [axis.at(value) for value in (1, 10, 100, 1000)] == [0, 100, 200, 300]
    assert axis.ticks(5) == [1, 10, 100, 1000]


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (12, "12"), (1234, "1,234"), (0.12345, "0.1235"), (1234567.8, "1,234,568"), (1e20, "1e20"), (0.00001, "1e-5")],
)
def test_a_number_has_four_significant_digits(value: float, shown: str) -> None:
    assert number(value) == shown


@pytest.mark.parametrize(("value", "shown"), [(1000, "1,000"), (20_000, "20k"), (3_000_000, "3M"), (2e9, "2G")])
def test_large_ticks_are_short(value: float, shown: str) -> None:
    assert tick_label(value) == shown


@pytest.mark.parametrize(
    ("value", "low", "high", "shown"),
    [
        (51.02, 46.4, 61.8, "51"),
        (51.02, 20.4, 71.9, "50"),
        (1.23456, 1.21, 1.26, "1.23"),
        (123_456, 100_000, 150_000, "120,000"),
        (5.1234, None, None, "5.123"),
        (2, 2, 2, "2"),
    ],
)
def test_a_measured_number_is_no_more_precise_than_its_interval(
    value: float, low: float | None, high: float | None, shown: str
) -> None:
    assert measured(value, low, high) == shown


def test_the_speeds_of_a_report_are_drawn_beside_what_was_asked_for() -> None:
    chart = speeds({"at_least": 5.0, "workloads": [{"name": "big", "ratio": 9.0, "low": 8.0, "high": 10.0}]})
    assert chart is not None
    assert chart.marks == (("asked for: 5×", 5.0),)
    assert chart.has_intervals
    assert speeds({}) is None
    assert math.isfinite(max(chart.all_values()))


def test_growth_is_drawn_beside_the_bound_through_its_first_point() -> None:
    rows = [[10, 0.003, 10.0], [20, 0.006, 20.0], [40, 0.018, 40.0]]
    time, steps = growth({"growth": {"bound": "n", "floor": 0.001, "seconds": rows, "steps": [[8, 50, 8.0], [16, 200, 16.0]]}})
    assert [one.values for one in time.series] == [(2.0, 5.0, pytest.approx(17.0)), (2.0, 4.0, 8.0)]
    assert [one.values for one in steps.series] == [(50.0, 200.0), (50.0, 100.0)]
    assert time.log_x
    assert time.log_y
    assert [*growth({}), *growth({"growth": {"bound": "n", "seconds": [], "steps": []}})] == []
