# title: imports a package that is not there
# group: source
# verdicts: crashed
# bound: -
import torchvision_definitely_missing

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
