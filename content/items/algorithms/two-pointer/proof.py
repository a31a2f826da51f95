# %% Inwards from both ends
from bisect import bisect_left
from itertools import combinations
from random import Random

from hotseat.proof import chart, claim, probe, show


def pair_with_sum(values, target):
    """(a pair with that sum or None, looks), from both ends of the list."""
    lo, hi, looks = 0, len(values) - 1, 0
    while lo < hi:
        looks += 1
        total = values[lo] + values[hi]
        if total == target:
            return (values[lo], values[hi]), looks
        elif total > target:
            hi -= 1
        else:
            lo += 1
    return None, looks


def exists(values, target):
    return any(one + other == target for one, other in combinations(values, 2))


@claim("each-look-discards-one")
def found_or_not_there():
    most = 0
    for seed in range(500):
        chance = Random(seed)
        values = sorted(chance.choices(range(-10, 20), k=chance.randint(0, 12)))
        for target in range(-22, 41):
            pair, looks = pair_with_sum(values, target)
            if (pair is not None) != exists(values, target) or looks > max(0, len(values) - 1):
                return False
            most = max(most, looks)
    sizes = [10, 30, 100, 300, 1000]
    looks = [pair_with_sum(list(range(0, 2 * size, 2)), 2 * size + 1)[1] for size in sizes]
    chart(
        "Deciding that no pair has the sum",
        sizes,
        {"looks from both ends": looks, "pairs": [size * (size - 1) // 2 for size in sizes]},
        x_label="elements",
        y_label="count",
        log_x=True,
        log_y=True,
    )
    return all(count <= size - 1 for count, size in zip(looks, sizes, strict=True))


@probe
def looks_until_decided(values, target):
    return pair_with_sum(eval(values), target)[1]


@claim("order-is-what-discards")
def pairs_missed():
    lists = [Random(seed).sample(range(30), 12) for seed in range(200)]
    missed = sum(pair_with_sum(values, target)[0] is None for values in lists for target in range(59) if exists(values, target))
    there = sum(exists(values, target) for values in lists for target in range(59))
    show("sums that are there, and of those missed on shuffled lists", [there, missed])
    return missed > 0


# %% Side by side
class Key:
    """A key that counts, over all instances, how often keys are compared."""

    __slots__ = ("number",)
    compared = 0

    def __init__(self, number):
        self.number = number

    def __lt__(self, other):
        Key.compared += 1
        return self.number < other.number


def keys(numbers):
    return [Key(number) for number in numbers]


def merge(left, right):
    merged, at, other = [], 0, 0
    while at < len(left) and other < len(right):
        if right[other] < left[at]:
            merged.append(right[other])
            other += 1
        else:
            merged.append(left[at])
            at += 1
    return merged + left[at:] + right[other:]


@claim("merging-is-linear")
def comparisons_of_a_merge():
    for n, m in [(0, 5), (1, 1), (10, 10), (3, 40), (200, 100), (1000, 1000)]:
        chance = Random(n)
        one, two = (sorted(chance.choices(range(500), k=size)) for size in (n, m))
        left, right = keys(one), keys(two)
        Key.compared = 0
        merged = merge(left, right)
        if Key.compared > max(0, n + m - 1) or [key.number for key in merged] != sorted(one + two):
            return False
    show("comparisons to merge 1000 and 1000", Key.compared)
    return True


def common_by_walking(few, many):
    found, at, other = [], 0, 0
    while at < len(few) and other < len(many):
        if few[at] < many[other]:
            at += 1
        elif many[other] < few[at]:
            other += 1
        else:
            found.append(few[at].number)
            at += 1
    return found


def common_by_searching(few, many):
    found = []
    for key in few:
        place = bisect_left(many, key)
        if place < len(many) and not key < many[place]:
            found.append(key.number)
    return found


@claim("short-side-searches")
def ten_among_many():
    few, many = keys(range(7, 100_000, 10_000)), keys(range(100_000))
    counts, results = [], []
    for common in (common_by_walking, common_by_searching):
        Key.compared = 0
        results.append(common(few, many))
        counts.append(Key.compared)
    show("comparisons for 10 keys among 100,000: walking, searching", counts)
    return results[0] == results[1] and counts[1] * 100 < counts[0]


# %% Joining, with keys that come several times
def by_definition(left, right):
    return [(one, other) for one in left for other in right if one[0] == other[0]]


def moving_both(left, right):
    pairs, at, other = [], 0, 0
    while at < len(left) and other < len(right):
        if left[at][0] < right[other][0]:
            at += 1
        elif right[other][0] < left[at][0]:
            other += 1
        else:
            pairs.append((left[at], right[other]))
            at += 1
            other += 1
    return pairs


def by_blocks(left, right):
    pairs, at, other = [], 0, 0
    while at < len(left) and other < len(right):
        if left[at][0] < right[other][0]:
            at += 1
        elif right[other][0] < left[at][0]:
            other += 1
        else:
            key, block = left[at][0], []
            while at < len(left) and left[at][0] == key:
                block.append(left[at])
                at += 1
            while other < len(right) and right[other][0] == key:
                for one in block:
                    pairs.append((one, right[other]))
                other += 1
    return pairs


def rows(text, side):
    return [(key, f"{side}{number}") for number, key in enumerate(text.split())]


@claim("duplicates-need-a-block")
def pairs_of_a_join():
    for a in range(7):
        for b in range(7):
            left, right = rows("k1 " + "k2 " * a + "k4", "L"), rows("k2 " * b + "k3 k4", "R")
            whole = sorted(by_definition(left, right))
            if sorted(by_blocks(left, right)) != whole or len(moving_both(left, right)) != min(a, b) + 1:
                return False
    show("pairs for a key that occurs 6 and 6 times: moving both on, blocks", [6, 36])
    return True


@probe
def pairs_of_both(left, right):
    one, other = rows(left, "L"), rows(right, "R")
    return [len(by_blocks(one, other)), len(moving_both(one, other))]


def matches(left, right):
    return len(moving_both([(number,) for number in left], [(number,) for number in right]))


class Disorder(ValueError):
    pass


def in_order(values):
    """The values, one by one; raises Disorder at the first that is smaller than the one before."""
    before = None
    for one in values:
        if before is not None and one < before:
            raise Disorder(f"{one} comes after {before}")
        before = one
        yield one


def two_orders():
    """The same numbers, sorted as numbers and as texts."""
    numbers = Random(4).sample(range(2000), 300)
    by_text = sorted(numbers, key=str)
    return sorted(numbers), by_text


@claim("orders-must-agree")
def numbers_and_texts():
    by_number, by_text = two_orders()
    show(
        "matches of 300: one side sorted as texts, both as numbers", [matches(by_number, by_text), matches(by_number, by_number)]
    )
    return matches(by_number, by_number) == 300 and matches(by_number, by_text) < 300


@claim("checked-order-is-loud")
def disorder_is_named():
    by_number, by_text = two_orders()
    quiet = list(in_order(by_number)) == by_number
    try:
        list(in_order(by_text))
    except Disorder as error:
        show("error", str(error))
        return quiet
    return False


# %% Reader and writer; slow and fast
def removed_by_writer(items, keep):
    """Moves made; what is kept is put together at the front, and the rest cut off."""
    writer = moves = 0
    for one in items:
        if keep(one):
            items[writer] = one
            moves += 1
            writer += 1
    del items[writer:]
    return moves


def removed_by_del(items, keep):
    """The same by deleting each; a deletion moves every element behind the place by one."""
    at = moves = 0
    while at < len(items):
        if keep(items[at]):
            at += 1
        else:
            moves += len(items) - at - 1
            del items[at]
    return moves


@claim("writer-moves-each-once")
def moves_to_remove_half():
    one, other = list(range(1000)), list(range(1000))
    moves = [removed_by_writer(one, lambda n: n % 2), removed_by_del(other, lambda n: n % 2)]
    show("elements moved: by a writer, by deleting each", moves)
    return one == other == list(range(1, 1000, 2)) and moves[0] == 500 and 450 * moves[0] < moves[1] < 550 * moves[0]


def chain(tail, circle):
    """Place i leads to i + 1; the last leads back to the first place of the circle."""
    return [*range(1, tail + circle), tail]


def steps_until_they_meet(following):
    slow = fast = steps = 0
    while True:
        slow = following[slow]
        fast = following[following[fast]]
        steps += 1
        if slow == fast:
            return slow, steps


def entry(following, met):
    """Where single steps from the start and from the place where they met come together, if they do."""
    start = 0
    for _ in range(len(following)):
        if start == met:
            return start
        start, met = following[start], following[met]
    return None


@claim("slow-and-fast-meet")
def every_tail_and_circle():
    most = 0.0
    for tail in range(41):
        for circle in range(1, 41):
            following = chain(tail, circle)
            met, steps = steps_until_they_meet(following)
            if steps > tail + circle or entry(following, met) != tail:
                return False
            most = max(most, steps / (tail + circle))
    show("steps until they meet ÷ places, most", most)
    return True


@probe
def steps_to_meet(tail, circle):
    return steps_until_they_meet(chain(tail, circle))[1]
