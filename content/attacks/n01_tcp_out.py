# title: TCP connect to loopback services of the host
# group: net
# verdicts: accepted, crashed
# bound: loopback only
import socket
hits = []
for port in (22, 80, 631, 2024, 5432, 6379, 8000, 8888):
    s = None
    try:
        s = socket.socket(); s.settimeout(.2); s.connect(('127.0.0.1', port)); hits.append(port)
    except OSError: pass
    finally:
        if s: s.close()
print('NET', hits)

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
