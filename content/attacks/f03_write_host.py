# title: writes outside its own folder
# group: fs
# verdicts: accepted, crashed
# bound: canary files only
import os
for p in ('/usr/CANARY_ESCAPE', '/var/tmp/CANARY_ESCAPE', os.path.expanduser('~/CANARY_ESCAPE')):
    try: open(p, 'w').write('escaped'); print('WROTE', p)
    except OSError as e: print(p, e.strerror)

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
