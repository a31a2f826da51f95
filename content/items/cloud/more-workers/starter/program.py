from heapq import heappop, heappush, heapreplace

POOL = 5  # connections to the database
HELD = 20  # milliseconds that a request holds one
OUTSIDE = 30  # milliseconds that it works without one


def measured(workers):
    """Two seconds of a service whose workers take a new request as soon as they are done with the last."""
    free = [0] * POOL  # when each connection is free
    asking = [(0, number) for number in range(workers)]  # when each worker asks for one next
    requests = waited = 0
    while asking[0][0] < 3000:
        asked, number = heappop(asking)
        start = max(asked, free[0])
        heapreplace(free, start + HELD)
        heappush(asking, (start + HELD + OUTSIDE, number))
        if asked >= 1000:  # the first second is for settling down
            requests += 1
            waited += start - asked
    return requests / 2, waited / requests


for workers in (5, 10, 25, 50):
    per_second, wait = measured(workers)
    print(f"{workers} workers: {per_second:.0f} a second, each waits {wait:.0f} ms")
