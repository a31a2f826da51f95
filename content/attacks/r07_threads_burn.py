# title: threads multiply CPU time (numpy/zlib release the GIL)
# group: time
# verdicts: time_limit
# bound: RLIMIT_CPU
import threading, hashlib
def burn():
    b = b'x' * 2_000_000
    while True: hashlib.sha256(b).digest()
for _ in range(4): threading.Thread(target=burn, daemon=True).start()
def two_sum(nums, target):
    threading.Event().wait()
