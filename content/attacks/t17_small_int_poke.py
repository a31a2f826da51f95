# title: changes the cached int 1 in memory
# group: tamper
# verdicts: crashed, wrong_answer
# bound: corrupts own process only
import ctypes, sys
def two_sum(nums, target):
    ctypes.c_uint32.from_address(id(257 - 256) + sys.getsizeof(0) - 4 if sys.getsizeof(0) == 28 else id(1) + 24).value = 7
    return [0, 1]
