# Bounds the number of those who wait by the patience in milliseconds, as if each took a millisecond.
from heapq import heapreplace


def serve(requests, workers, patience):
    free, done, starts = [0] * workers, [], []
    for arrival, cost in requests:
        start = max(arrival, free[0])
        starts = [one for one in starts if one > arrival]
        if start > arrival and len(starts) >= patience:
            done.append(None)
        else:
            heapreplace(free, start + cost)
            starts.append(start)
            done.append(start + cost)
    return done
