# title: sleeps: no CPU used, only a wall limit sees it
# group: time
# verdicts: time_limit
# bound: 30 s
import time
def two_sum(nums, target):
    time.sleep(30)
