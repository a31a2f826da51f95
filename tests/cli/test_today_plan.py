"""`today` and `plan`."""

from datetime import date, datetime, timedelta

import pytest

from tests.cli.running import Place

TODAY = datetime.now().astimezone().date()
SOON = (TODAY + timedelta(days=30)).isoformat()
EVERY_DAY = "mon,tue,wed,thu,fri,sat,sun"


def test_today_fits_the_minutes(place: Place) -> None:
    said = place.json("today", "--minutes", "20", "--json")
    assert (said["format_version"], said["date"], said["minutes"]) == (1, TODAY.isoformat(), 20)
    listed = [*said["reviews"], *said["new"], *said["ahead"]]
    assert listed
    assert sum(entry["minutes"] for entry in listed) == said["minutes_planned"] <= 20
    assert all(entry["because"] for entry in listed)


def test_today_says_what_to_do_next(place: Place) -> None:
    place.run("plan", "--days", EVERY_DAY)
    done = place.run("today")
    first = place.json("today", "--json")["new"][0]["id"]
    assert done.code == 0
    assert f"{TODAY:%A}, 60 minutes" in done.out
    assert done.out.rstrip().splitlines()[-1] in (f"Next: `hotseat start {first}`", f"Next: `hotseat submit {first}`")


def test_a_rated_item_is_not_new_any_more(place: Place) -> None:
    place.run("plan", "--days", EVERY_DAY)
    first = place.json("today", "--json")["new"][0]["id"]
    assert place.run("submit", first, "--give-up", "--rating", "again").code == 0
    said = place.json("today", "--minutes", "600", "--json")
    assert first not in [entry["id"] for name in ("new", "ahead") for entry in said[name]]


def test_the_plan_keeps_what_it_is_told(place: Place) -> None:
    options = ["--interview", SOON, "--minutes", "45", "--days", "mon,wed,saturday", "--weight", "cloud=0", "--weight", "web=2.5"]
    assert place.run("plan", *options).code == 0
    said = place.json("plan", "--json")
    assert said["format_version"] == 1
    assert (said["interview_date"], said["minutes_per_day"], said["weekdays"]) == (SOON, 45, [0, 2, 5])
    assert said["area_weights"] == {"cloud": 0.0, "web": 2.5}
    assert {date.fromisoformat(day["date"]).weekday() for day in said["days"]} <= {0, 2, 5}
    assert all(sum(one["minutes"] for one in day["new"]) + day["for_reviews"] <= day["minutes"] for day in said["days"])
    assert not any(one["id"].startswith("cloud/") for day in said["days"] for one in day["new"])
    changed = place.json("plan", "--interview", "none", "--json")
    assert (changed["interview_date"], changed["minutes_per_day"]) == (None, 45)


def test_the_plan_for_a_person(place: Place) -> None:
    done = place.run("plan", "--days", EVERY_DAY, "--minutes", "90")
    assert done.code == 0
    assert done.out.startswith(f"{TODAY} to ")
    assert ": 90 minutes on Mon, Tue, Wed, Thu, Fri, Sat, Sun." in done.out
    assert f"{TODAY:%a %d %b}" in done.out
    assert "more days: `hotseat plan --all`." in done.out
    assert "more days" not in place.run("plan", "--all").out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--interview", "soon"], "'soon' is no date. Write it as 2027-03-15, or `none`."),
        (["--interview", "2001-01-01"], "Choose a later day."),
        (["--minutes", "3"], "3 minutes a day is not 5 to 600."),
        (["--days", "mon,t"], "'t' is no day of the week."),
        (["--days", ""], "'' is no day of the week."),
        (["--weight", "clouds=1"], "There is no area 'clouds'. The areas are core-python,"),
        (["--weight", "cloud=much"], "'cloud=much' is no weight. Write cloud=1.5."),
        (["--weight", "cloud=-1"], "The weight of cloud is not 0 to 10."),
    ],
)
def test_settings_that_cannot_be_kept_change_nothing(place: Place, options: list[str], message: str) -> None:
    done = place.run("plan", "--minutes", "50", *options)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert done.err.endswith("Nothing was saved.\n")
    assert place.json("plan", "--json")["minutes_per_day"] == 60


def test_minutes_that_no_day_has(place: Place) -> None:
    done = place.run("today", "--minutes", "0")
    assert (done.code, done.err) == (2, "hotseat: --minutes 0 is not 1 to 600.\n")
