# Moves both sides on after a comparison of equal references, so that blocks of several rows fall out of step.
def differences(ours, theirs):
    ours, theirs = iter(ours), iter(theirs)
    one, other = next(ours, None), next(theirs, None)
    while one or other:
        if other is None or (one and one[0] < other[0]):
            yield ("ours", *one)
            one = next(ours, None)
        elif one is None or other[0] < one[0]:
            yield ("theirs", *other)
            other = next(theirs, None)
        else:
            if one[1] != other[1]:
                yield ("ours", *one)
                yield ("theirs", *other)
            one, other = next(ours, None), next(theirs, None)
