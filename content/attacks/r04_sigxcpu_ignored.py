# title: ignores SIGXCPU/SIGTERM/SIGALRM, needs SIGKILL
# group: time
# verdicts: time_limit
# bound: RLIMIT_CPU hard + SIGKILL
import signal
for s in (signal.SIGXCPU, signal.SIGTERM, signal.SIGALRM, signal.SIGINT, signal.SIGHUP):
    signal.signal(s, signal.SIG_IGN)
def two_sum(nums, target):
    while True: pass
