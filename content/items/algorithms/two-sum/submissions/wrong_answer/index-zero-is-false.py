# Tests the stored index for truth, so index 0 counts as "not found".
def two_sum(nums, target):
    seen = {}
    for index, value in enumerate(nums):
        if seen.get(target - value):
            return [seen[target - value], index]
        seen[value] = index
    return None
