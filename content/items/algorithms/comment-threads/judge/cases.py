"""Small discussions on which each usual slip shows, drawn ones, and large ones on which depth or growth matters."""

from collections.abc import Iterator
from random import Random
from typing import Any

from hotseat.judges.calls import Case

type Comments = list[tuple[Any, Any]]

MANY = 100_000


def by_definition(comments: Comments) -> list[tuple[int, Any]]:
    """Recursive, and looking for replies in the whole list each time: right, and only for small discussions."""
    ids = {one for one, _ in comments}

    def below(parent: Any, depth: int) -> list[tuple[int, Any]]:
        found = []
        for one, its_parent in comments:
            if its_parent == parent and its_parent is not None:
                found += [(depth, one), *below(one, depth + 1)]
        return found

    return [pair for one, parent in comments if parent is None or parent not in ids for pair in [(0, one), *below(one, 1)]]


def small(name: str, comments: Comments, *, shown: bool = False) -> Case:
    """A discussion that the definition can handle."""
    return Case(name, call="shown", args=(comments,), expect=by_definition(comments), shown=shown)


def cases(chance: Random) -> Iterator[Case]:
    yield small("the example", [(1, None), (2, 1), (3, None), (4, 1), (5, 2)], shown=True)
    yield small("an empty discussion", [], shown=True)
    yield small("replies before their parents", [(5, 2), (2, 1), (4, 1), (1, None), (3, None)])
    yield small("a parent that is not there", [("b", "gone"), ("a", None), ("c", "b")])
    yield small("the id zero has replies", [(0, None), (1, 0), (2, 1)])
    yield small("a reply far below, then one at the top", [(1, None), (2, 1), (3, 2), (4, 3), (5, 1), (6, None), (7, 3)])
    yield one_hundred_drawn(chance)
    yield from large(chance)


def one_hundred_drawn(chance: Random) -> Case:
    """Discussions of up to twelve comments in any order, some with parents that are missing."""
    drawn = []
    for _ in range(100):
        size = chance.randint(1, 12)
        comments = [(n, chance.choice([None, *range(n), *([99] if n % 5 == 0 else [])])) for n in range(size)]
        drawn.append(chance.sample(comments, size))
    return Case(
        "a hundred small discussions",
        program=f"result = [shown(list(comments)) for comments in {drawn!r}]",
        expect=[by_definition(comments) for comments in drawn],
    )


def large(chance: Random) -> Iterator[Case]:
    """A chain as deep as it is long, and a wide discussion; computed in the case, since a list of that depth is regular."""
    yield Case(
        "a hundred thousand, each a reply to the one before",
        program=f"result = shown([(n, n - 1 if n else None) for n in range({MANY})]) == [(n, n) for n in range({MANY})]",
        expect=True,
    )
    threads = chance.randint(300, 400)
    yield Case(
        "a hundred thousand replies in a few hundred threads",
        program=(
            f"comments = [(n, n % {threads} if n >= {threads} else None) for n in range({MANY})]\n"
            f"right = [pair for one in range({threads})"
            f" for pair in [(0, one), *((1, n) for n in range(one + {threads}, {MANY}, {threads}))]]\n"
            "result = shown(comments) == right"
        ),
        expect=True,
    )
