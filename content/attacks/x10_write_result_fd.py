# title: writes forged results to every open fd
# group: fakepass
# verdicts: wrong_answer, crashed
# bound: -
import os, json
forged = json.dumps({"id": 0, "ok": [0, 1], "status": "pass", "verdict": "AC"}).encode()
for fd in range(3, 64):
    try: os.write(fd, len(forged).to_bytes(4, 'little') + forged)
    except OSError: pass
def two_sum(nums, target):
    return None
