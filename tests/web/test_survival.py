"""What the screen confirmed is there after SIGKILL, and what was being judged gets its report."""

import json
import os
import re
import shutil
import signal
import time
from pathlib import Path

import pytest

from hotseat.jail import processes
from tests.processes import deepest, wait_until
from tests.web.curriculum import CODE
from tests.web.server import App

SLOW = "import time\n\n\ndef add(a, b):\n    time.sleep(1.2)\n    return a + b\n"


def open_item(app: App, item: str) -> str:
    """The path of a new attempt's page."""
    return str(app.post(f"/items/{item}/open").headers["Location"])


def attempts(app: App) -> list[dict[str, object]]:
    """Every attempt, as an export has it."""
    lines = app.request("GET", "/history/export").text.splitlines()
    return [json.loads(line)["attempt"] for line in lines if line.startswith('{"attempt"')]


def test_a_submission_that_was_being_judged_gets_its_report_after_sigkill(app: App) -> None:
    app.log_in()
    page = open_item(app, "algorithms/adding")
    assert app.post(f"{page}submit", {"text": SLOW}).status == 303
    assert "Waiting for the judge" in app.request("GET", page).text
    app.kill()
    app.start()
    app.log_in()
    wait_until(lambda: "report" in attempts(app)[0], 30)
    page_now = app.request("GET", page).text
    assert "Accepted" in page_now
    assert "All 3 cases are right" in page_now


@pytest.mark.parametrize("victim", ["the zygote", "what holds the zygote", "the app"])
def test_whoever_is_killed_under_load_nothing_is_lost_and_nothing_is_left_running(
    tmp_path: Path, small_content: Path, victim: str
) -> None:
    content = tmp_path / "content"
    shutil.copytree(small_content, content)
    items = copies(content / "items" / "algorithms", "adding", 5)
    with App(tmp_path / "home", content) as app:
        app.log_in()
        pages = [open_item(app, item) for item in items]
        for page in pages:
            assert app.post(f"{page}submit", {"text": SLOW}).status == 303
        wait_until(lambda: len(processes.tree(app.process.pid)) > 5)
        below = processes.tree(app.process.pid)[1:]
        holder, zygote = below[0], deepest(below[0])
        if victim == "the app":
            app.kill()
            app.start()
            app.log_in()
        else:
            os.kill(zygote if victim == "the zygote" else holder, signal.SIGKILL)
        wait_until(lambda: all("report" in attempt for attempt in attempts(app)), 120)
        assert [app.request("GET", page).text.count("All 3 cases are right") for page in pages] == [1] * len(pages)
        app.stop()
        wait_until(lambda: all(processes.ended(pid) for pid in below))


def copies(area: Path, name: str, count: int) -> list[str]:
    """More items like this one, beside it; their ids."""
    for number in range(count):
        shutil.copytree(area / name, area / f"{name}-{number}")
        path = area / f"{name}-{number}" / "item.toml"
        path.write_text(path.read_text().replace(CODE, f"00000000-0000-4000-9000-00000000000{number}"))
    return [f"{area.name}/{name}-{number}" for number in range(count)]


def test_an_orderly_end_while_judging_records_nothing_and_judges_at_the_next_start(app: App) -> None:
    app.log_in()
    page = open_item(app, "algorithms/adding")
    app.post(f"{page}submit", {"text": SLOW})
    begin = time.monotonic()
    code, errors = app.stop()
    assert (code, errors) == (0, "")
    assert time.monotonic() - begin < 8
    app.start()
    app.log_in()
    wait_until(lambda: "report" in attempts(app)[0], 30)
    assert "Accepted" in app.request("GET", page).text


@pytest.mark.parametrize(
    ("item", "step", "form", "kept"),
    [
        ("core-python/copies", "draft", {"path": "answer.md", "text": "half a thought"}, "half a thought"),
        ("core-python/copies", "answer", {"text": "a whole thought"}, "a whole thought"),
        ("core-python/defaults", "predict", {"path": "prediction.txt", "text": "[1]\n[1, 2]"}, "As you predicted"),
        ("algorithms/adding", "draft", {"path": "solution.py", "text": "def add(a, b): return b + a"}, "return b + a"),
        ("algorithms/adding", "hint", {}, "There is an operator"),
        ("leadership/mentoring", "give-up", {}, "You asked for the answer"),
    ],
)
def test_every_step_that_was_answered_is_there_after_sigkill(
    app: App, item: str, step: str, form: dict[str, str], kept: str
) -> None:
    app.log_in()
    page = open_item(app, item)
    assert app.post(page + step, form).status in (204, 303)
    app.kill()
    app.start()
    app.log_in()
    assert kept in app.request("GET", page).text


def test_settings_and_ratings_are_there_after_sigkill(app: App) -> None:
    app.log_in()
    page = open_item(app, "leadership/mentoring")
    app.post(f"{page}answer", {"text": "I gave her the incident."})
    assert app.post(f"{page}rate", {"rating": "2"}).status == 303
    assert app.post("/settings/", {"minutes_per_day": "35", "weekday": "2"}).status == 303
    app.kill()
    app.start()
    app.log_in()
    assert "Rated hard" in app.request("GET", page).text
    assert re.search(r'name="minutes_per_day"[^>]*value="35"', app.request("GET", "/settings/").text)
