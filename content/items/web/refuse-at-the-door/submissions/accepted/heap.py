from heapq import heapreplace


def serve(requests, workers, patience):
    free = [0] * workers
    done = []
    for arrival, cost in requests:
        start = max(arrival, free[0])
        if start - arrival > patience:
            done.append(None)
        else:
            heapreplace(free, start + cost)
            done.append(start + cost)
    return done
