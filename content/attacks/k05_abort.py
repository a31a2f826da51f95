# title: os.abort(): SIGABRT
# group: stack
# verdicts: crashed
# bound: -
import os
def two_sum(nums, target): os.abort()
