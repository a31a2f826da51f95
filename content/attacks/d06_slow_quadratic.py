# title: control: correct but O(n^2)
# group: control
# verdicts: accepted, time_limit
# bound: -
def two_sum(nums, target):
    for i in range(len(nums)):
        for j in range(i + 1, len(nums)):
            if nums[i] + nums[j] == target: return [i, j]
