# Refuses who would start exactly `patience` after the arrival.
from heapq import heapreplace


def serve(requests, workers, patience):
    free, done = [0] * workers, []
    for arrival, cost in requests:
        start = max(arrival, free[0])
        if start > arrival and start - arrival >= patience:
            done.append(None)
        else:
            heapreplace(free, start + cost)
            done.append(start + cost)
    return done
