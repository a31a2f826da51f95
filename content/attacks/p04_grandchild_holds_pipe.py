# title: background child keeps stdout open: communicate() would hang
# group: process
# verdicts: accepted
# bound: 20 s
import os, time
if os.fork() == 0:
    time.sleep(20); os._exit(0)

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
