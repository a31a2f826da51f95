# title: right half of the time: needs more than one seed
# group: nondet
# verdicts: wrong_answer
# bound: -
import random
def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen: return [seen[target - x], i] if random.random() < .5 else [0, 0]
        seen[x] = i
