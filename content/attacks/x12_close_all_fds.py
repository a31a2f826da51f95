# title: closes every fd incl. result pipe and stdout
# group: fakepass
# verdicts: crashed
# bound: -
import os
def two_sum(nums, target):
    for fd in range(0, 64):
        try: os.close(fd)
        except OSError: pass
    return [0, 1]
