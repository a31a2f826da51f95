# title: SIGKILL to the parent and to the process group
# group: process
# verdicts: accepted, crashed
# bound: DANGEROUS BARE: run in a pid namespace only
import os, signal
for pid in (os.getppid(),):
    try:
        if pid > 1: os.kill(pid, signal.SIGKILL)
    except OSError: pass

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
