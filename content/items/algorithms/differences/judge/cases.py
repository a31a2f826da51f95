"""Short lists on which each usual slip shows, drawn ones, lists that count what is read, and long ones."""

from collections import Counter
from collections.abc import Iterator
from random import Random

from hotseat.judges.calls import Case

type Rows = list[tuple[str, int]]


def unmatched(rows: Rows, others: Rows) -> Rows:
    """The rows that find no equal one among the others, each of which is taken once, first come first served."""
    free = Counter(others)
    left = []
    for row in rows:
        if free[row]:
            free[row] -= 1
        else:
            left.append(row)
    return left


def by_definition(ours: Rows, theirs: Rows) -> list[tuple[str, str, int]]:
    found = [("ours", *row) for row in unmatched(ours, theirs)] + [("theirs", *row) for row in unmatched(theirs, ours)]
    return sorted(found, key=lambda row: (row[1], row[0]))


def small(name: str, ours: Rows, theirs: Rows, *, shown: bool = False) -> Case:
    return Case(
        name,
        program=f"result = list(differences(iter({ours!r}), iter({theirs!r})))",
        expect=by_definition(ours, theirs),
        shown=shown,
    )


def cases(chance: Random) -> Iterator[Case]:
    yield small(
        "the example",
        [("r1", 500), ("r2", 70), ("r3", 20)],
        [("r1", 500), ("r3", 25), ("r4", 90)],
        shown=True,
    )
    yield small("nothing on either side", [], [], shown=True)
    yield small("one side ends early", [("a", 1), ("d", 4), ("e", 5)], [("a", 1)])
    yield small("only theirs", [], [("a", 1), ("b", 2)])
    yield small("several rows of one reference", [("a", 1), ("a", 2), ("b", 3)], [("a", 2), ("a", 3), ("b", 3)])
    yield small("another order within a reference", [("a", 3), ("a", 1), ("a", 2)], [("a", 1), ("a", 2), ("a", 3)])
    yield small("equal rows, more on one side", [("a", 5), ("a", 5), ("a", 5), ("b", 1)], [("a", 5), ("b", 1), ("b", 1)])
    yield small("ours before theirs, each in its order", [("a", 9), ("a", 1), ("a", 4)], [("a", 8), ("a", 2)])
    yield two_hundred_drawn(chance)
    yield long_lists(chance)
    yield one_large_block(chance)
    yield read_ahead()


def two_hundred_drawn(chance: Random) -> Case:
    drawn = []
    for _ in range(200):
        sides = [[(chance.choice("abcd"), chance.randrange(3)) for _ in range(chance.randint(0, 9))] for _ in range(2)]
        drawn.append(tuple(sorted(side, key=lambda row: row[0]) for side in sides))
    return Case(
        "two hundred short lists",
        program=f"result = [list(differences(iter(ours), iter(theirs))) for ours, theirs in {drawn!r}]",
        expect=[by_definition(ours, theirs) for ours, theirs in drawn],
    )


def read_ahead() -> Case:
    """Two rows each of a thousand references; theirs lacks one row of each. At each difference, what has been read?"""
    return Case(
        "little is read ahead",
        program=(
            "read = {'ours': 0, 'theirs': 0}\n"
            "def rows(side, each):\n"
            "    for number in range(1000):\n"
            "        for cents in range(each):\n"
            "            read[side] += 1\n"
            "            yield (f'r{number:04}', cents)\n\n"
            "result = True\n"
            "for side, reference, cents in differences(rows('ours', 2), rows('theirs', 1)):\n"
            "    number = int(reference[1:]) + 1\n"
            "    if read['ours'] > 2 * number + 3 or read['theirs'] > number + 2:\n"
            "        result = f'{read} rows were read when the differences of {reference} came'\n"
            "        break\n"
        ),
        check=lambda got: True if got is True else f"Read ahead: {got}" if isinstance(got, str) else False,
    )


def long_lists(chance: Random) -> Case:
    missing = sorted(chance.sample(range(60_000), 5))
    return Case(
        "sixty thousand rows on each side",
        program=(
            "rows = [(f'r{n:06}', n % 97) for n in range(60_000)]\n"
            f"missing = {missing}\n"
            "theirs = [row for n, row in enumerate(rows) if n not in missing]\n"
            "result = list(differences(iter(rows), iter(theirs))) == [('ours', *rows[n]) for n in missing]"
        ),
        expect=True,
    )


def one_large_block(chance: Random) -> Case:
    seed = chance.randrange(10**6)
    return Case(
        "twenty thousand rows of one reference",
        program=(
            "from random import Random\n"
            "ours = [('', n) for n in range(20_000)]\n"
            f"theirs = Random({seed}).sample(ours, len(ours))\n"
            "result = list(differences(iter(ours), iter([*theirs, ('', -1)])))"
        ),
        expect=[("theirs", "", -1)],
    )
