# title: memory hidden as files in /dev/shm or /tmp (tmpfs)
# group: memory
# verdicts: memory_limit, output_limit, crashed, wrong_answer
# bound: 600 MB each, deleted
import os
def two_sum(nums, target):
    n = 0
    for d in ('/dev/shm', '/tmp'):
        try:
            with open(d + '/judge_attack_fill', 'wb') as f:
                for _ in range(600): f.write(b'x' * (1 << 20)); n += 1
        except OSError: pass
        finally:
            try: os.unlink(d + '/judge_attack_fill')
            except OSError: pass
    return n
