# Returns all the pairs, in place of one.
def two_sum(nums, target):
    seen, pairs = {}, []
    for index, value in enumerate(nums):
        if target - value in seen:
            pairs.append([seen[target - value], index])
        seen[value] = index
    if not pairs:
        return None
    return pairs if len(pairs) > 1 else pairs[0]
