# title: new user namespace inside the sandbox: kernel attack surface
# group: kernel
# verdicts: accepted, crashed
# bound: -
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
print('USERNS', 'created' if libc.unshare(0x10000000) == 0 else os.strerror(ctypes.get_errno()))

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
