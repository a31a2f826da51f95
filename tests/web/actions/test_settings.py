from datetime import date

from hotseat.learner.settings import LearnerSettings
from hotseat.web import actions
from hotseat.web.records import models
from tests.web.actions.histories import ITEM, at

MINE = LearnerSettings(date(2026, 3, 2), date(2026, 5, 1), 45, frozenset({0, 2, 6}), {"cloud": 0.0, "web": 2.5})


def test_until_something_is_saved_the_plan_starts_with_the_first_attempt() -> None:
    assert actions.settings(date(2026, 3, 9)) == LearnerSettings(date(2026, 3, 9))
    actions.open_attempt(ITEM, now=at(0), seed=1)
    assert actions.settings(date(2026, 3, 9)) == LearnerSettings(date(2026, 3, 2))
    assert not actions.settings_saved()


def test_the_newest_settings_are_in_force() -> None:
    actions.save_settings(MINE, now=at(0))
    later = LearnerSettings(date(2026, 3, 2), None, 30)
    actions.save_settings(later, now=at(1))
    assert actions.settings(date(2026, 3, 9)) == later
    assert actions.settings_saved()


def test_settings_are_read_back_as_they_were_saved() -> None:
    actions.save_settings(MINE, now=at(0))
    assert actions.settings(date(2026, 3, 9)) == MINE


def test_saving_what_is_in_force_adds_nothing() -> None:
    actions.save_settings(MINE, now=at(0))
    actions.save_settings(MINE, now=at(1))
    assert models.SettingsChange.objects.count() == 1
