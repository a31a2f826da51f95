# title: thread bomb
# group: process
# verdicts: crashed, time_limit, memory_limit
# bound: 150 threads, 2 s
import threading, time
def two_sum(nums, target):
    ts = []
    for _ in range(150):
        t = threading.Thread(target=time.sleep, args=(2,), daemon=True); t.start(); ts.append(t)
    return 'threads %d' % len(ts)
