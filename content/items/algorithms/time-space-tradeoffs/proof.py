# %% A cache, asked in a circle
import functools
import hashlib
import operator
import sys
import tracemalloc
import weakref
from math import comb
from random import Random

from hotseat.proof import chart, claim, probe, show


def hits(keys, size, rounds):
    """How often a cache of that size hits when it is asked for the keys in a circle."""
    asked = functools.lru_cache(maxsize=size)(lambda key: key)
    order = range(keys)
    for _ in range(rounds):
        for key in order:
            asked(key)
    return asked.cache_info().hits


@claim("lru-falls-off-a-cliff")
def one_key_too_many():
    keys, rounds = [10, 500, 900, 1000, 1001, 1100, 1500], 10
    found = [hits(count, 1000, rounds) for count in keys]
    chart(
        "Hits of a cache of 1000, asked ten times round",
        keys,
        {"share of the questions": [count / (rounds * number) for count, number in zip(found, keys, strict=True)]},
        x_label="keys in the circle",
        y_label="hits, as a share",
        mark={"size of the cache": 1000},
        kind="points",
    )
    return found == [(rounds - 1) * count if count <= 1000 else 0 for count in keys]


@probe
def hits_in_a_circle(keys, size, rounds):
    return hits(keys, size, rounds)


# %% What a cache keeps alive
class Report:
    @functools.lru_cache(maxsize=1000)
    def total(self):
        return 42


class Lean:
    @functools.cached_property
    def total(self):
        return 42


def outlives(make, use):
    """Whether the instance is alive after it was used and nobody refers to it any more."""
    instance = make()
    use(instance)
    watch = weakref.ref(instance)
    del instance
    return watch() is not None


@claim("cache-keeps-self-alive")
def kept_instances():
    found = [outlives(Report, lambda one: one.total()), outlives(Lean, lambda one: one.total)]
    show("alive: with lru_cache on the method, with cached_property", [str(alive) for alive in found])
    return found == [True, False]


# %% Remembering, and computing in advance
class Forgetful(dict):
    def __setitem__(self, key, value):
        pass


def ways(rows, columns, kept=None):
    """(ways from one corner of a grid to the other, right and down only; calls)"""
    calls = 0

    def count(row, column):
        nonlocal calls
        calls += 1
        if row == 0 or column == 0:
            return 1
        return ask(row - 1, column) + ask(row, column - 1)

    def ask(row, column):
        if kept is None:
            return count(row, column)
        found = kept.get((row, column))
        if found is None:
            found = kept[row, column] = count(row, column)
        return found

    return ask(rows, columns), calls


def both_ways(rows, columns):
    """Calls without a cache and with one."""
    kept = {}
    plain, cached = ways(rows, columns), ways(rows, columns, kept)
    assert plain[0] == cached[0] == comb(rows + columns, rows)
    return [plain[1], cached[1]]


@claim("memo-counts-questions")
def calls_with_and_without():
    counts = both_ways(10, 10)
    show("calls for a grid of 10 by 10, without and with a cache", counts)
    return counts == [369_511, 120]


@probe
def calls_for_a_grid(rows, columns):
    return both_ways(rows, columns)


class Arithmetic:
    """Counts additions and subtractions."""

    done = 0


def plus(one, other):
    Arithmetic.done += 1
    return one + other


def minus(one, other):
    Arithmetic.done += 1
    return one - other


def running_totals(values):
    totals = [0]
    for value in values:
        totals.append(plus(totals[-1], value))
    return totals


def by_totals(totals, start, stop):
    return minus(totals[stop], totals[start])


def steps_for(values, stretches):
    """Steps to sum the stretches one by one, and with running totals."""
    Arithmetic.done = 0
    plain = [functools.reduce(plus, values[start:stop], 0) for start, stop in stretches]
    adding, Arithmetic.done = Arithmetic.done, 0
    totals = running_totals(values)
    quick = [by_totals(totals, start, stop) for start, stop in stretches]
    assert plain == quick
    return [adding, Arithmetic.done]


@claim("prefix-sums-answer-at-once")
def stretches_of_all_lengths():
    values = Random(2).choices(range(100), k=500)
    stretches = [(start, start + length) for length in (1, 10, 100, 400) for start in range(0, 100, 5)]
    adding, quick = steps_for(values, stretches)
    show("steps for 80 stretches of 500 values: adding up, and with running totals", [adding, quick])
    return adding == sum(stop - start for start, stop in stretches) and quick == len(values) + len(stretches)


@probe
def steps_for_questions(values, questions, length):
    return steps_for([1] * values, [(0, length)] * questions)


# %% Streaming
COUNT = 100_000


def peak(work):
    """The most bytes that Python had allocated at one time while `work` ran."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@claim("generator-keeps-one")
def peaks():
    streamed = peak(lambda: sum(number * 3 for number in range(COUNT)))
    listed = peak(lambda: sum([number * 3 for number in range(COUNT)]))
    show("peak of the generator and of the list", [streamed, listed], "bytes")
    return streamed < listed / 100


# %% One row in place of the table
def by_table(a, b):
    """(length of the longest common subsequence, steps), with the whole table kept."""
    table, steps = [[0] * (len(b) + 1)], 0
    for letter in a:
        row = [0]
        for at, other in enumerate(b):
            steps += 1
            row.append(table[-1][at] + 1 if letter == other else max(row[at], table[-1][at + 1]))
        table.append(row)
    return table[-1][-1], steps


def last_row(a, b):
    """The last row of that table, and the steps; one row before it is kept."""
    row, steps = [0] * (len(b) + 1), 0
    for letter in a:
        before, row = row, [0]
        for at, other in enumerate(b):
            steps += 1
            row.append(before[at] + 1 if letter == other else max(row[at], before[at + 1]))
    return row, steps


def drawn_texts(length):
    chance = Random(length)
    return tuple("".join(chance.choices("abcd", k=length + extra)) for extra in (0, 3))


@claim("one-row-is-enough")
def same_length_same_steps():
    for length in (10, 50, 100, 200):
        a, b = drawn_texts(length)
        row, steps = last_row(a, b)
        if (row[-1], steps) != by_table(a, b):
            return False
        show(
            f"numbers kept for texts of {length} and {length + 3}: the table, one row", [(length + 1) * (length + 4), length + 4]
        )
    return True


def subsequence(a, b):
    """(a longest common subsequence, steps), by Hirschberg's method."""
    if len(a) <= 1 or not b:
        return (a if a and a in b else ""), len(b)
    half = len(a) // 2
    above, first = last_row(a[:half], b)
    below, second = last_row(a[half:][::-1], b[::-1])
    cut = max(range(len(b) + 1), key=lambda at: above[at] + below[len(b) - at])
    left, third = subsequence(a[:half], b[:cut])
    right, fourth = subsequence(a[half:], b[cut:])
    return left + right, first + second + third + fourth


def inside(part, whole):
    letters = iter(whole)
    return all(letter in letters for letter in part)


@claim("twice-the-steps-for-one-row")
def the_letters_too():
    ratios = []
    for length in (50, 100, 200):
        a, b = drawn_texts(length)
        best, steps = by_table(a, b)
        found, taken = subsequence(a, b)
        if len(found) != best or not inside(found, a) or not inside(found, b):
            return False
        ratios.append(taken / steps)
    show("steps ÷ steps of the table: 50, 100, 200 letters", [round(ratio, 2) for ratio in ratios])
    return all(1.5 < ratio < 2.2 for ratio in ratios)


# %% Paying with certainty
BITS_EACH = 10
HASHES = 7


class Filter:
    """A Bloom filter for so many texts."""

    def __init__(self, expected):
        self.size = expected * BITS_EACH
        self.bits = bytearray(self.size // 8 + 1)

    def places(self, text):
        digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
        first, step = int.from_bytes(digest[:8]), int.from_bytes(digest[8:]) | 1
        return [(first + number * step) % self.size for number in range(HASHES)]

    def add(self, text):
        for place in self.places(text):
            self.bits[place // 8] |= 1 << place % 8

    def __contains__(self, text):
        return all(self.bits[place // 8] >> place % 8 & 1 for place in self.places(text))


@claim("bloom-filter-errs-on-one-side")
def errors_and_bytes():
    known = [f"event-{number}" for number in range(5000)]
    filtered = Filter(len(known))
    for text in known:
        filtered.add(text)
    missed = sum(text not in filtered for text in known)
    wrong = sum(f"other-{number}" in filtered for number in range(5000)) / 5000
    as_set = sys.getsizeof(set(known)) + sum(map(sys.getsizeof, known))
    show("known texts denied; others taken for known, as a share", [missed, round(wrong, 4)])
    show("bytes of the filter, of the set with its texts", [len(filtered.bits), as_set])
    return missed == 0 and wrong < 0.02 and operator.lt(20 * len(filtered.bits), as_set)
