# Finds the right indices, but sorts the list of the caller on the way.
def two_sum(nums, target):
    order = sorted(range(len(nums)), key=nums.__getitem__)
    nums.sort()
    low, high = 0, len(nums) - 1
    while low < high:
        total = nums[low] + nums[high]
        if total == target:
            return sorted([order[low], order[high]])
        if total < target:
            low += 1
        else:
            high -= 1
    return None
