# Takes the number of different ids for the length of the stretch.
def longest_stretch(ids):
    count = len(set(ids))
    for start in range(len(ids) - count + 1):
        if len(set(ids[start : start + count])) == count:
            return (start, start + count)
    return (0, count)
