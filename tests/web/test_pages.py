"""Today, Map, Plan, History and Settings, as they are written for the learner."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client

from hotseat.core.attempt import Rating
from hotseat.learner.settings import LearnerSettings
from hotseat.web import actions
from hotseat.web.home import Home
from hotseat.web.pages import clock
from hotseat.web.running import tools
from tests.web.curriculum import STORY

MONDAY = datetime(2026, 3, 2, 18, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", MONDAY.astimezone)


def rated(item: str = STORY, days_ago: int = 0, rating: Rating = Rating.GOOD) -> str:
    """An attempt at an item that was given up and rated."""
    then = MONDAY - timedelta(days=days_ago)
    attempt = actions.open_attempt(item, now=then, seed=1)
    actions.give_up(attempt.id, now=then)
    actions.rate(attempt.id, rating, now=then)
    return attempt.id


def test_the_first_day_offers_the_first_thing_and_says_why(learner: Client) -> None:
    text = learner.get("/").text
    assert "Start" in text
    assert "What does a slice of a list copy?" in text
    assert "Week 1" in text
    assert "No date is set" in text
    assert "%" not in text.split("<main")[1].replace("viewBox", ""), "readiness is never a percentage"


def test_today_fits_the_minutes_that_there_are(learner: Client) -> None:
    assert "A list as a default" in learner.get("/", {"minutes": "6"}).text
    assert "How do you mentor juniors" not in learner.get("/", {"minutes": "6"}).text
    assert "Nothing more for today" in learner.get("/", {"minutes": "0"}).text


def test_what_is_due_comes_first(learner: Client) -> None:
    actions.save_settings(LearnerSettings((MONDAY - timedelta(days=20)).date()), now=MONDAY)
    rated(STORY, days_ago=15)
    card = learner.get("/").text.split("next-best")[1]
    assert "How do you mentor juniors?" in card.split("Then")[0]
    assert "Due since" in card


def test_the_days_to_the_interview_are_counted(learner: Client) -> None:
    actions.save_settings(LearnerSettings(MONDAY.date(), (MONDAY + timedelta(days=10)).date()), now=MONDAY)
    text = learner.get("/").text
    assert "<strong>10</strong> days left, until Thu 12 Mar" in text


def test_an_item_that_cannot_be_read_is_said_and_the_others_are_shown(
    learner: Client, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    broken = tmp_path / "content"
    shutil.copytree(small, broken)
    (broken / "items/algorithms/adding/item.toml").write_text("format_version = ")
    monkeypatch.setenv("HOTSEAT_CONTENT", str(broken))
    tools.curriculum.cache_clear()
    text = learner.get("/").text
    assert "1 item cannot be read" in text
    assert "algorithms/adding" in text
    assert "What does a slice of a list copy?" in text
    answer = learner.get("/items/algorithms/adding/")
    assert answer.status_code == 500
    assert "Everything you did is kept" in answer.text


def test_the_map_has_every_area_and_leaf_with_its_standing_in_words(learner: Client) -> None:
    text = learner.get("/map/").text
    assert text.count('<section class="area"') == 10
    assert text.count('<span class="visually-hidden">not yet: </span>') == 115
    assert "<strong>115</strong> not yet" in text


def test_a_leaf_says_what_its_judgement_rests_on(learner: Client) -> None:
    attempt = rated()
    text = learner.get("/map/leadership.mentoring/").text
    assert f"/attempts/{attempt}/" in text
    assert "Not yet" in text


def test_unknown_things_are_said_to_be_unknown_with_what_is_near(learner: Client) -> None:
    answer = learner.get("/items/core-python/copy/")
    assert answer.status_code == 404
    assert "Did you mean core-python/copies" in answer.text
    assert learner.get("/map/nowhere.at-all/").status_code == 404
    assert learner.get("/attempts/nonsense/").status_code == 404
    assert "There is no such page" in learner.get("/nowhere").text


def test_the_plan_names_items_on_days_until_the_end(learner: Client) -> None:
    text = learner.get("/plan/").text
    assert "Six weeks, until Mon 13 Apr" in text
    assert "Mon 2 Mar" in text
    assert "Add two numbers" in text
    assert "leaves have no item yet" in text


def test_work_that_does_not_fit_is_listed(learner: Client) -> None:
    actions.save_settings(LearnerSettings(MONDAY.date(), (MONDAY + timedelta(days=2)).date(), 5), now=MONDAY)
    text = learner.get("/plan/").text
    assert "What does not fit" in text
    assert "Sum squares faster" in text


def test_a_plan_without_days_says_what_to_do(learner: Client) -> None:
    actions.save_settings(LearnerSettings((MONDAY - timedelta(days=9)).date(), MONDAY.date()), now=MONDAY)
    assert "No day of study is left" in learner.get("/plan/").text


def test_an_empty_history_says_what_will_stand_there(learner: Client) -> None:
    text = learner.get("/history/").text
    assert "will stand here" in text
    assert "Start with the first item" in text


def test_the_history_has_every_attempt_newest_first(learner: Client) -> None:
    older, newer = rated(days_ago=3), rated()
    text = learner.get("/history/").text
    assert text.index(newer) < text.index(older)
    assert "asked for the answer" in text
    assert "Good" in text


def test_an_export_is_a_file_that_comes_back_in(learner: Client) -> None:
    rated()
    answer = learner.get("/history/export")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="hotseat-2026-03-02.jsonl"'
    body = answer.content
    text = learner.post("/history/import", {"file": SimpleUploadedFile("mine.jsonl", body)}).text
    assert "0 attempts are new, 0 gained something, 1 were here already." in text


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"\x89PNG\r\n", "no Hotseat export"),
        (b'{"format": "hotseat-export", "format_version": 1}\n' + b"\n" * 100_000 + b"\xff\n", "not UTF-8"),
        (b"hello\n", "no Hotseat export"),
        (b'{"format": "hotseat-export", "format_version": 9}\n', "format 9"),
    ],
)
def test_a_file_that_is_no_export_is_refused_and_changes_nothing(learner: Client, body: bytes, why: str) -> None:
    rated()
    answer = learner.post("/history/import", {"file": SimpleUploadedFile("x", body)})
    assert answer.status_code == 409
    assert why in answer.text
    assert "Nothing was imported" in answer.text
    assert len(actions.attempts()) == 1


def test_choosing_no_file_is_said(learner: Client) -> None:
    assert "No file was chosen" in learner.post("/history/import").text


def test_settings_are_saved_and_shown(learner: Client) -> None:
    form = {
        "interview_date": "2026-05-01",
        "started_on": "2026-03-02",
        "minutes_per_day": "45",
        "weekday": ["0", "6"],
        "weight-cloud": "0",
    }
    assert learner.post("/settings/", form).status_code == 303
    assert actions.settings(MONDAY.date()) == LearnerSettings(
        MONDAY.date(), datetime(2026, 5, 1, tzinfo=UTC).date(), 45, frozenset({0, 6}), {"cloud": 0.0}
    )
    assert 'value="2026-05-01"' in learner.get("/settings/").text


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"minutes_per_day": "many"}, "is no number"),
        ({"minutes_per_day": "3"}, "is not 5 to 600"),
        ({"interview_date": "soon"}, "is no date"),
        ({"interview_date": "2020-01-01"}, "is not after the start"),
        ({"weekday": []}, "No day of the week is chosen"),
        ({"weight-cloud": "99"}, "not 0 to 10"),
        ({"minutes_per_day": "nan"}, "is no number"),
    ],
)
def test_settings_that_cannot_be_kept_are_explained(learner: Client, form: dict[str, object], why: str) -> None:
    answer = learner.post("/settings/", {"minutes_per_day": "45", "weekday": ["0"], "started_on": "2026-03-02"} | form)
    assert answer.status_code == 400
    assert why in answer.text.replace("&#x27;", "'")
    assert not actions.settings_saved()


def test_the_theme_is_kept_in_the_browser(learner: Client) -> None:
    learner.post("/settings/theme", {"theme": "dark"})
    assert '<html lang="en" data-theme="dark">' in learner.get("/").text
    learner.post("/settings/theme", {"theme": "pink"})
    assert 'data-theme="dark"' in learner.get("/").text


def test_a_full_disk_is_a_page_with_a_sentence(learner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("hotseat.web.records.models.Attempt.objects.create", full)
    answer = learner.post("/items/core-python/copies/open")
    assert answer.status_code == 507
    assert "the disk is full. Everything saved before is kept. Free some space" in answer.text


def test_a_defect_is_admitted_without_its_innards(
    learner: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def defect(*_: object) -> None:
        raise ZeroDivisionError("inner secrets")

    monkeypatch.setattr("hotseat.web.plan.views.learner_now", defect)
    answer = learner.get("/plan/")
    assert answer.status_code == 500
    assert "a defect of Hotseat" in answer.text
    assert "inner secrets" not in answer.text
    assert "ZeroDivisionError" in caplog.text


def test_opening_an_item_again_goes_on_where_it_was_left(learner: Client, home: Home) -> None:
    first = learner.post("/items/core-python/copies/open")["Location"]
    assert learner.post("/items/core-python/copies/open")["Location"] == first
    assert learner.post("/items/core-python/copies/open", {"test_out": "1"})["Location"] != first
