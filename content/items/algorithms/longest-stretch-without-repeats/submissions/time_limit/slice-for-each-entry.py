# Searches the slice behind each entry: one loop to the eye, quadratic all the same.
def longest_stretch(ids):
    start = 0
    best = (0, 0)
    for index, session in enumerate(ids):
        if session in ids[start:index]:
            start = ids.index(session, start, index) + 1
        if index + 1 - start > best[1] - best[0]:
            best = (start, index + 1)
    return best
