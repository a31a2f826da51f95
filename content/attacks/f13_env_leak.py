# title: secrets in the environment
# group: fs
# verdicts: accepted
# bound: -
import os
print('ENV', sorted(k for k in os.environ if any(s in k.upper() for s in ('KEY', 'TOKEN', 'SECRET', 'PASS', 'HOME', 'USER'))))

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
