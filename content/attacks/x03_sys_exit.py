# title: sys.exit(0) inside a call (SystemExit is not an Exception)
# group: fakepass
# verdicts: crashed
# bound: -
import sys
def two_sum(nums, target):
    sys.exit(0)
