from hotseat.core.item import Item
from hotseat.learner.laying import Bench, Layout
from hotseat.learner.precedence import Precedence

from .world import item


def numbered(*minutes: int) -> list[Item]:
    return [item(slug=f"n{number}", minutes=length) for number, length in enumerate(minutes)]


def laid(
    items: list[Item],
    benches: list[Bench],
    window: tuple[int, int] | None = None,
    *,
    needs: dict[int, list[int]] | None = None,
    before: dict[int, list[int]] | None = None,
) -> Layout:
    """The items laid with one window for all (the whole by default), and precedence by their numbers."""

    def by_uuid(numbers: dict[int, list[int]] | None) -> dict[str, tuple[Item, ...]]:
        return {one.uuid: tuple(items[n] for n in (numbers or {}).get(number, ())) for number, one in enumerate(items)}

    hard = by_uuid(needs)
    soft = {uuid: (*hard[uuid], *first) for uuid, first in by_uuid(before).items()}
    layout = Layout(benches, {one.uuid: window or (0, len(benches) - 1) for one in items}, Precedence(hard, soft))
    layout.lay(items)
    return layout


def days(count: int, minutes: int = 30, reserve: int = 0) -> list[Bench]:
    return [Bench(minutes, reserve, minutes - reserve) for _ in range(count)]


def slugs(benches: list[Bench]) -> list[list[str]]:
    return [[one.slug for one in bench.items] for bench in benches]


def test_the_days_of_a_window_fill_evenly_the_first_items_first() -> None:
    benches = days(3)
    laid(numbered(10, 10, 10, 10), benches)
    assert slugs(benches) == [["n0", "n3"], ["n1"], ["n2"]]


def test_what_no_day_has_room_for_is_left_out() -> None:
    benches, items = days(1), numbered(20, 20, 10)
    layout = laid(items, benches)
    assert slugs(benches) == [["n0", "n2"]]
    assert layout.left_out == {items[1].uuid: None}


def test_a_full_window_spills_before_itself_and_then_behind() -> None:
    benches = days(4, minutes=10)
    laid(numbered(10, 10, 10, 10), benches, (1, 1))
    assert slugs(benches) == [["n1"], ["n0"], ["n2"], ["n3"]]


def test_the_reserve_is_kept_unless_an_item_fits_beside_no_reserve_and_has_its_own_day() -> None:
    benches, items = days(3, minutes=30, reserve=10), numbered(12, 12, 25, 31)
    layout = laid(items, benches)
    assert slugs(benches) == [["n0"], ["n1"], ["n2"]]
    assert set(layout.left_out) == {items[3].uuid}


def test_a_short_item_never_takes_the_reserve() -> None:
    today = Bench(minutes=10, reserve=8, usual=20)
    assert laid(numbered(6), [today]).day == {}


def test_prerequisites_come_earlier_and_on_one_day_first() -> None:
    benches = days(2)
    laid(numbered(10, 10, 10), benches, needs={0: [2], 1: [0]})
    flat = [slug for bench in slugs(benches) for slug in bench]
    assert flat.index("n2") < flat.index("n0") < flat.index("n1")


def test_an_item_is_left_out_with_its_prerequisite_but_not_with_what_merely_comes_before() -> None:
    items = numbered(10, 40)
    assert laid(items, days(1), needs={0: [1]}).left_out == {items[1].uuid: None, items[0].uuid: items[1]}
    assert set(laid(items, days(1), before={0: [1]}).day) == {items[0].uuid}


def test_a_circle_of_prerequisites_is_cut_and_everything_is_laid() -> None:
    assert len(laid(numbered(5, 5, 5), days(2), needs={0: [1], 1: [2], 2: [0]}).day) == 3


def test_who_needs_a_laid_item_is_known() -> None:
    items = numbered(10, 10)
    layout = laid(items, days(1), needs={0: [1]})
    assert layout.needed_by(items[1]) == items[0]
    assert layout.needed_by(items[0]) is None


def test_no_day_stays_idle_while_a_later_one_has_an_item_that_may_come_earlier() -> None:
    benches = days(4)
    laid(numbered(10, 10, 10), benches, (2, 3))
    assert slugs(benches) == [["n0"], ["n2"], ["n1"], []]
    assert [bench.taken for bench in benches] == [10, 10, 10, 0]


def test_filling_an_idle_day_keeps_prerequisites_first() -> None:
    benches = [Bench(10, 0, 10), Bench(20, 0, 20), Bench(20, 0, 20)]
    laid(numbered(20, 10), benches, (1, 2), needs={1: [0]})
    assert slugs(benches) == [[], ["n0"], ["n1"]]


def test_without_days_everything_is_left_out() -> None:
    items = numbered(5, 5)
    assert set(laid(items, [], (0, -1)).left_out) == {one.uuid for one in items}
