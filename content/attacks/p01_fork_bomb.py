# title: fork bomb
# group: process
# verdicts: crashed, time_limit, memory_limit
# bound: at most 128 processes, 2 s
import os, time
def two_sum(nums, target):
    n = 0
    try:
        for _ in range(7):
            os.fork()
    except OSError as e:
        raise SystemExit('fork refused: %s' % e)
    time.sleep(2)
    return 'forked'
