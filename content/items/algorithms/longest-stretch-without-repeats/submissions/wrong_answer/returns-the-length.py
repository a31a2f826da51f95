# Answers how long the stretch is, not where it is.
def longest_stretch(ids):
    last = {}
    start = 0
    best = 0
    for index, session in enumerate(ids):
        start = max(start, last.get(session, -1) + 1)
        last[session] = index
        best = max(best, index + 1 - start)
    return best
