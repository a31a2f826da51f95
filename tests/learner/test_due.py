from dataclasses import replace
from datetime import timedelta

from hypothesis import given

from hotseat.core.attempt import Rating
from hotseat.core.item import Item
from hotseat.core.verdict import Verdict
from hotseat.learner.due import DueList, Entry

from .scenarios import Scenario, scenarios
from .world import MONDAY, NOON, attempt, curriculum, item, patiently, settings

DAY = timedelta(days=1)
WHY, CODE, MRO = item(), item(slug="gil-code", kind="code"), item("core-python.mro")


def items_of(entries: tuple[Entry, ...]) -> list[Item]:
    return [entry.item for entry in entries]


def learner(*items: Item, due: tuple[Item, ...] = (), **changed: object) -> Scenario:
    """A learner who has these items, of which some are due since yesterday or longer."""
    known = tuple(attempt(one, NOON - 4 * DAY, rating=Rating.GOOD) for one in due)
    return Scenario((*items, *due), known, settings(**changed), NOON)


@patiently
@given(scenarios())
def test_todays_list_never_goes_over_the_minutes_of_today(scenario: Scenario) -> None:
    today = scenario.today
    assert today.minutes_planned <= today.minutes
    limit = scenario.settings.minutes_per_day if scenario.minutes_now is None else scenario.minutes_now
    assert today.minutes <= limit


@patiently
@given(scenarios())
def test_everything_due_is_on_the_list_or_told_not_to_fit(scenario: Scenario) -> None:
    plan, today = scenario.plan, scenario.today
    told = [entry.item for entry in (*today.reviews, *today.did_not_fit)]
    assert sorted(one.uuid for one in told) == sorted(review.item.uuid for review in plan.due)
    assert len({entry.item.uuid for entry in today.entries}) == len(today.entries)
    assert all(entry.because.endswith(".") or entry.because.endswith("?") for entry in (*today.entries, *today.did_not_fit))


@patiently
@given(scenarios())
def test_nothing_is_taken_ahead_of_what_comes_before_it(scenario: Scenario) -> None:
    plan, today = scenario.plan, scenario.today
    waiting = {one.item.uuid for day in plan.days for one in day.new}
    for entry in (*today.new, *today.ahead):
        assert not waiting & {earlier.uuid for earlier in plan.before[entry.item.uuid]}
        waiting.remove(entry.item.uuid)


@patiently
@given(scenarios())
def test_what_is_left_over_is_too_short_for_anything_that_waits(scenario: Scenario) -> None:
    today = scenario.today
    left = today.minutes - today.minutes_planned
    assert all(entry.item.minutes > left for entry in today.did_not_fit)


def test_a_new_learner_has_new_items_and_fills_the_day_from_the_days_ahead() -> None:
    today = learner(*curriculum()[:24]).today
    assert not today.reviews
    assert today.new
    assert today.ahead
    assert 50 < today.minutes_planned <= 60
    assert today.entries[0] == today.new[0]


def test_reviews_come_first_and_say_since_when_they_are_due() -> None:
    today = learner(MRO, due=(WHY,)).today
    assert today.entries[0] == Entry(WHY, "Due since Saturday.")
    due_today = Scenario((WHY,), (attempt(WHY, NOON - 2 * DAY, rating=Rating.GOOD),), settings(), NOON).today
    assert due_today.reviews == (Entry(WHY, "Due today."),)


def test_reviews_leave_the_new_items_their_share() -> None:
    known = tuple(item("web.middleware", f"known-{n}", minutes=10) for n in range(20))
    today = learner(*curriculum(), due=known).today
    assert sum(one.minutes for one in items_of(today.new)) >= 35
    assert 2 <= len(today.reviews) <= 3
    assert len(today.did_not_fit) == 20 - len(today.reviews)
    assert today.did_not_fit[0].because == "Due since Saturday. No room today."


def test_reviews_take_what_the_new_items_leave() -> None:
    known = tuple(item("web.middleware", f"known-{n}", minutes=10) for n in range(20))
    today = learner(WHY, due=known).today
    assert (len(today.new), len(today.reviews)) == (1, 5)


def test_a_review_that_is_longer_than_the_day_is_named_as_such() -> None:
    today = learner(due=(item("web.middleware", minutes=45),), minutes_per_day=30).today
    assert [entry.because for entry in today.did_not_fit] == ["Due since Saturday. It takes 45 minutes; your day has 30."]


def test_a_long_item_and_a_long_review_do_not_starve_each_other() -> None:
    long_review, long_new = item("web.middleware", minutes=25), item("web.throttling", minutes=28)
    scenario = learner(long_new, due=(long_review,), minutes_per_day=30)
    first = scenario.today
    assert items_of(first.entries) == [long_new]
    done = scenario.with_attempts(attempt(long_new, NOON, rating=Rating.GOOD))
    second = replace(done, now=NOON + DAY).today
    assert items_of(second.entries) == [long_review]


def test_the_list_shrinks_by_the_minutes_that_were_spent() -> None:
    scenario = learner(*curriculum()[:24])
    first = scenario.today.entries[0].item
    after = scenario.with_attempts(attempt(first, NOON, rating=Rating.GOOD, took=5))
    today = replace(after, now=NOON + timedelta(minutes=10)).today
    assert today.minutes == 60 - 6
    assert first not in items_of(today.entries)


def test_when_the_minutes_are_used_the_list_is_empty_and_says_so() -> None:
    spent = tuple(
        attempt(one, NOON - timedelta(hours=1), took=30)
        for one in (item("web.middleware", minutes=30), item("web.throttling", minutes=30))
    )
    used = Scenario((item("web.middleware", minutes=30), item("web.throttling", minutes=30), WHY), spent, settings(), NOON)
    assert (used.today.entries, used.today.note) == ((), "Today's minutes are used.")


def test_a_day_off_is_empty_and_says_so_until_the_learner_has_minutes() -> None:
    saturday = replace(learner(MRO, due=(WHY,)), now=NOON + 5 * DAY)
    assert (saturday.today.entries, saturday.today.note) == ((), "Saturday is not one of your days.")
    assert items_of(replace(saturday, minutes_now=30).today.entries) == [WHY, MRO]


def test_what_is_taken_ahead_makes_ready_what_comes_after_it() -> None:
    scenario = learner(MRO, WHY, CODE)
    assert [[one.item for one in day.new] for day in scenario.plan.days[:3]] == [[MRO], [WHY], [CODE]]
    assert items_of(scenario.today.ahead) == [WHY, CODE]


def test_other_empty_lists_say_why() -> None:
    def note(scenario: Scenario) -> str:
        today: DueList = scenario.today
        assert not today.entries
        return today.note

    assert note(learner()) == "Every item is done once. What comes back is on Today."
    assert note(replace(learner(WHY), minutes_now=3)) == "Nothing is as short as the 3 minutes that are left."
    over = learner(WHY, interview_date=MONDAY + DAY)
    assert note(replace(over, now=NOON + 3 * DAY)) == "Your interview was on 5 May. Set a new date to plan again."


def test_reviews_go_on_after_the_interview() -> None:
    over = replace(learner(due=(WHY,), interview_date=MONDAY + DAY), now=NOON + 3 * DAY)
    assert items_of(over.today.entries) == [WHY]


def test_an_item_that_was_opened_and_never_rated_says_so() -> None:
    begun = Scenario((MRO,), (attempt(MRO, NOON - DAY, Verdict.WRONG_ANSWER),), settings(), NOON).today
    assert begun.new[0].because == "Week 1: Multiple inheritance and MRO. You opened it yesterday and have not rated it."
