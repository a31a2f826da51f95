# -*- coding: utf-7 -*-
# title: coding: utf-7 / unknown cookie
# group: source
# verdicts: crashed, accepted
# bound: -

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
