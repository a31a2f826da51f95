from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hotseat.learner.span import span_of, window_of

from .world import MONDAY, patiently, roadmap, settings

EVERY_DAY = frozenset(range(7))


def weeks(days: int, **changed: object) -> list[tuple[int, ...]]:
    span = span_of(settings(interview_date=MONDAY + timedelta(days=days), weekdays=EVERY_DAY, **changed), 6, MONDAY)
    return [day.weeks for day in span.days]


def test_six_weeks_of_working_days_are_thirty_days_five_to_a_week() -> None:
    span = span_of(settings(), 6, MONDAY)
    assert (span.starts, span.ends) == (MONDAY, date(2026, 6, 15))
    assert [day.weeks for day in span.days] == [(week,) for week in range(1, 7) for _ in range(5)]
    assert {day.date.weekday() for day in span.days} == {0, 1, 2, 3, 4}


def test_the_interviews_day_is_no_day_of_study() -> None:
    assert span_of(settings(interview_date=date(2026, 5, 8)), 6, MONDAY).days[-1].date == date(2026, 5, 7)


def test_a_short_time_puts_several_weeks_on_a_day() -> None:
    assert weeks(6) == [(1,), (2,), (3,), (4,), (5,), (6,)]
    assert weeks(4) == [(1,), (2, 3), (4,), (5, 6)]
    assert weeks(1) == [(1, 2, 3, 4, 5, 6)]


def test_without_an_interview_six_weeks_follow_six_weeks() -> None:
    first, last, next_one = (span_of(settings(), 6, MONDAY + timedelta(days=days)) for days in (0, 41, 42))
    assert first == last
    assert next_one.starts == first.ends == MONDAY + timedelta(days=42)


def test_before_the_start_the_span_is_the_one_to_come() -> None:
    assert span_of(settings(), 6, MONDAY - timedelta(days=50)) == span_of(settings(), 6, MONDAY)


def test_a_day_off_may_be_studied_besides() -> None:
    saturday = MONDAY + timedelta(days=5)
    assert saturday in {day.date for day in span_of(settings(), 6, MONDAY, also=saturday).days}
    assert saturday not in {day.date for day in span_of(settings(), 6, MONDAY).days}


@patiently
@given(st.integers(1, 366), st.frozensets(st.integers(0, 6), min_size=1))
def test_the_weeks_come_in_order_each_on_some_day_and_every_day_has_one(days: int, weekdays: frozenset[int]) -> None:
    found = span_of(settings(interview_date=MONDAY + timedelta(days=days), weekdays=weekdays), 6, MONDAY).days
    flat = [week for day in found for week in day.weeks]
    assert flat == sorted(flat)
    assert all(day.weeks for day in found)
    assert not found or set(flat) == set(range(1, 7))
    counts = [flat.count(week) for week in range(1, 7)]
    assert not found or max(counts) - min(counts) <= 1


def test_a_leafs_days_are_those_of_its_weeks() -> None:
    days, leaf = span_of(settings(), 6, MONDAY).days, roadmap().leaf
    assert window_of(leaf("core-python.mro"), days) == (0, 9)
    assert window_of(leaf("databases.deadlocks"), days) == (10, 19)
    assert window_of(leaf("concurrency.gil"), days) == (15, 19)
    assert window_of(None, days) == (0, 29)


def test_of_weeks_that_are_apart_the_first_count() -> None:
    days, leaf = span_of(settings(), 6, MONDAY).days, roadmap().leaf
    assert leaf("web.handle-10k-rpm").weeks == (3, 6)
    assert window_of(leaf("web.handle-10k-rpm"), days) == (10, 14)


def test_weeks_that_are_over_have_no_days() -> None:
    days, leaf = span_of(settings(), 6, MONDAY).days[15:], roadmap().leaf
    assert window_of(leaf("core-python.mro"), days) is None
    assert window_of(leaf("databases.deadlocks"), days) == (0, 4)
