# title: endless stdout
# group: output
# verdicts: output_limit
# bound: 200 MB
import sys
def two_sum(nums, target):
    for _ in range(200): sys.stdout.write('x' * (1 << 20))
    sys.stdout.flush()
