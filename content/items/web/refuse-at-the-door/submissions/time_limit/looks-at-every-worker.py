# Looks at every worker for each request.
def serve(requests, workers, patience):
    free, done = [0] * workers, []
    for arrival, cost in requests:
        first = min(range(workers), key=free.__getitem__)
        start = max(arrival, free[first])
        if start - arrival > patience:
            done.append(None)
        else:
            free[first] = start + cost
            done.append(start + cost)
    return done
