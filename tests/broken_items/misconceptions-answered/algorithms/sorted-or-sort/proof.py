# %% What becomes of the argument, and of the result
from hotseat.proof import claim, probe


def in_order(values: list[int]) -> list[int]:
    return sorted(values)


@claim("argument-kept")
def the_argument_is_kept() -> bool:
    values = [3, 1, 2]
    in_order(values)
    return values == [3, 1, 2]


@claim("copy-in-order")
def the_result_is_in_order() -> bool:
    result = in_order([3, 1, 2])
    return result == [1, 2, 3]


@probe
def first_entry(size: int) -> int:
    return in_order(list(range(size, 0, -1)))[0] + size


@probe
def last_entry(size: int) -> int:
    return in_order(list(range(size, 0, -1)))[-1]
