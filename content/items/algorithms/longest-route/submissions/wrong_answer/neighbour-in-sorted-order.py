# Takes the entry before the path in sorted order, which an empty table does not have, and which need not be a prefix.
from bisect import bisect_right


def routed(routes, paths):
    ordered = sorted(routes)
    return [ordered[bisect_right(ordered, path) - 1] for path in paths]
