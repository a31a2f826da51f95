# Looks at neighbours in sorted order only.
def two_sum(nums, target):
    order = sorted(range(len(nums)), key=nums.__getitem__)
    for one, other in zip(order, order[1:]):
        if nums[one] + nums[other] == target:
            return sorted([one, other])
    return None
