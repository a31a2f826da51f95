# %% The longest stretch with a property: the window and the definition
import functools
import math
from collections import Counter, deque
from random import Random

from hotseat.proof import chart, claim, probe, show

PROPERTIES = {
    "at most 2 different values": lambda part: len(set(part)) <= 2,
    "largest less smallest at most 2": lambda part: max(part) - min(part) <= 2,
    "sum at most 6": lambda part: sum(part) <= 6,
    "average at most 2": lambda part: sum(part) <= 2 * len(part),
    "exactly 2 different values": lambda part: len(set(part)) == 2,
}
PLAIN = range(7)
MIXED = range(-3, 4)


def by_window(values, good):
    """The length of the longest good stretch, as the loop finds it that shrinks while the stretch is bad."""
    start = best = 0
    for stop in range(1, len(values) + 1):
        while start < stop and not good(values[start:stop]):
            start += 1
        best = max(best, stop - start)
    return best


def by_definition(values, good):
    stretches = [(start, stop) for start in range(len(values)) for stop in range(start + 1, len(values) + 1)]
    return max((stop - start for start, stop in stretches if good(values[start:stop])), default=0)


def misses(name, numbers):
    """On how many of 300 drawn lists the loop's answer is not the right one."""
    chance, good = Random(7), PROPERTIES[name]
    lists = [chance.choices(numbers, k=10) for _ in range(300)]
    return sum(by_window(values, good) != by_definition(values, good) for values in lists)


@claim("parts-of-good-are-good")
def where_the_window_is_right():
    plain = {name: misses(name, PLAIN) for name in PROPERTIES}
    mixed = misses("sum at most 6", MIXED)
    for name, count in plain.items():
        show(f"lists of 300 on which the window is wrong, values 0 to 6: {name}", count)
    show("the same with values from -3 to 3: sum at most 6", mixed)
    shared = [plain[name] for name in list(PROPERTIES)[:3]]
    others = [plain[name] for name in list(PROPERTIES)[3:]]
    return shared == [0, 0, 0] and all(others) and mixed > 0


@probe
def found_by_the_window(values):
    numbers = {"whole numbers from 0 to 6": PLAIN, "whole numbers from -3 to 3": range(-3, 4)}[values]
    return [name for name in PROPERTIES if misses(name, numbers) == 0]


# %% What the inner loop does in the whole
def taken_out(ids, most):
    """(elements taken out in the whole run, in the largest step), for the longest stretch of at most so many different."""
    inside, start, taken, largest = Counter(), 0, 0, 0
    for stop, one in enumerate(ids):
        before = taken
        inside[one] += 1
        while len(inside) > most:
            inside[ids[start]] -= 1
            if not inside[ids[start]]:
                del inside[ids[start]]
            start += 1
            taken += 1
        largest = max(largest, taken - before)
    return taken, largest


@claim("each-leaves-once")
def the_sum_of_all_steps():
    rows = []
    for size in (10, 100, 1000, 10_000):
        drawn = Random(size).choices(range(6), k=size)
        rows.append((size, *taken_out(drawn, 3)))
    blocks = ["a"] * 4000 + ["b", "c", "d"] + ["e"] * 4000
    taken, largest = taken_out(blocks, 3)
    show("values, taken out in all, in the largest step", [str(row) for row in rows])
    show("4000 equal ones, then three others: taken out in the largest step", largest)
    return all(out <= size for size, out, _ in rows) and taken <= len(blocks) and largest >= 4000


# %% A given length: sum and maximum
class Arithmetic:
    done = 0


def plus(one, other):
    Arithmetic.done += 1
    return one + other


def minus(one, other):
    Arithmetic.done += 1
    return one - other


def moved_sums(values, length):
    total = functools.reduce(plus, values[:length])
    sums = [total]
    for stop in range(length, len(values)):
        total = minus(plus(total, values[stop]), values[stop - length])
        sums.append(total)
    return sums


def new_sums(values, length):
    return [functools.reduce(plus, values[start : start + length]) for start in range(len(values) - length + 1)]


def steps(work, values, length):
    Arithmetic.done = 0
    work(values, length)
    return Arithmetic.done


@claim("sum-moves-in-two-steps")
def additions():
    values = Random(3).choices(range(100), k=400)
    for length in (2, 10, 60, 200):
        assert moved_sums(values, length) == new_sums(values, length)
        found = [steps(work, values, length) for work in (moved_sums, new_sums)]
        show(f"additions and subtractions for windows of {length} over 400 values: moved, anew", found)
        if found != [length - 1 + 2 * (400 - length), (400 - length + 1) * (length - 1)]:
            return False
    return True


@probe
def steps_for_sums(count, length):
    values = [1] * count
    return [steps(work, values, length) for work in (new_sums, moved_sums)]


class Value:
    """A value that counts, over all instances, how often values are compared."""

    compared = 0

    def __init__(self, number):
        self.number = number

    def __lt__(self, other):
        Value.compared += 1
        return self.number < other.number


def maxima(values, length):
    """(the maximum of each window, the candidates at the end)"""
    candidates, found = deque(), []
    for stop, value in enumerate(values):
        while candidates and not value < candidates[-1][1]:
            candidates.pop()
        candidates.append((stop, value))
        if candidates[0][0] <= stop - length:
            candidates.popleft()
        if stop >= length - 1:
            found.append(candidates[0][1])
    return found, [value for _, value in candidates]


ORDERS = {
    "rising": list(range(2000)),
    "falling": list(range(2000, 0, -1)),
    "shuffled": Random(1).sample(range(2000), 2000),
}


@claim("maximum-by-candidates")
def comparisons_for_each_value():
    lengths, rows = [2, 10, 50, 500], {}
    for order, numbers in ORDERS.items():
        values = [Value(number) for number in numbers]
        rows[order] = []
        for length in lengths:
            Value.compared = 0
            found, _ = maxima(values, length)
            rows[order].append(Value.compared / len(values))
            right = [max(numbers[start : start + length]) for start in range(len(numbers) - length + 1)]
            if [value.number for value in found] != right:
                return False
    chart("Comparisons for each value", lengths, rows, x_label="length of the window", y_label="comparisons", log_x=True)
    return all(each <= 3 for row in rows.values() for each in row)


@probe
def candidates_left(values, length):
    return " ".join(map(str, maxima(eval(values), length)[1]))


# %% Exactly k
def at_most(text, k):
    """How many stretches have at most k different letters."""
    inside, start, count = Counter(), 0, 0
    for stop, letter in enumerate(text, 1):
        inside[letter] += 1
        while len(inside) > k:
            inside[text[start]] -= 1
            if not inside[text[start]]:
                del inside[text[start]]
            start += 1
        count += stop - start
    return count


def exactly(text, k):
    return at_most(text, k) - at_most(text, k - 1)


@claim("exactly-is-a-difference")
def counts_by_definition():
    for seed in range(100):
        chance = Random(seed)
        text = "".join(chance.choices("abcd", k=chance.randint(0, 14)))
        parts = [text[i:j] for i in range(len(text)) for j in range(i + 1, len(text) + 1)]
        for k in range(1, 5):
            if exactly(text, k) != sum(len(set(part)) == k for part in parts):
                return False
    return True


@probe
def stretches_with_exactly(text, k):
    return exactly(text, k)


# %% Months later: floats, and events that come late
LARGE = 10**16


@claim("running-sum-drifts")
def a_large_value_passes_through():
    whole = [1, 1, LARGE, 1, 1, 1, 1]
    floats = [float(value) for value in whole]
    kept, anew, in_integers = moved_sums(floats, 3)[-1], math.fsum(floats[-3:]), moved_sums(whole, 3)[-1]
    show("the last window of three ones: kept up to date, anew, in integers", [kept, anew, in_integers])
    return kept != 3.0 and anew == 3.0 and in_integers == 3


LATE = 90


def counts_of_the_last_minute(times):
    """After each event: how many of those that have come lie in the 60 seconds before it, itself included."""
    inside, counts = deque(), []
    for now in times:
        inside.append(now)
        while inside[0] <= now - 60:
            inside.popleft()
        counts.append(len(inside))
    return counts


def by_the_definition(times):
    return [sum(now - 60 < earlier <= now for earlier in times[: at + 1]) for at, now in enumerate(times)]


@claim("late-events-spoil-it")
def in_order_and_late():
    chance = Random(5)
    happened = sorted(chance.sample(range(2000), 300))
    arrived = sorted(happened, key=lambda time: time + (LATE if time % 10 == 0 else 0))
    right, wrong = (counts_of_the_last_minute(times) == by_the_definition(times) for times in (happened, arrived))
    off = sum(a != b for a, b in zip(counts_of_the_last_minute(arrived), by_the_definition(arrived), strict=True))
    show("wrong counts of 300, when some events come 90 s late", off)
    return right and not wrong
