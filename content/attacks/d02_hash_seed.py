# title: depends on set order of strings: fix PYTHONHASHSEED and vary it
# group: nondet
# verdicts: accepted, wrong_answer
# bound: -
def two_sum(nums, target):
    first = next(iter({'a', 'b', 'c', 'd'}))
    if first == 'a': return None
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen: return [seen[target - x], i]
        seen[x] = i
