def longest_stretch(ids):
    inside = set()
    start = 0
    best = (0, 0)
    for stop, session in enumerate(ids, 1):
        while session in inside:
            inside.remove(ids[start])
            start += 1
        inside.add(session)
        if stop - start > best[1] - best[0]:
            best = (start, stop)
    return best
