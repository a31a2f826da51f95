# title: ptrace attach to the parent
# group: process
# verdicts: accepted, crashed
# bound: detaches
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
r = libc.ptrace(16, os.getppid(), 0, 0)
if r == 0: libc.ptrace(17, os.getppid(), 0, 0)

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
