from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotseat.learner.settings import LearnerSettings, SettingsRefused

from .world import MONDAY, patiently


def test_only_a_start_is_needed() -> None:
    settings = LearnerSettings(MONDAY)
    assert (settings.minutes_per_day, sorted(settings.weekdays), settings.interview_date) == (60, [0, 1, 2, 3, 4], None)


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"interview_date": MONDAY}, "interview_date", "not after the start"),
        ({"interview_date": MONDAY + timedelta(days=400)}, "interview_date", "more than 366 days"),
        ({"minutes_per_day": 4}, "minutes_per_day", "4 minutes a day is not 5 to 600"),
        ({"minutes_per_day": 601}, "minutes_per_day", "not 5 to 600"),
        ({"weekdays": frozenset()}, "weekdays", "Choose at least one"),
        ({"weekdays": frozenset({1, 7})}, "weekdays", "0 (Monday) to 6 (Sunday)"),
        ({"area_weights": {"web": -1.0, "cloud": 1.0}}, "area_weights", "The weight of web is not"),
        ({"area_weights": {"web": float("nan")}}, "area_weights", "The weight of web is not"),
    ],
)
def test_each_bad_value_is_refused_with_a_sentence_under_its_field(changed: dict[str, Any], field: str, said: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        LearnerSettings(MONDAY, **changed)
    assert list(refused.value.problems) == [field]
    assert said in refused.value.problems[field]
    assert str(refused.value) == refused.value.problems[field]


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(SettingsRefused) as refused:
        LearnerSettings(MONDAY, minutes_per_day=0, weekdays=frozenset())
    assert set(refused.value.problems) == {"minutes_per_day", "weekdays"}


@patiently
@given(st.integers(-10, 800), st.frozensets(st.integers(-2, 9)), st.dictionaries(st.text(), st.floats()), st.integers(-500, 500))
def test_settings_that_exist_are_usable_and_others_are_refused_in_whole_sentences(
    minutes: int, weekdays: frozenset[int], weights: dict[str, float], days: int
) -> None:
    said = refusal(MONDAY, MONDAY + timedelta(days=days), minutes, weekdays, weights)
    good = 0 < days <= 366 and 5 <= minutes <= 600 and weekdays and weekdays <= set(range(7))
    assert (said is None) == bool(good and all(0 <= weight <= 10 for weight in weights.values()))
    assert said is None or (said and all(sentence.endswith(".") for sentence in said))


def refusal(*values: Any) -> list[str] | None:
    try:
        LearnerSettings(*values)
    except SettingsRefused as refused:
        return list(refused.problems.values())
    return None
