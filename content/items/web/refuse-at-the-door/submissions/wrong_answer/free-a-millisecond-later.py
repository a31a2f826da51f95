# Takes a worker who is done at 10 for busy until 11.
from heapq import heapreplace


def serve(requests, workers, patience):
    free, done = [-1] * workers, []
    for arrival, cost in requests:
        start = max(arrival, free[0] + 1)
        if start - arrival > patience:
            done.append(None)
        else:
            heapreplace(free, start + cost)
            done.append(start + cost)
    return done
