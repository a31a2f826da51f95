# Runs off the end where nothing adds up.
def two_sum(nums, target):
    seen = {}
    index = 0
    while target - nums[index] not in seen:
        seen[nums[index]] = index
        index += 1
    return [seen[target - nums[index]], index]
