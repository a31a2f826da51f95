# Stores the entry before it asks, so an entry of half the target pairs with itself.
def two_sum(nums, target):
    seen = {}
    for index, value in enumerate(nums):
        seen[value] = index
        if target - value in seen:
            return [seen[target - value], index]
    return None
