def two_sum(nums: list[int], target: int) -> list[int] | None:
    """A table of every value's last index first; then a look at each entry from the left."""
    last = {value: index for index, value in enumerate(nums)}
    for index, value in enumerate(nums):
        partner = last.get(target - value)
        if partner is not None and partner != index:
            # An entry's partner to the left would have found this one before.
            return [index, partner]
    return None
