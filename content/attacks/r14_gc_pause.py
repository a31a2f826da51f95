# title: gc.disable + cyclic garbage: time and memory noise
# group: time
# verdicts: accepted, time_limit
# bound: ~60 MB
import gc
gc.disable()
class N: pass
for _ in range(200_000):
    a = N(); a.a = a

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
