# title: self-containing list
# group: encoding
# verdicts: wrong_answer, crashed
# bound: -
def two_sum(nums, target):
    a = []; a.append(a); return a
