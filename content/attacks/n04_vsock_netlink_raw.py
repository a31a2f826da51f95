# title: AF_VSOCK, AF_NETLINK, AF_PACKET, raw sockets
# group: net
# verdicts: accepted, crashed
# bound: -
import socket
for fam, typ in ((40, 1), (16, 3), (17, 3), (2, 3)):
    try: socket.socket(fam, typ).close(); print('SOCK ok', fam)
    except OSError as e: print('SOCK', fam, e.strerror)

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
