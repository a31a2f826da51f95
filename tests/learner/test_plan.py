from hotseat.learner.plan import Day, Plan, Planned

from .world import MONDAY, item


def test_minutes_are_summed_by_day_and_by_area() -> None:
    gil, mro, abc = (
        Planned(item(leaf, minutes=n), "") for n, leaf in ((5, "concurrency.gil"), (7, "core-python.mro"), (9, "core-python.abc"))
    )
    days = (Day(MONDAY, (1,), 60, 20, (gil, mro)), Day(MONDAY, (1,), 60, 20, (abc,)), Day(MONDAY, (1,), 60, 20, ()))
    assert [day.new_minutes for day in days] == [12, 9, 0]
    plan = Plan(MONDAY, MONDAY, MONDAY, 60, (), days, (), (), (), {}, "")
    assert plan.minutes_by_area == {"concurrency": 5, "core-python": 16}
