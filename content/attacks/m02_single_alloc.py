# title: one huge allocation
# group: memory
# verdicts: memory_limit
# bound: 1.4 GB
def two_sum(nums, target):
    b = bytearray(1400 << 20)
    return len(b)
