from hotseat.core.item import Item
from hotseat.learner.weight import Weights

from .world import item, roadmap, settings

WHY, CODE, LONG_CODE = item(), item(slug="gil-code", kind="code"), item(slug="gil-more", kind="code", minutes=40)
PREDICT, UNKNOWN = item(slug="gil-predict", kind="predict", minutes=90), item(slug="gil-lab", kind="lab", minutes=1)


def weights(*items: Item, **changed: object) -> Weights:
    return Weights.of(roadmap(), items, settings(**changed))


def test_the_areas_weight_counts_and_what_interviewers_ask_counts_twice() -> None:
    found = weights()
    assert found.of_leaf("core-python.mro") == 1.5
    assert found.of_leaf("core-python.memory-leaks") == 3.0
    assert found.of_leaf("devops.hpa") == 0.8


def test_the_learners_own_weight_replaces_the_roadmaps() -> None:
    found = weights(area_weights={"devops": 3.0, "web": 0.0})
    assert found.of_leaf("devops.hpa") == 3.0
    assert found.of_leaf("web.avoid-n-plus-1") == 0
    assert found.of_leaf("core-python.mro") == 1.5


def test_an_area_outside_the_roadmap_weighs_one() -> None:
    assert weights().of_leaf("rust.borrowing") == 1


def test_senior_items_weigh_most() -> None:
    by_level = {level: item(f"web.{leaf}", level=level) for level, leaf in (("mid", "x"), ("senior", "y"), ("staff", "z"))}
    found = weights(*by_level.values())
    assert sorted(by_level, key=lambda level: -found.of_item(by_level[level])) == ["senior", "mid", "staff"]


def test_a_leafs_items_are_practised_explain_first_and_weigh_less_one_by_one() -> None:
    items = (UNKNOWN, LONG_CODE, CODE, PREDICT, WHY)
    found = weights(*items)
    assert sorted(items, key=lambda one: found.rank[one.uuid]) == [WHY, PREDICT, CODE, LONG_CODE, UNKNOWN]
    assert found.first["concurrency.gil"] == WHY
    assert [round(found.of_item(one) / found.of_item(WHY), 3) for one in (WHY, PREDICT, CODE)] == [1, 0.5, 0.333]
