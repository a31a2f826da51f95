# title: sys.settrace/monitoring handlers removed: counters read 0
# group: tamper
# verdicts: accepted
# bound: -
import sys, threading
sys.settrace(None); sys.setprofile(None); threading.settrace(None)
if hasattr(sys, 'monitoring'):
    for i in range(6):
        try: sys.monitoring.set_events(i, 0); sys.monitoring.free_tool_id(i)
        except ValueError: pass

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
