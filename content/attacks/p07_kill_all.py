# title: kill(-1): every process one may signal
# group: process
# verdicts: accepted, crashed
# bound: guarded: pid<100 only
import os, signal
if os.getpid() < 100:            # only where we are visibly inside a pid namespace
    try: os.kill(-1, signal.SIGTERM)
    except OSError: pass

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
