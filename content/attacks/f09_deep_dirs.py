# title: 2 000-deep directory and odd names (newline, -rf): cleanup must cope
# group: fs
# verdicts: accepted
# bound: 300 deep
import os
home = os.getcwd()
try:
    for i in range(300): os.mkdir('d' * 50); os.chdir('d' * 50)
except OSError: pass
try: open('-rf\n', 'w').close()
except OSError: pass
try: os.chdir(home)
except OSError: pass

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
