# title: fills the disk with many files below FSIZE
# group: fs
# verdicts: output_limit, crashed, memory_limit
# verdicts on disk: wrong_answer
# bound: 300 MB, deleted
import os
def two_sum(nums, target):
    n = 0
    try:
        for i in range(300):
            with open('fill%d' % i, 'wb') as f: f.write(b'x' * (1 << 20)); n += 1
    except OSError as e: raise RuntimeError('stopped at %d: %s' % (n, e.strerror))
    finally:
        for i in range(300):
            try: os.unlink('fill%d' % i)
            except OSError: pass
    return n
