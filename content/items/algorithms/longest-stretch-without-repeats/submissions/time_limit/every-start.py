# Extends the stretch from every start anew.
def longest_stretch(ids):
    best = (0, 0)
    for start in range(len(ids)):
        inside = set()
        stop = start
        while stop < len(ids) and ids[stop] not in inside:
            inside.add(ids[stop])
            stop += 1
        if stop - start > best[1] - best[0]:
            best = (start, stop)
        if stop == len(ids) and start > len(ids) // 2:
            break
    return best
