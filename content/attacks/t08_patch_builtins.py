# title: builtins.len/sum/all/sorted/isinstance replaced
# group: tamper
# verdicts: wrong_answer, crashed
# bound: -
import builtins
builtins.all = lambda *a: True
builtins.any = lambda *a: False
builtins.len = lambda o: 2
builtins.isinstance = lambda *a: True
def two_sum(nums, target): return None
