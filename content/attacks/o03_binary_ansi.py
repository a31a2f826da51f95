# title: NULs, invalid UTF-8, ANSI escapes, OSC 52 clipboard, carriage returns in stdout
# group: output
# verdicts: accepted
# bound: -
import os
os.write(1, b'\x00\xff\xfe\x1b[2J\x1b]52;c;cHduZWQ=\x07\rAC\n')

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
