# title: CPU burned in children: RLIMIT_CPU is per process
# group: time
# verdicts: time_limit
# bound: RLIMIT_CPU each, pid-ns kill
import os
def two_sum(nums, target):
    for _ in range(3):
        if os.fork() == 0:
            while True: pass
    while True: pass
