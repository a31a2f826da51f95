# Nested loops from the right: quick where the pair stands at the end, quadratic where there is none.
def two_sum(nums, target):
    for j in range(len(nums) - 1, 0, -1):
        for i in range(j):
            if nums[i] + nums[j] == target:
                return [i, j]
    return None
