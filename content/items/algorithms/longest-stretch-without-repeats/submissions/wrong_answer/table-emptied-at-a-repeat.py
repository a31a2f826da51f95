# Moves the start rightly, but forgets all positions at a repeat, so that the next repeat is missed.
def longest_stretch(ids):
    last = {}
    start = 0
    best = (0, 0)
    for index, session in enumerate(ids):
        if session in last:
            start = max(start, last[session] + 1)
            last = {}
        last[session] = index
        if index + 1 - start > best[1] - best[0]:
            best = (start, index + 1)
    return best
