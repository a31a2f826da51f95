# title: invalid UTF-8 (file holds bytes ff fe)
# group: source
# verdicts: crashed
# bound: -
x = "ÿş"

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
