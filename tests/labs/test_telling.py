"""A history as a picture and as a page."""

import re
import xml.etree.ElementTree as ET

from msgspec.structs import replace

from hotseat.core.report import CaseResult, Report
from hotseat.core.verdict import Verdict
from hotseat.labs.history import Call, Op
from hotseat.labs.telling.diagram import MOST, Arrow, Mark, diagram
from hotseat.labs.telling.page import page
from hotseat.labs.telling.svg import svg
from tests.labs.story import Story, payment

SVG = "{http://www.w3.org/2000/svg}"


def killed() -> Story:
    """A charge, a kill before its answer, a start, and the same request again."""
    story = Story()
    story.charge(proc="api.0", behaviour="hold after effect")
    waits = story.events[-1]
    assert isinstance(waits, Call)
    story.fault("kill", "a charge waits")
    story.events[-2] = replace(waits, ended=story.now + 0.5)
    story.create(code=0, why="reset")
    story.fault("start")
    story.create(got=payment())
    return story


def test_the_rows_are_what_happened_in_the_order_of_time() -> None:
    found = diagram(killed().history, [2])
    assert found.lanes == ("client", "api.0", "provider")
    assert [row.at for row in found.rows] == sorted(row.at for row in found.rows)
    told = [(row.source, row.target, row.lost) if isinstance(row, Arrow) else row.kind for row in found.rows]
    assert told == [
        ("api.0", "provider", False),
        "effect",
        "kill",
        ("provider", "api.0", True),
        ("client", "api.0", False),
        ("api.0", "client", True),
        "start",
        ("client", "api.0", False),
        ("api.0", "client", False),
    ]
    assert [row.strong for row in found.rows] == [True, True, False, True, *[False] * 5]


def test_a_process_is_dead_from_its_kill_to_its_start() -> None:
    found = diagram(killed().history, [2])
    kill, start = (next(row.at for row in found.rows if isinstance(row, Mark) and row.kind == kind) for kind in ("kill", "start"))
    assert found.dead == (("api.0", kill, start),)


def test_of_a_long_step_only_what_matters_is_shown() -> None:
    story = killed()
    for number in range(MOST):
        story.get(payment(number=number))
    found = diagram(story.history, [2])
    assert len(found.rows) == 5
    assert {row.kind for row in found.rows if isinstance(row, Mark)} == {"effect", "kill", "start"}


def test_the_drawing_is_whole_and_says_everything_once() -> None:
    drawn = svg(diagram(killed().history, [2])).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
    root = ET.fromstring(drawn)
    assert len(root.findall(f"{SVG}g")) == 9
    assert len([one for one in root.findall(f"{SVG}rect") if one.get("class") == "dead"]) == 1
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for line in root.iter(f"{SVG}line"):
        assert 0 <= float(line.attrib["x1"]) <= width
        assert 0 <= float(line.attrib["y2"]) <= height


def test_what_a_service_said_cannot_become_part_of_the_page() -> None:
    story = Story()
    bad = "<script>alert(1)</script>"
    story.events.append(Op(step="1", call=bad, began=1.0, ended=2.0, code=0, why=bad, proc=bad, given={"reference": bad}))
    drawn = svg(diagram(story.history, [2]))
    evidence = {
        "seed": 1,
        "stage": 1,
        "quick": True,
        "landed": {bad: 1},
        "load": [],
        "counter_example": {"says": bad, "invariant": "P1", "clause": bad, "events": []},
    }
    report = Report("x", Verdict.WRONG_ANSWER, bad, (CaseResult(bad, Verdict.WRONG_ANSWER, message=bad),), evidence=evidence)
    made = page(report, bad, drawn)
    assert "<script" not in made
    assert made.count("&lt;script&gt;") >= 6
    assert not re.search(r"https?://", made)
