# title: os._exit(0) at import: exit status 0 with no tests run
# group: fakepass
# verdicts: crashed
# bound: -
import os
os._exit(0)

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
