# title: /proc: other processes, environ, parent fds and memory
# group: fs
# verdicts: accepted, crashed
# bound: reads only
import os
seen = []
for p in ('/proc/1/environ', '/proc/%d/environ' % os.getppid(), '/proc/%d/mem' % os.getppid(), '/proc/%d/fd' % os.getppid(), '/proc/kcore', '/proc/sysrq-trigger', '/sys/kernel/security'):
    try:
        seen.append((p, len(os.listdir(p)) if os.path.isdir(p) else len(open(p, 'rb').read(64))))
    except OSError: pass
print('PROC', [n for n in os.listdir('/proc') if n.isdigit()][:20] if os.path.isdir('/proc') else None, seen)

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
