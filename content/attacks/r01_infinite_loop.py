# title: busy loop
# group: time
# verdicts: time_limit
# bound: RLIMIT_CPU
def two_sum(nums, target):
    while True: pass
