# On a repeat it forgets everything and starts from the repeated entry.
def longest_stretch(ids):
    inside = set()
    start = 0
    best = (0, 0)
    for index, session in enumerate(ids):
        if session in inside:
            inside = set()
            start = index
        inside.add(session)
        if index + 1 - start > best[1] - best[0]:
            best = (start, index + 1)
    return best
