# title: reserves 8 GB of address space, touches nothing: RLIMIT_AS says MLE, RSS says nothing
# group: memory
# verdicts: accepted
# bound: nothing touched
import mmap
try: _m = mmap.mmap(-1, 8 << 30)
except (OSError, ValueError, MemoryError): _m = None

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
