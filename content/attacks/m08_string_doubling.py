# title: compact source, exponential data
# group: memory
# verdicts: memory_limit
# bound: 1 GB
def two_sum(nums, target):
    s = 'x'
    while len(s) < 1 << 30: s += s
    return len(s)
