# One loop to the eye, but `in` and the slice each walk the list again.
def two_sum(nums, target):
    for index, value in enumerate(nums):
        rest = nums[index + 1 :]
        if target - value in rest:
            return [index, index + 1 + rest.index(target - value)]
    return None
