# Refuses who would not be done in time, where the promise is about the start.
from heapq import heapreplace


def serve(requests, workers, patience):
    free, done = [0] * workers, []
    for arrival, cost in requests:
        start = max(arrival, free[0])
        if start > arrival and start + cost - arrival > patience:
            done.append(None)
        else:
            heapreplace(free, start + cost)
            done.append(start + cost)
    return done
