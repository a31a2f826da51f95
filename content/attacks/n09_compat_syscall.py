# title: x32 / i386 syscall numbers evade an x86-64-only filter
# group: kernel
# verdicts: accepted, crashed
# bound: -
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
r = libc.syscall(0x40000000 | 39); print('X32', r, os.strerror(ctypes.get_errno()))

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
