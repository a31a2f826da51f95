# title: abstract UNIX sockets cross mount namespaces
# group: net
# verdicts: accepted, crashed
# bound: -
import socket
for name in ('\0judge', '\0/tmp/.X11-unix/X0', '\0/tmp/dbus'):
    s = None
    try:
        s = socket.socket(socket.AF_UNIX); s.connect(name); print('ABSTRACT connected', name[1:])
    except OSError as e: print('ABSTRACT', e.strerror)
    finally:
        if s: s.close()

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
