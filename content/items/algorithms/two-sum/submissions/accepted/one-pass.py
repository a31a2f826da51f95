def two_sum(nums: list[int], target: int) -> list[int] | None:
    """Indices, smaller first, of two different entries of `nums` whose sum is `target`; None if there are none."""
    seen: dict[int, int] = {}
    for index, value in enumerate(nums):
        if (other := target - value) in seen:
            return [seen[other], index]
        seen[value] = index
    return None
