def two_sum(nums: list[int], target: int) -> list[int] | None:
    """Indices, smaller first, of two different entries of `nums` whose sum is `target`; None if there are none."""
    raise NotImplementedError
