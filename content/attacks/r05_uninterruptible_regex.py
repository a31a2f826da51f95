# title: catastrophic regex: GIL held in C, no signal handler or settrace can stop it
# group: time
# verdicts: time_limit
# bound: RLIMIT_CPU
import re
def two_sum(nums, target):
    re.match(r'(a+)+$', 'a' * 40 + 'b')
