# Keeps only the busy workers in the heap, and counts those who are idle.
from heapq import heappop, heappush


def serve(requests, workers, patience):
    busy, idle, done = [], workers, []
    for arrival, cost in requests:
        while busy and busy[0] <= arrival:
            heappop(busy)
            idle += 1
        if idle:
            idle -= 1
            start = arrival
        elif busy[0] - arrival <= patience:
            start = heappop(busy)
        else:
            done.append(None)
            continue
        heappush(busy, start + cost)
        done.append(start + cost)
    return done
