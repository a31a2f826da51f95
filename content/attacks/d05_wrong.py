# title: control: wrong
# group: control
# verdicts: wrong_answer
# bound: -
def two_sum(nums, target): return [0, 0]
