from graphlib import TopologicalSorter

from hypothesis import given
from hypothesis import strategies as st

from hotseat.core.item import Item
from hotseat.learner.precedence import precedence
from hotseat.learner.weight import Weights

from .world import item, patiently, roadmap, settings

WHY, CODE = item(), item(slug="gil-code", kind="code")


def order(*todo: Item, done: tuple[Item, ...] = ()) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    found = precedence(todo, Weights.of(roadmap(), [*todo, *done], settings()))
    names = {one.uuid: one.slug for one in todo}
    needs, before = (
        {names[uuid]: [one.slug for one in ones] for uuid, ones in each.items()} for each in (found.needs, found.before)
    )
    return needs, before


def test_a_leafs_explain_comes_before_its_other_items() -> None:
    needs, before = order(CODE, WHY)
    assert before == {"gil": [], "gil-code": ["gil"]}
    assert needs == {"gil": [], "gil-code": []}


def test_what_is_done_holds_nothing_up() -> None:
    assert order(CODE, done=(WHY,)) == ({"gil-code": []}, {"gil-code": []})


def test_a_prerequisite_names_an_item_or_a_leaf() -> None:
    by_id = item("web.middleware", prerequisites=("concurrency/gil-code",))
    by_leaf = item("web.throttling", prerequisites=("concurrency.gil", "concurrency.unknown", "web/nothing"))
    needs, _ = order(WHY, CODE, by_id, by_leaf)
    assert needs["middleware"] == ["gil-code"]
    assert needs["throttling"] == ["gil"]


def test_nothing_is_its_own_prerequisite() -> None:
    circular = item("web.middleware", prerequisites=("web/middleware", "web.middleware"))
    assert order(circular)[0] == {"middleware": []}


def test_what_a_leafs_explain_needs_comes_before_it_even_from_the_same_leaf() -> None:
    opener = item(prerequisites=("concurrency/gil-code",))
    assert order(opener, CODE)[1] == {"gil": ["gil-code"], "gil-code": []}


@patiently
@given(st.lists(st.tuples(st.integers(0, 4), st.booleans(), st.sets(st.integers(0, 14))), max_size=15))
def test_without_circular_prerequisites_nothing_goes_in_circles(drawn: list[tuple[int, bool, set[int]]]) -> None:
    leaves = [leaf.id for leaf in roadmap().leaves][:5]
    items: list[Item] = []
    for number, (leaf, explains, needs) in enumerate(drawn):
        kind = "explain" if explains else "code"
        prerequisites = tuple(items[need].id for need in sorted(needs) if need < number)
        items.append(item(leaves[leaf], f"n{number}", kind=kind, prerequisites=prerequisites))
    _, before = order(*items)
    TopologicalSorter(before).prepare()
