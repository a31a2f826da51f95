from datetime import UTC, date, datetime, timedelta, timezone

from hotseat.learner.words import local_day, on_past_day, past_day, plain_day

TODAY = date(2026, 5, 4)


def test_a_day_is_named_without_its_year_while_that_is_this_year() -> None:
    assert plain_day(date(2026, 5, 3), TODAY) == "3 May"
    assert plain_day(date(2025, 12, 31), TODAY) == "31 December 2025"


def test_the_last_days_are_named_as_a_person_names_them() -> None:
    said = [past_day(TODAY - timedelta(days=ago), TODAY) for ago in (0, 1, 2, 6, 7)]
    assert said == ["today", "yesterday", "Saturday", "Tuesday", "27 April"]
    assert [on_past_day(TODAY - timedelta(days=ago), TODAY) for ago in (0, 1, 2, 7)] == [
        "today",
        "yesterday",
        "on Saturday",
        "on 27 April",
    ]


def test_a_moment_has_its_day_where_the_learner_is() -> None:
    late = datetime(2026, 5, 4, 23, 0, tzinfo=UTC)
    assert local_day(late, datetime(2026, 5, 4, tzinfo=UTC)) == TODAY
    assert local_day(late, datetime(2026, 5, 5, tzinfo=timezone(timedelta(hours=2)))) == date(2026, 5, 5)
