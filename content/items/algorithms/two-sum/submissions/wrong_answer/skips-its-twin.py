# Shuns the same entry by shunning the same value, so two equal entries never pair.
def two_sum(nums, target):
    where = {value: index for index, value in enumerate(nums)}
    for index, value in enumerate(nums):
        other = target - value
        if other != value and other in where:
            return sorted([index, where[other]])
    return None
