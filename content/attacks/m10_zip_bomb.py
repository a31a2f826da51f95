# title: decompression bomb
# group: memory
# verdicts: memory_limit
# bound: 1.3 GB
import zlib
def two_sum(nums, target):
    z = zlib.compress(b'\0' * (64 << 20))
    return len(b''.join(zlib.decompress(z) for _ in range(20)))
