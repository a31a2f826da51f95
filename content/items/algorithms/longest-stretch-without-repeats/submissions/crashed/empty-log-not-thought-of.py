# Begins with the first entry, which an empty log does not have.
def longest_stretch(ids):
    last = {ids[0]: 0}
    start = 0
    best = (0, 1)
    for index, session in enumerate(ids[1:], 1):
        start = max(start, last.get(session, -1) + 1)
        last[session] = index
        if index + 1 - start > best[1] - best[0]:
            best = (start, index + 1)
    return best
