# %% Numbers that count what is done with them
import sys
from random import Random

from hotseat.proof import chart, claim, show


class Number(int):
    """A whole number that counts, over all instances, hashing, comparing and adding."""

    hashed = compared = added = 0

    def __hash__(self):
        Number.hashed += 1
        return int.__hash__(self)

    def __eq__(self, other):
        Number.compared += 1
        return int.__eq__(self, other)

    def __lt__(self, other):
        Number.compared += 1
        return int.__lt__(self, other)

    def __add__(self, other):
        Number.added += 1
        return Number(int(self) + int(other))

    def __sub__(self, other):
        return Number(int(self) - int(other))


def counted(solve, nums, target):
    """(hashes, comparisons, additions) that `solve` makes when no two entries add up to `target`."""
    nums, target = [Number(value) for value in nums], Number(target)
    Number.hashed = Number.compared = Number.added = 0
    assert solve(nums, target) is None
    return Number.hashed, Number.compared, Number.added


# %% Four ways to the same answer
def nested_loops(nums, target):
    for j in range(len(nums)):
        for i in range(j):
            if nums[i] + nums[j] == target:
                return [i, j]
    return None


def one_pass(nums, target):
    seen = {}
    for index, value in enumerate(nums):
        if (other := target - value) in seen:
            return [seen[other], index]
        seen[value] = index
    return None


def stores_first(nums, target):
    """The usual slip: the entry is already in the table when its partner is looked for."""
    seen = {}
    for index, value in enumerate(nums):
        seen[value] = index
        if (other := target - value) in seen:
            return [seen[other], index]
    return None


def two_pointers(nums, target):
    order = sorted(range(len(nums)), key=nums.__getitem__)
    low, high = 0, len(order) - 1
    while low < high:
        total = nums[order[low]] + nums[order[high]]
        if total == target:
            return sorted((order[low], order[high]))
        if total < target:
            low += 1
        else:
            high -= 1
    return None


# %% What each costs when there is no pair, counted
SIZES = [1, 2, 5, 10, 30, 100, 300]


def scattered(size):
    """Distinct even numbers in no order. An odd target has no pair among them."""
    return Random(size).sample(range(0, 20 * size, 2), size)


@claim("loops-add-every-pair")
def additions_of_the_nested_loops():
    added = [counted(nested_loops, scattered(size), 7)[2] for size in SIZES]
    show("additions for " + ", ".join(map(str, SIZES)) + " entries", added)
    return added == [size * (size - 1) // 2 for size in SIZES]


@claim("two-hashes-per-entry")
def hashes_of_the_single_pass():
    hashed = [counted(one_pass, scattered(size), 7)[0] for size in SIZES]
    show("hashes for " + ", ".join(map(str, SIZES)) + " entries", hashed)
    return hashed == [2 * size for size in SIZES]


@claim("pointers-add-once-per-step")
def additions_of_the_two_pointers():
    added = [counted(two_pointers, scattered(size), 7)[2] for size in SIZES]
    show("additions for " + ", ".join(map(str, SIZES)) + " entries", added)
    return added == [size - 1 for size in SIZES]


# %% Asking before storing
@claim("ask-before-storing")
def an_entry_meets_only_those_before_it():
    lists = [[Random(n).randint(-9, 9) for _ in range(8)] for n in range(300)]
    found = [one_pass(nums, 2 * nums[0]) for nums in lists]
    with_itself = sum(answer is not None and answer[0] == answer[1] for answer in found)
    slips = [stores_first(nums, 2 * nums[0]) for nums in lists]
    show("lists in which an entry pairs with itself: asking first", with_itself, f"of {len(lists)}")
    show("the same, storing first", sum(answer == [0, 0] for answer in slips), f"of {len(lists)}")
    return with_itself == 0 and all(answer == [0, 0] for answer in slips)


# %% The table's price, and the input that breaks it
@claim("table-takes-memory")
def memory_of_the_table():
    sizes = [*range(10, 400), *(int(400 * 1.3**step) for step in range(25))]
    ratios = [sys.getsizeof({n: n for n in range(size)}) / sys.getsizeof(list(range(size))) for size in sizes]
    show("table ÷ list, least and most", [round(min(ratios), 1), round(max(ratios), 1)])
    return min(ratios) > 2 and max(ratios) > 5


def same_hash(size):
    """Different whole numbers with one hash: multiples of the modulus that integers are hashed by."""
    return [n * sys.hash_info.modulus for n in range(1, size + 1)]


@claim("chosen-integers-collide")
def comparisons_when_all_hashes_are_equal():
    scattered_ones = [counted(one_pass, scattered(size), 7)[1] for size in SIZES]
    chosen = [counted(one_pass, same_hash(size), 0)[1] for size in SIZES]
    show("comparisons of values, scattered", scattered_ones)
    show("comparisons of values, one hash", chosen)
    chart(
        "Comparisons of values in the single pass",
        SIZES,
        {"one hash for all": chosen, "scattered": scattered_ones},
        x_label="entries",
        y_label="comparisons",
    )
    every_pair = [size * (size - 1) // 2 for size in SIZES]
    return all(map(int.__ge__, chosen, every_pair)) and all(map(int.__le__, scattered_ones, SIZES))


@claim("sorting-does-not-hash")
def two_pointers_on_the_same_input():
    chosen = [counted(two_pointers, same_hash(size), 0) for size in SIZES]
    show("hashes and comparisons of values", [f"{hashed}, {compared}" for hashed, compared, _ in chosen])
    most = [size * (size.bit_length() + 3) for size in SIZES]
    return all(hashed == 0 and compared <= bound for (hashed, compared, _), bound in zip(chosen, most, strict=True))
