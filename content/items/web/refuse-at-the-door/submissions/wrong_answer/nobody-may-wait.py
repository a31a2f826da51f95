# Refuses whoever finds no idle worker.
from heapq import heapreplace


def serve(requests, workers, patience):
    free, done = [0] * workers, []
    for arrival, cost in requests:
        if free[0] > arrival:
            done.append(None)
        else:
            heapreplace(free, arrival + cost)
            done.append(arrival + cost)
    return done
