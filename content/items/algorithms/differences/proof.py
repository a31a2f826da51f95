# %% Pairing by place and matching
from collections import Counter
from itertools import groupby, zip_longest
from operator import itemgetter
from random import Random

from hotseat.proof import claim, show

REFERENCES = "abc"


def drawn(seed, size=8):
    chance = Random(seed)
    return [sorted(((chance.choice(REFERENCES), chance.randrange(4)) for _ in range(size)), key=itemgetter(0)) for _ in range(2)]


def blocks(rows):
    return {reference: [cents for _, cents in block] for reference, block in groupby(rows, key=itemgetter(0))}


def by_counts(ours, theirs):
    """The rows of a reference that have no equal one on the other side: those of ours, and those of theirs."""
    return Counter(ours) - Counter(theirs), Counter(theirs) - Counter(ours)


def by_place(ours, theirs):
    pairs = [(one, other) for one, other in zip_longest(ours, theirs) if one != other]
    left = ([one for one, _ in pairs if one is not None], [other for _, other in pairs if other is not None])
    return Counter(left[0]), Counter(left[1])


def differ(ours, theirs):
    one, other = blocks(ours), blocks(theirs)
    return any(
        by_counts(one.get(reference, []), other.get(reference, [])) != by_place(one.get(reference, []), other.get(reference, []))
        for reference in {*one, *other}
    )


@claim("pairing-by-place-is-wrong")
def lists_that_differ():
    found = sum(differ(*drawn(seed)) for seed in range(300))
    show("pairs of lists of 300 on which pairing by place reports something else", found)
    return found > 250


# %% Matching within a block
class Cents:
    """Counts, over all instances, how often amounts are compared."""

    compared = 0

    def __init__(self, number):
        self.number = number

    def __eq__(self, other):
        Cents.compared += 1
        return self.number == other.number

    __hash__ = None


def comparisons_by_searching(size):
    ours = list(range(size))
    theirs = Random(size).sample(ours, size)
    free = [Cents(number) for number in theirs]
    Cents.compared = 0
    for number in ours:
        free.remove(Cents(number))
    return Cents.compared


def steps_by_counts(size):
    free, steps = {}, 0
    for number in Random(size).sample(range(size), size):
        free[number] = free.get(number, 0) + 1
        steps += 1
    for number in range(size):
        free[number] -= 1
        steps += 1
    return steps


@claim("searching-a-block-is-quadratic")
def two_ways_to_match():
    sizes = [50, 100, 200, 400]
    searching, counting = [comparisons_by_searching(size) for size in sizes], [steps_by_counts(size) for size in sizes]
    show("comparisons by searching, blocks of 50 to 400", searching)
    show("steps with counts", counting)
    return all(count > size**2 / 5 for count, size in zip(searching, sizes, strict=True)) and counting == [2 * s for s in sizes]


# %% What is kept
def most_kept(ours, theirs):
    """The most rows held at one time while both are walked reference by reference."""
    sides = [iter(ours), iter(theirs)]
    heads, most, kept, step = [next(side, None) for side in sides], 0, [], 0
    while any(heads):
        reference = min(head[0] for head in heads if head)
        kept = []
        for at, side in enumerate(sides):
            while heads[at] and heads[at][0] == reference:
                kept.append(heads[at])
                heads[at] = next(side, None)
        most, step = max(most, len(kept)), step + 1
    return most


@claim("room-is-the-block")
def rows_kept():
    most = []
    for references in (50, 500, 5000):
        rows = [(f"r{number:05}", cents) for number in range(references) for cents in range(2)]
        most.append(most_kept(rows, rows))
    show("rows kept at one time, lists of 100, 1000 and 10,000 rows with two for each reference", most)
    return most == [4, 4, 4]
