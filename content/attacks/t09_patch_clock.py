# title: time/perf_counter/process_time always 0, then burns CPU
# group: tamper
# verdicts: time_limit
# bound: RLIMIT_CPU
import time
for n in ('time', 'perf_counter', 'perf_counter_ns', 'monotonic', 'monotonic_ns', 'process_time', 'process_time_ns', 'thread_time', 'time_ns'):
    setattr(time, n, lambda *a: 0)
def two_sum(nums, target):
    while True: pass
