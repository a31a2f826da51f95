# Lets everybody in.
from heapq import heapreplace


def serve(requests, workers, patience):
    free, done = [0] * workers, []
    for arrival, cost in requests:
        start = max(arrival, free[0])
        heapreplace(free, start + cost)
        done.append(start + cost)
    return done
