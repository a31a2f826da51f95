# title: coroutine instead of a value
# group: source
# verdicts: wrong_answer, crashed
# bound: -
async def two_sum(nums, target):
    return [0, 1]
