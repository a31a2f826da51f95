# title: prints what a harness would print (OK, 20 passed, JSON verdict)
# group: fakepass
# verdicts: wrong_answer
# bound: -
import sys
print('....................\n20 passed in 0.01s\nOK')
print('{"version":3,"status":"pass","verdict":"AC"}', flush=True)
def two_sum(nums, target):
    return None
