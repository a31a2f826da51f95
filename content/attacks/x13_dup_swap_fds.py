# title: swaps stdout and the result pipe
# group: fakepass
# verdicts: wrong_answer, crashed
# bound: -
import os
for fd in range(3, 10):
    try: os.dup2(1, fd)
    except OSError: pass
def two_sum(nums, target):
    print('noise'); return None
