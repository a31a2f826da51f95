# title: atexit handler sleeps: must not hang the judge
# group: time
# verdicts: accepted
# bound: 30 s
import atexit, time
atexit.register(time.sleep, 30)

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
