"""The page that invites to fool the judge: with a small corpus, through the real judge."""

import re
from pathlib import Path

import pytest
from django.test import Client

from hotseat.web.fool import views
from hotseat.web.running import attacking
from tests.web.curriculum import CONTENT
from tests.web.server import App

RIGHT = (CONTENT / "attacks" / "d04_good.py").read_text()


@pytest.fixture(autouse=True)
def _no_earlier_run() -> None:
    attacking._runs.clear()


def page(app: App) -> str:
    return app.request("GET", "/fool/").text


def followed(app: App) -> str:
    """The events of the run that is under way, to its end."""
    found = re.search(r'sse-connect="(/fool/runs/\w+/events)"', page(app))
    assert found
    return app.request("GET", found[1]).text


def test_the_real_judge_is_attacked_and_says_what_came_of_it(app: App) -> None:
    app.log_in()
    before = page(app)
    assert "3 known attacks" in before
    assert before.count("not run yet") == 3
    app.post("/fool/run")
    events = followed(app)
    assert events.count("event: attack") == 3
    assert events.endswith("event: end\ndata: done\n\n")
    after = page(app)
    assert "3 of 3 handed in, 3 with a permitted verdict." in after
    assert "fooled the judge.</strong>" not in after


def test_an_accepted_program_is_kept_with_the_command_that_refutes_it(app: App, tmp_path: Path) -> None:
    app.log_in()
    app.post("/fool/try", {"text": RIGHT})
    followed(app)
    (kept,) = (tmp_path / "home" / "attacks").glob("*.py")
    assert f"hotseat item refute algorithms/two-sum {kept}" in page(app)
    assert kept.read_text() == RIGHT
    app.post("/fool/try", {"text": "def two_sum(nums, target):\n    return [0, 0]\n"})
    followed(app)
    assert "The judge held." in page(app)


def test_nothing_is_no_attack(learner: Client) -> None:
    assert "There is no attack yet." in learner.post("/fool/try", {"text": " \n"}).text
    assert attacking.newest(own=True) is None


def test_what_is_too_long_is_refused(learner: Client) -> None:
    assert "Nothing was run." in learner.post("/fool/try", {"text": "#" * 1_000_001}).text


def test_a_curriculum_without_attacks_says_so(learner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "read_attacks", lambda root: iter(()))
    assert "no folder <code>attacks</code>" in learner.get("/fool/").text


def test_a_run_can_be_stopped(learner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(attacking.run_attacks), "enqueue", lambda self, run_id: None)
    learner.post("/fool/run")
    run = attacking.newest(own=False)
    assert run is not None
    assert learner.post(f"/fool/runs/{run.id}/stop").status_code == 303
    attacking.run_attacks.func(run.id)
    assert "You stopped the run." in learner.get("/fool/").text
