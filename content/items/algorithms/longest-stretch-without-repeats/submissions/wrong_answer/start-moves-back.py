# Moves the start to the last position of the id even when that lies before the stretch.
def longest_stretch(ids):
    last = {}
    start = 0
    best = (0, 0)
    for index, session in enumerate(ids):
        if session in last:
            start = last[session] + 1
        last[session] = index
        if index + 1 - start > best[1] - best[0]:
            best = (start, index + 1)
    return best
