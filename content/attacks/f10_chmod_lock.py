# title: chmod 000 on its own folder: cleanup as another uid fails
# group: fs
# verdicts: accepted
# bound: -
import os
try:
    os.mkdir('locked'); open('locked/x', 'w').close(); os.chmod('locked', 0)
except OSError: pass

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
