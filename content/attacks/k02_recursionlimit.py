# title: setrecursionlimit(10**9) then recurse: C stack overflow SIGSEGV (<=3.11) or MemoryError
# group: stack
# verdicts: crashed
# bound: RLIMIT_STACK/AS
import sys
sys.setrecursionlimit(10**9)
def two_sum(nums, target):
    return [two_sum(nums, target)]
