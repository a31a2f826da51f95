# title: SIGSTOP to oneself: wait() without WUNTRACED never returns
# group: process
# verdicts: time_limit
# bound: wall limit
import os, signal
def two_sum(nums, target):
    os.kill(os.getpid(), signal.SIGSTOP)
