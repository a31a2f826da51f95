# title: TIOCSTI pushes characters into the terminal of the learner (needs --new-session / no tty)
# group: kernel
# verdicts: accepted, crashed
# bound: one space
import fcntl, termios, sys
try:
    fcntl.ioctl(0, termios.TIOCSTI, b' '); print('TIOCSTI ok')
except Exception as e: print('TIOCSTI', e)

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
