# title: sched_setaffinity / setpriority / SCHED_FIFO to skew timing
# group: kernel
# verdicts: accepted
# bound: -
import os
for f in (lambda: os.nice(-5), lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)), lambda: os.sched_setaffinity(0, {0})):
    try: f(); print('SCHED ok')
    except Exception as e: print('SCHED', e)

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
