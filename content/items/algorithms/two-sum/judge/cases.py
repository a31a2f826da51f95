"""Small lists on which each usual slip shows, lists drawn at random, and long ones on which only the growth matters."""

from collections.abc import Iterator
from itertools import combinations
from random import Random
from typing import Any

from hotseat.judges.calls import Case

MANY = 40_000


def judged(nums: list[int], target: int, got: Any) -> bool | str:
    """Whether `got` answers the question for this list: any pair that adds up will do."""
    if got is None:
        return "There is a pair that adds up." if any(a + b == target for a, b in combinations(nums, 2)) else True
    if type(got) is not list or len(got) != 2 or any(type(index) is not int for index in got):
        return "A list of two indices is asked for, or None."
    first, second = got
    if not (0 <= first < len(nums) and 0 <= second < len(nums)):
        return "These are not indices of the list."
    if first == second:
        return "One entry is not a pair."
    if first > second:
        return "The smaller index comes first."
    return nums[first] + nums[second] == target or f"{nums[first]} + {nums[second]} is not {target}."


def small(name: str, nums: list[int], target: int, *, shown: bool = False) -> Case:
    """A call on a list that is short enough to try every pair."""
    return Case(name, call="two_sum", args=(nums, target), check=lambda got: judged(nums, target, got), shown=shown)


def cases(chance: Random) -> Iterator[Case]:
    yield small("the example", [2, 7, 11, 15], 9, shown=True)
    yield small("an entry of half the target", [3, 2, 4], 6, shown=True)
    yield Case("nothing adds up", call="two_sum", args=([1, 2, 4, 8], 7), expect=None, shown=True)
    yield small("two entries with the same value", [5, 3, 8, 3], 6)
    yield small("a negative and a positive number", [-40, 90, 25, 40, 7], 0)
    yield small("several pairs", [1, 4, 2, 3, 0, 5], 5)
    yield Case("an empty list", call="two_sum", args=([], 0), expect=None)
    yield unchanged([8, 3, 11, -2], 9)
    yield two_hundred_drawn(chance)
    yield from long_lists(chance)


def unchanged(nums: list[int], target: int) -> Case:
    """The same list is looked at again after the call."""

    def check(got: Any) -> bool | str:
        answer, after = got
        if after != nums:
            return "The list of the caller was changed."
        return judged(nums, target, answer)

    return Case("the list of the caller", program=f"nums = {nums}\nresult = [two_sum(nums, {target}), nums]", check=check)


def two_hundred_drawn(chance: Random) -> Case:
    """Short lists of small values: twins, zeros and lists without a pair come up many times."""
    tasks = [([chance.randint(-6, 6) for _ in range(chance.randint(0, 9))], chance.randint(-9, 9)) for _ in range(200)]

    def check(got: Any) -> bool | str:
        for (nums, target), answer in zip(tasks, got, strict=True):
            right = judged(nums, target, answer)
            if right is not True:
                return f"two_sum({nums}, {target}) gave {answer!r}. {right or 'That is not a right answer.'}"
        return True

    return Case(
        "two hundred short lists",
        program=f"result = [two_sum(list(nums), target) for nums, target in {tasks}]",
        check=check,
    )


def long_lists(chance: Random) -> Iterator[Case]:
    """Even values everywhere and an odd target: only the two odd entries planted at the end can add up to it."""
    evens = [2 * chance.randint(-(10**9), 10**9) for _ in range(MANY)]
    odd = 2 * chance.randint(10**9, 2 * 10**9) + 1
    planted = [*evens, odd, 10**10]
    yield Case(
        "forty thousand entries, the pair at the end",
        call="two_sum",
        args=(planted, odd + 10**10),
        expect=[MANY, MANY + 1],
    )
    yield Case("forty thousand entries, no pair", call="two_sum", args=(evens, 2 * chance.randint(-999, 999) + 1), expect=None)
