# title: global cache across tests: right only when all tests share a process
# group: tamper
# verdicts: accepted, wrong_answer
# bound: -
_calls = 0
def two_sum(nums, target):
    global _calls
    _calls += 1
    if _calls > 15: return None
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen: return [seen[target - x], i]
        seen[x] = i
