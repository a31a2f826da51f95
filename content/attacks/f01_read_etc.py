# title: reads /etc/passwd, ~/.ssh, ~/.bash_history
# group: fs
# verdicts: accepted, crashed
# bound: -
import os
LEAK = []
for p in ('/etc/passwd', '/etc/shadow', os.path.expanduser('~/.ssh/id_rsa'), os.path.expanduser('~/.bashrc'), '/root/.bashrc'):
    try: LEAK.append((p, len(open(p).read())))
    except OSError: pass
print('LEAK', LEAK)

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
