from hotseat.core.item import Item


def test_an_item_is_called_by_area_and_slug_and_stands_for_its_first_leaf() -> None:
    item = Item("web", "n-plus-1", "uuid", "N+1", "explain", ("web.avoid-n-plus-1", "web.orm-internals"), "senior", 8)
    assert item.id == "web/n-plus-1"
    assert item.primary_leaf == "web.avoid-n-plus-1"
