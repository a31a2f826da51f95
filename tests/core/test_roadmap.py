import pytest

from hotseat.core.roadmap import Area, Leaf, Roadmap

GIL, MRO = Leaf("concurrency.gil", "GIL", "Python", (4,), expect=True), Leaf("core-python.mro", "MRO", "OOP", (1, 2))
ROADMAP = Roadmap(
    (Area("core-python", "Core", "", 1.5, (1, 2), (MRO,)), Area("concurrency", "Concurrency", "", 1.4, (4,), (GIL,))), (), ()
)


def test_leaves_come_area_by_area() -> None:
    assert list(ROADMAP.leaves) == [MRO, GIL]


def test_areas_and_leaves_are_found_by_their_ids() -> None:
    assert ROADMAP.leaf("concurrency.gil") is GIL
    assert ROADMAP.area(GIL.area).title == "Concurrency"


def test_an_unknown_id_is_named() -> None:
    with pytest.raises(KeyError, match=r"concurrency\.gli"):
        ROADMAP.leaf("concurrency.gli")
    with pytest.raises(KeyError, match="concurency"):
        ROADMAP.area("concurency")
