# title: execve replaces the runner: harness code is gone
# group: process
# verdicts: crashed, wrong_answer
# bound: -
import os
def two_sum(nums, target):
    os.execv('/bin/true', ['/bin/true'])
