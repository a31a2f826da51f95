# title: reads clock, timezone, locale
# group: nondet
# verdicts: accepted
# bound: -
import time, locale
_ = (time.time(), time.tzname, locale.getlocale())

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
