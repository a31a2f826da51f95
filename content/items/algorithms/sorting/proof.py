# %% Keys that count comparisons, and inputs in several orders
import functools
import heapq
import itertools
import math
from math import lgamma, log, log2
from random import Random

from hotseat.proof import chart, claim, probe, show


class Key:
    """A key that counts, over all instances, how often keys are compared."""

    __slots__ = ("number",)
    compared = 0

    def __init__(self, number):
        self.number = number

    def __lt__(self, other):
        Key.compared += 1
        return self.number < other.number


SHAPES = {
    "rising": lambda size: list(range(size)),
    "falling": lambda size: list(range(size, 0, -1)),
    "all equal": lambda size: [7] * size,
    "rising, with the smallest at the end": lambda size: [*range(1, size), 0],
    "two rising runs, the second below the first": lambda size: [*range(size // 2, size), *range(size // 2)],
    "shuffled": lambda size: Random(size).sample(range(size), size),
}


def built_in(keys):
    return sorted(keys)


def comparisons(sort, values):
    """How often `sort` compares; it must return the values in order."""
    keys = [Key(value) for value in values]
    Key.compared = 0
    done = sort(keys)
    made = Key.compared
    assert [key.number for key in done] == sorted(values)
    return made


# %% The textbook's three
PIVOT = "first"


def quicksort(keys, pivot=None):
    """Comparisons with the pivot only, one for each other element; without recursion, so that bad pivots do not exhaust it."""
    done, waiting = [], [list(keys)]
    while waiting:
        part = waiting.pop()
        if len(part) <= 1:
            done.extend(part)
            continue
        chosen = part.pop(len(part) // 2 if (pivot or PIVOT) == "middle" else 0)
        smaller, others = [], []
        for key in part:
            (smaller if key < chosen else others).append(key)
        waiting += [others, [chosen], smaller]
    return done


def merge_sort(keys):
    if len(keys) <= 1:
        return list(keys)
    left, right = merge_sort(keys[: len(keys) // 2]), merge_sort(keys[len(keys) // 2 :])
    merged, at, other = [], 0, 0
    while at < len(left) and other < len(right):
        if right[other] < left[at]:
            merged.append(right[other])
            other += 1
        else:
            merged.append(left[at])
            at += 1
    return merged + left[at:] + right[other:]


def heap_sort(keys):
    heap = []
    for key in keys:
        heapq.heappush(heap, key)
    return [heapq.heappop(heap) for _ in keys]


SORTS = {"sorted": built_in, "merge sort": merge_sort, "heap sort": heap_sort, "quicksort, first as pivot": quicksort}


@claim("textbook-sorts-compared")
def three_and_one():
    size, shapes = 1000, ("shuffled", "rising", "falling")
    counts = {name: [comparisons(sort, SHAPES[shape](size)) for shape in shapes] for name, sort in SORTS.items()}
    chart("Comparisons to sort 1000 values", shapes, counts, x_label="order", y_label="comparisons", log_y=True, kind="bars")
    shuffled = {name: row[0] for name, row in counts.items()}
    least_of_three = min(shuffled["heap sort"], shuffled["quicksort, first as pivot"])
    return shuffled["merge sort"] < least_of_three and counts["quicksort, first as pivot"][2] == size * (size - 1) // 2


@claim("quicksort-needs-luck")
def pivots_at_the_end():
    sizes = [10, 50, 100, 400]
    counts = [comparisons(quicksort, SHAPES["rising"](size)) for size in sizes]
    show("comparisons of quicksort on 400 values in order, and of sorted", [counts[-1], comparisons(built_in, range(400))])
    return counts == [size * (size - 1) // 2 for size in sizes]


@probe
def quicksort_comparisons(size, pivot):
    return comparisons(lambda keys: quicksort(keys, pivot), range(size))


# %% What sorted makes of order
@claim("order-is-used")
def runs_are_found():
    within = True
    for size in (100, 1000, 20_000):
        counts = {shape: comparisons(built_in, make(size)) for shape, make in SHAPES.items()}
        *linear, one, two = [counts[shape] for shape in SHAPES if shape != "shuffled"]
        within = within and set(linear) == {size - 1} and max(one, two) <= size + 2 * log2(size) + 10
    for shape, count in counts.items():
        show(f"comparisons for 20,000 values, {shape}", count)
    return within


@claim("close-to-the-least")
def the_least_possible():
    ratios = [comparisons(built_in, SHAPES["shuffled"](size)) * log(2) / lgamma(size + 1) for size in (1000, 5000, 20_000)]
    show("comparisons ÷ log2(n!): 1000, 5000, 20,000 shuffled values", [round(ratio, 4) for ratio in ratios])
    return all(1 <= ratio < 1.03 for ratio in ratios)


RANGES = ["n - 1", "n to 2n", "more than 2n, and fewer than n·log2(n)", "n·log2(n) or more"]


@probe
def comparisons_of_sorted(size, shape):
    count = comparisons(built_in, SHAPES[shape](size))
    bounds = [size - 1, 2 * size, size * log2(size) - 1, float("inf")]
    return next(text for text, bound in zip(RANGES, bounds, strict=True) if count <= bound)


# %% Which runs are merged first
def bad_for_timsort(size):
    """Lengths of runs on which Timsort's old rule does badly (Buss and Knop, 2019)."""
    if size <= 3:
        return [size]
    half = size // 2
    return [*bad_for_timsort(half), *bad_for_timsort(half - 1), size - (2 * half - 1)]


def by_old_rule(lengths):
    """Elements merged in all, when the newest runs are merged until each is longer than the next two together."""
    stack, cost = [], 0

    def merge(at):
        nonlocal cost
        stack[at] += stack.pop(at + 1)
        cost += stack[at]

    def smaller_neighbour(at):
        return at - 1 if at > 0 and stack[at - 1] < stack[at + 1] else at

    for length in lengths:
        stack.append(length)
        while len(stack) > 1:
            at = len(stack) - 2
            near = at > 0 and stack[at - 1] <= stack[at] + stack[at + 1]
            if near or (at > 1 and stack[at - 2] <= stack[at - 1] + stack[at]):
                merge(smaller_neighbour(at))
            elif stack[at] <= stack[at + 1]:
                merge(at)
            else:
                break
    while len(stack) > 1:
        merge(smaller_neighbour(len(stack) - 2))
    return cost


def power(start, length, following, total):
    """The first binary digit in which the middles of two neighbouring runs differ, as shares of the whole."""
    first, second = (2 * start + length) / (2 * total), (2 * (start + length) + following) / (2 * total)
    return next(digit for digit in itertools.count(1) if int(first * 2**digit) != int(second * 2**digit))


def by_powersort(lengths):
    """Elements merged in all, when a boundary of smaller power is merged later (Munro and Wild, 2018)."""
    total, stack, start, cost = sum(lengths), [], 0, 0  # stack: [start, length, power of the boundary behind it]

    def merge():
        nonlocal cost
        last = stack.pop()
        stack[-1][1] += last[1]
        cost += stack[-1][1]

    for length in lengths:
        if stack:
            found = power(stack[-1][0], stack[-1][1], length, total)
            while len(stack) > 1 and stack[-2][2] > found:
                merge()
            stack[-1][2] = found
        stack.append([start, length, 0])
        start += length
    while len(stack) > 1:
        merge()
    return cost


@claim("merges-follow-powersort")
def counted_and_predicted():
    lengths = [64 * length for length in bad_for_timsort(200)]
    total, chance = sum(lengths), Random(1)
    values = [value for length in lengths for value in sorted(chance.random() for _ in range(length))]
    counted = comparisons(built_in, values) - total  # less those that find the runs
    new, old = by_powersort(lengths), by_old_rule(lengths)
    show("for each element: comparisons that merge; elements passed by Powersort's rule, by the old rule", [
        round(count / total, 2) for count in (counted, new, old)
    ])  # fmt: skip
    return 0.98 < counted / new <= 1.01 and old > 1.15 * counted


# %% Equal elements, keys, and an order that is none
def first(row):
    return row[0]


def second(row):
    return row[1]


@claim("equal-keep-their-order")
def stability():
    for seed in range(50):
        chance = Random(seed)
        rows = [(chance.randrange(4), chance.randrange(4), number) for number in range(40)]
        stood = [row for value in range(4) for row in rows if first(row) == value]
        stood_backwards = [row for value in (3, 2, 1, 0) for row in rows if first(row) == value]
        backwards = sorted(rows, key=first, reverse=True)
        twice = sorted(sorted(rows, key=second), key=first)
        if sorted(rows, key=first) != stood or backwards != stood_backwards or twice != sorted(rows, key=lambda row: row[:2]):
            return False
    return True


@probe
def sorted_words(words, how):
    return " ".join(eval(how, {"words": words.split()}))


@claim("key-is-called-once")
def calls_of_key_and_comparison():
    calls = 0

    def counting_key(value):
        nonlocal calls
        calls += 1
        return value

    def counting_comparison(one, other):
        nonlocal calls
        calls += 1
        return one - other

    found = {}
    for shape, make in SHAPES.items():
        values, calls = make(1000), 0
        sorted(values, key=counting_key)
        keys, calls = calls, 0
        sorted(values, key=functools.cmp_to_key(counting_comparison))
        found[shape] = (keys, calls)
    show("calls for 1000 shuffled values: key, comparison", list(found["shuffled"]))
    return {keys for keys, _ in found.values()} == {1000} and found["shuffled"][1] > 8000


UNKNOWN = math.nan


def out_of_order(values):
    return any(one > other for one, other in itertools.pairwise(values))


@claim("nan-spoils-the-order")
def lists_with_nan():
    spoilt = mended = 0
    for seed in range(200):
        values = [*Random(seed).sample(range(30), 30)]
        values[seed % 28 + 1] = UNKNOWN
        spoilt += out_of_order([value for value in sorted(values) if not math.isnan(value)])
        mended += not out_of_order(sorted(values, key=lambda value: (math.isnan(value), value))[:29])
    show("of 200 lists of 30 with one NaN, out of order after sorted", spoilt)
    return spoilt > 50 and mended == 200


# %% Merging streams
@claim("merge-keeps-one-of-each")
def elements_taken():
    taken = 0

    def stream(start):
        nonlocal taken
        for value in range(start, 3000, 3):
            taken += 1
            yield value

    streams = [stream(start) for start in range(3)]
    merged = heapq.merge(*streams)
    ahead = []
    for handed_out, value in enumerate(itertools.islice(merged, 2000), 1):
        assert value == handed_out - 1
        ahead.append(taken - handed_out)
    show("elements taken and not yet handed out, most", max(ahead))
    return max(ahead) <= len(streams)
