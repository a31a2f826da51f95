# title: list grows without end
# group: memory
# verdicts: memory_limit
# bound: stops at 1.4 GB
def two_sum(nums, target):
    a = []
    while len(a) < 1400: a.append(bytearray(1 << 20))
    return 'survived %d MiB' % len(a)
