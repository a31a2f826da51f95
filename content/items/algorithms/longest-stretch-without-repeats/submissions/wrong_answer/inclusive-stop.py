# Returns the index of the last entry instead of the one after it.
def longest_stretch(ids):
    last = {}
    start = 0
    best = (0, 0)
    for index, session in enumerate(ids):
        start = max(start, last.get(session, -1) + 1)
        last[session] = index
        if index - start > best[1] - best[0]:
            best = (start, index)
    return best
