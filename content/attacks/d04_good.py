# title: control: correct
# group: control
# verdicts: accepted
# bound: -
pass

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
