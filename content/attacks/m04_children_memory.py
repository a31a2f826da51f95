# title: each child stays below RLIMIT_AS, their sum does not
# group: memory
# verdicts: memory_limit
# bound: 5 x 200 MB, 5 s
import os, time
def two_sum(nums, target):
    for _ in range(5):
        if os.fork() == 0:
            b = bytearray(200 << 20)
            for i in range(0, len(b), 4096): b[i] = 1
            time.sleep(5); os._exit(0)
    time.sleep(5)
