# title: unbounded recursion -> RecursionError
# group: stack
# verdicts: crashed
# bound: -
def two_sum(nums, target):
    return two_sum(nums, target)
