import random
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hotseat.core.attempt import Attempt, Rating
from hotseat.core.item import Item
from hotseat.core.verdict import Verdict
from hotseat.learner.mastery import far_away
from hotseat.learner.plan import Plan
from hotseat.learner.weight import Weights

from .scenarios import Scenario, scenarios
from .world import MONDAY, NOON, attempt, curriculum, item, patiently, roadmap, settings

DAY = timedelta(days=1)
SIX_WEEKS = Scenario(curriculum(), (), settings(), NOON)
TWO_WEEKS = replace(SIX_WEEKS, settings=settings(interview_date=MONDAY + 14 * DAY, minutes_per_day=30))
WHY, CODE = item(), item(slug="gil-code", kind="code")


def planned(plan: Plan) -> list[Item]:
    return [one.item for day in plan.days for one in day.new]


def on(plan: Plan, day: date) -> list[Item]:
    return [one.item for found in plan.days if found.date == day for one in found.new]


def plan_of(*items: Item, attempts: tuple[Attempt, ...] = (), **changed: object) -> Plan:
    return Scenario(items, attempts, settings(**changed), NOON).plan


# Any learner


@patiently
@given(scenarios())
def test_no_day_ever_goes_over_its_minutes(scenario: Scenario) -> None:
    plan = scenario.plan
    for day in plan.days:
        assert day.new_minutes + day.for_reviews <= day.minutes
        assert min(day.new_minutes, day.for_reviews) >= 0
        assert day.minutes == (plan.minutes_today if day.date == plan.today else scenario.settings.minutes_per_day)
    assert scenario.minutes_now is not None or plan.minutes_today <= scenario.settings.minutes_per_day


@patiently
@given(scenarios())
def test_every_item_that_is_still_to_be_done_is_on_one_day_or_left_out(scenario: Scenario) -> None:
    away = far_away(scenario.items, scenario.history)
    todo = {one.uuid for one in scenario.items if one.uuid not in scenario.history.cards and one.primary_leaf not in away}
    plan = scenario.plan
    told = [one.uuid for one in planned(plan)] + [one.item.uuid for one in plan.left_out]
    assert len(told) == len(set(told))
    assert set(told) == todo


@patiently
@given(scenarios())
def test_days_are_days_of_study_from_today_to_the_eve_of_the_interview(scenario: Scenario) -> None:
    plan = scenario.plan
    dates = [day.date for day in plan.days]
    assert dates == sorted(set(dates))
    assert all(plan.today <= day < plan.ends for day in dates)
    assert all(day.weekday() in scenario.settings.weekdays or day == plan.today for day in dates)
    assert [day for stage in plan.stages for day in stage.days] == list(plan.days)


@patiently
@given(scenarios())
def test_prerequisites_come_before_and_a_leafs_explain_before_its_other_items(scenario: Scenario) -> None:
    plan = scenario.plan
    place = {one.uuid: number for number, one in enumerate(planned(plan))}
    left_out = {one.item.uuid for one in plan.left_out}
    by_id = {one.id: one for one in scenario.items}
    for one in planned(plan):
        for name in one.prerequisites:
            assert by_id[name].uuid not in left_out
        for earlier in plan.before[one.uuid]:
            assert place.get(earlier.uuid, -1) < place[one.uuid]


@patiently
@given(scenarios())
def test_no_day_is_idle_while_a_later_one_has_an_item_for_it(scenario: Scenario) -> None:
    plan = scenario.plan
    at = {one.item.uuid: day.date for day in plan.days for one in day.new}
    for number, idle in enumerate(plan.days):
        if not idle.new:
            later = [one.item for day in plan.days[number + 1 :] for one in day.new]
            fits = [one for one in later if one.minutes <= idle.minutes - idle.for_reviews]
            assert not [one for one in fits if all(at.get(e.uuid, idle.date) <= idle.date for e in plan.before[one.uuid])]


@patiently
@given(scenarios(), st.randoms())
def test_the_plan_depends_on_nothing_but_its_inputs(scenario: Scenario, chance: random.Random) -> None:
    items, attempts = list(scenario.items), list(scenario.attempts)
    chance.shuffle(items)
    chance.shuffle(attempts)
    assert replace(scenario, items=tuple(items), attempts=tuple(attempts)).plan == scenario.plan


@patiently
@given(scenarios())
def test_testing_out_of_a_leaf_takes_its_items_from_the_plan(scenario: Scenario) -> None:
    before = scenario.plan
    for one in planned(before)[:3]:
        after = scenario.with_attempts(attempt(one, scenario.now, test_out=True, took=0)).plan
        work_after = {left.item.uuid for left in after.left_out} | {each.uuid for each in planned(after)}
        gone = {each.uuid for each in scenario.items if each.primary_leaf == one.primary_leaf}
        assert not gone & work_after


# Six weeks of 60 minutes


def test_six_weeks_of_60_minutes_open_all_of_the_roadmap_but_some_of_its_lightest_area() -> None:
    plan = SIX_WEEKS.plan
    assert len(plan.days) == 30
    opened = {one.primary_leaf for one in planned(plan) if one.kind == "explain"}
    unopened = [leaf for leaf in roadmap().leaves if leaf.id not in opened]
    assert {leaf.area for leaf in unopened} <= {"devops"}  # the lightest area
    assert len(unopened) <= 6
    assert sum(day.new_minutes for day in plan.days) > 0.9 * sum(day.minutes - day.for_reviews for day in plan.days)


def test_six_weeks_of_60_minutes_keep_the_roadmaps_weeks_and_carry_its_words() -> None:
    plan = SIX_WEEKS.plan
    assert [(stage.weeks, len(stage.days)) for stage in plan.stages] == [
        ((week,), 5 * len(week.weeks)) for week in roadmap().weeks
    ]
    assert plan.stages[-1].weeks[0].practice[0] == "two mock interviews"
    in_own_week = [set(roadmap().leaf(one.item.primary_leaf).weeks) & set(day.weeks) for day in plan.days for one in day.new]
    assert sum(map(bool, in_own_week)) > 0.75 * len(in_own_week)


def test_what_does_not_fit_is_listed_by_weight_and_is_lighter_than_what_does() -> None:
    for scenario in (SIX_WEEKS, TWO_WEEKS):
        plan = scenario.plan
        weights = Weights.of(roadmap(), curriculum(), scenario.settings)
        left = [weights.of_item(one.item) for one in plan.left_out]
        assert left == sorted(left, reverse=True)
        left_explain = [weights.of_item(one.item) for one in plan.left_out if one.item.kind == "explain"]
        assert max(left_explain) <= min(weights.of_item(one) for one in planned(plan) if one.kind == "explain")


# Two weeks of 30 minutes


def test_two_weeks_of_30_minutes_go_to_what_interviewers_ask_in_the_heavy_areas() -> None:
    plan = TWO_WEEKS.plan
    assert len(plan.days) == 10
    assert all(0 < day.new_minutes + day.for_reviews <= 30 for day in plan.days)
    assert all(day.new for day in plan.days)
    asked = {leaf.id for leaf in roadmap().leaves if leaf.expect}
    opened = [one.primary_leaf for one in planned(plan)]
    assert asked <= set(opened)
    assert sum(leaf in asked for leaf in opened) >= 0.9 * len(opened)
    assert opened[0] in asked
    assert roadmap().leaf(opened[0]).area == "core-python"


def test_two_weeks_touch_every_week_of_the_roadmap() -> None:
    assert [week for stage in TWO_WEEKS.plan.stages for week in stage.weeks] == list(roadmap().weeks)


def test_an_item_longer_than_a_day_is_named_as_such() -> None:
    too_long = [one for one in TWO_WEEKS.plan.left_out if one.too_long]
    assert {one.item.minutes for one in too_long} == {45}
    assert too_long[0].because == "It takes 45 minutes; your day has 30."
    assert not [one for one in SIX_WEEKS.plan.left_out if one.too_long]


# Missing days, and being done


def test_three_missed_days_change_the_list_of_the_next() -> None:
    friday = MONDAY + 4 * DAY
    for scenario in (SIX_WEEKS, TWO_WEEKS):
        before = scenario.plan
        after = replace(scenario, now=NOON + 4 * DAY).plan
        missed = [one for n in range(4) for one in on(before, MONDAY + n * DAY)]
        assert on(after, friday) != on(before, friday)
        assert {one.uuid for one in on(after, friday)} & {one.uuid for one in missed}
        assert len(after.left_out) > len(before.left_out)


def test_what_was_done_does_not_come_again_as_new() -> None:
    first_day = on(SIX_WEEKS.plan, MONDAY)
    after = replace(SIX_WEEKS.with_attempts(*[attempt(one, rating=Rating.GOOD) for one in first_day]), now=NOON + DAY).plan
    assert not {one.uuid for one in first_day} & {one.uuid for one in planned(after)}


def test_what_was_tried_but_never_rated_is_still_to_be_done() -> None:
    assert planned(plan_of(WHY, attempts=(attempt(WHY, NOON - DAY, Verdict.WRONG_ANSWER),))) == [WHY]


def test_work_whose_week_is_past_is_carried_over_to_the_first_days() -> None:
    plan = replace(Scenario((item("core-python.mro"), WHY), (), settings(), NOON), now=NOON + 21 * DAY).plan
    (first, *_) = plan.days[0].new
    assert first.item.area == "core-python"
    assert first.because.endswith("Carried over: its week is past.")


def test_an_area_that_the_learner_tests_out_of_shrinks_and_leaves_its_minutes_to_others() -> None:
    before = SIX_WEEKS.plan
    devops = [one for one in curriculum() if one.area == "devops" and one.kind == "explain"]
    half, all_of_it = devops[:6], devops
    for knew in (half, all_of_it):
        out = [attempt(one, NOON - DAY, test_out=True, took=2) for one in knew]
        after = SIX_WEEKS.with_attempts(*out).plan
        assert after.minutes_by_area.get("devops", 0) < before.minutes_by_area["devops"]
        assert sum(after.minutes_by_area.values()) >= sum(before.minutes_by_area.values()) - 20
        assert len(after.left_out) < len(before.left_out)
    assert "devops" not in after.minutes_by_area


def test_where_little_is_left_no_day_stays_empty_before_it_is_done() -> None:
    plan = replace(SIX_WEEKS, items=curriculum()[:24]).plan
    filled = [bool(day.new) for day in plan.days]
    assert filled == sorted(filled, reverse=True)
    assert len(planned(plan)) == 24


# Days


def test_a_share_of_every_day_but_an_unburdened_first_one_is_kept_for_reviews() -> None:
    plan = SIX_WEEKS.plan
    assert plan.days[0].for_reviews == 0
    assert {day.for_reviews for day in plan.days[1:]} <= {15, 20}


def test_today_keeps_for_reviews_what_is_due_within_their_share() -> None:
    due = [item("web.middleware", minutes=9), item("web.throttling", minutes=9), item("web.serializers", minutes=9)]
    known = tuple(attempt(one, NOON - 9 * DAY, rating=Rating.GOOD) for one in due)
    assert plan_of(*due, attempts=known).days[0].for_reviews == 18


def test_the_greatest_risk_has_its_minutes_today_even_beyond_the_share() -> None:
    long = item("web.middleware", minutes=45)
    known = (attempt(long, NOON - 9 * DAY, rating=Rating.GOOD),)
    day = plan_of(long, *curriculum()[:20], attempts=known).days[0]
    assert (day.for_reviews, day.new_minutes <= 15) == (45, True)


def test_what_today_has_already_taken_is_gone_from_it() -> None:
    spent = attempt(item("web.middleware", minutes=25), NOON - timedelta(hours=1), rating=Rating.GOOD, took=24)
    plan = plan_of(item("web.middleware", minutes=25), WHY, attempts=(spent,))
    assert plan.minutes_today == plan.days[0].minutes == 35


def test_a_day_off_has_no_minutes_unless_the_learner_says_so() -> None:
    saturday = Scenario((WHY,), (), settings(), NOON + 5 * DAY)
    assert saturday.plan.minutes_today == 0
    assert saturday.plan.days[0].date == MONDAY + 7 * DAY
    willing = replace(saturday, minutes_now=20).plan
    assert (willing.minutes_today, willing.days[0].date) == (20, MONDAY + 5 * DAY)
    assert on(willing, MONDAY + 5 * DAY) == [WHY]


# Reasons


def test_each_item_says_why_it_is_there() -> None:
    asked = item("web.avoid-n-plus-1", prerequisites=("databases/joins",))
    joins = item("databases.joins-subqueries", "joins")
    plan = plan_of(asked, joins)
    reasons = {one.item.slug: one.because for day in plan.days for one in day.new}
    assert "Week 3: How do you avoid the N+1 query problem? Interviewers ask it." in reasons["avoid-n-plus-1"]
    assert reasons["joins"].startswith("Week 3: Joins vs subqueries.")
    assert reasons["joins"].endswith("“Avoid n plus 1” needs it.")


def test_what_waits_for_a_later_week_says_so() -> None:
    early = item("core-python.mro", prerequisites=("leadership/legacy",))
    late = item("leadership.legacy")
    filler = [item(f"leadership.x{n}", f"x{n}", minutes=1) for n in range(40)]
    plan = plan_of(early, late, *filler)
    reasons = {one.item.slug: one.because for day in plan.days for one in day.new}
    assert "It waits for “Legacy”." in reasons["mro"] or "Ahead of its week." in reasons["legacy"]


def test_what_is_left_out_says_why() -> None:
    long = item("web.middleware", minutes=90)
    needs_it = item("web.throttling", prerequisites=("web/middleware",))
    unwanted = item("cloud.iam")
    plan = plan_of(long, needs_it, unwanted, area_weights={"cloud": 0.0})
    reasons = {one.item.slug: one.because for one in plan.left_out}
    assert reasons == {
        "middleware": "It takes 90 minutes; your day has 60.",
        "throttling": "It needs “Middleware” first, which is left out too.",
        "iam": "You gave its area no weight.",
    }
    full = plan_of(*[item(f"web.x{n}", minutes=20) for n in range(9)], interview_date=MONDAY + DAY)
    assert {one.because for one in full.left_out} == {"No room before 5 May."}


def test_leaves_without_an_item_are_told_by_weight() -> None:
    plan = plan_of(WHY)
    assert len(plan.no_item) == 114
    assert "concurrency.gil" not in {leaf.id for leaf in plan.no_item}
    assert plan.no_item[0].expect
    assert not plan.no_item[-1].expect
    assert plan.no_item[-1].area == "devops"


def test_an_item_outside_the_roadmap_is_planned_too() -> None:
    (day, *_) = plan_of(item("rust.borrowing")).days
    assert [one.because for one in day.new] == ["Outside the roadmap."]


def test_the_note_speaks_where_the_days_do_not() -> None:
    assert plan_of(WHY).note == ""
    assert plan_of(WHY, attempts=(attempt(WHY, NOON - DAY, rating=Rating.GOOD),)).note.startswith("Every item is done once")
    scenario = Scenario((WHY,), (), settings(interview_date=MONDAY + 7 * DAY), NOON)
    assert replace(scenario, now=NOON + 7 * DAY).plan.note == "Your interview is today."
    assert replace(scenario, now=NOON + 8 * DAY).plan.note == "Your interview was on 11 May. Set a new date to plan again."
    eve = replace(scenario, now=NOON + 6 * DAY).plan
    assert eve.note == "Your interview is on 11 May, and no day of study is left before it."
    assert [one.item for one in eve.left_out] == [WHY]
