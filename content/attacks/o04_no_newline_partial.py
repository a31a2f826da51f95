# title: unflushed partial output before os._exit is lost: fine, but must not hang
# group: output
# verdicts: accepted
# bound: -
import sys
sys.stdout.write('partial')

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
