# Deals requests out in turn, so that one waits behind a long one while another worker is idle.
def serve(requests, workers, patience):
    free, done, turn = [0] * workers, [], 0
    for arrival, cost in requests:
        start = max(arrival, free[turn])
        if start - arrival > patience:
            done.append(None)
        else:
            free[turn] = start + cost
            done.append(start + cost)
            turn = (turn + 1) % workers
    return done
