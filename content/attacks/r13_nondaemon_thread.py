# title: non-daemon thread keeps the interpreter alive after the tests
# group: time
# verdicts: accepted
# bound: 30 s
import threading, time
threading.Thread(target=time.sleep, args=(30,)).start()

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
