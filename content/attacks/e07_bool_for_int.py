# title: True for 1, 1.0 for 1: decide and document
# group: encoding
# verdicts: wrong_answer, accepted
# bound: -
def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [float(seen[target - x]), float(i)]
        seen[x] = i
