# Walks by reference and cents together, as if the rows of one reference were sorted by cents.
def differences(ours, theirs):
    ours, theirs = iter(ours), iter(theirs)
    one, other = next(ours, None), next(theirs, None)
    while one or other:
        if other is None or (one and one < other):
            yield ("ours", *one)
            one = next(ours, None)
        elif one is None or other < one:
            yield ("theirs", *other)
            other = next(theirs, None)
        else:
            one, other = next(ours, None), next(theirs, None)
