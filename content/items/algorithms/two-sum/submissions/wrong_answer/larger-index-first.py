# Returns the entry it stands on first.
def two_sum(nums, target):
    seen = {}
    for index, value in enumerate(nums):
        if target - value in seen:
            return [index, seen[target - value]]
        seen[value] = index
    return None
