# %% Dead entries, and what tells them
import heapq
from itertools import count
from random import Random

from hotseat.proof import claim, show


def add(heap, live, name, at, number):
    live[name] = (at, number)
    heapq.heappush(heap, (at, number, name))


def handed_out(heap, live, is_living):
    names = []
    while heap:
        at, number, name = heapq.heappop(heap)
        if name in live and is_living(live[name], at, number):
            del live[name]
            names.append(name)
    return names


WAYS = {
    "time": lambda kept, at, number: kept[0] == at,
    "number of arrival": lambda kept, at, number: kept[1] == number,
}


@claim("time-does-not-tell")
def away_and_back():
    found = {}
    for way, is_living in WAYS.items():
        heap, live, arrivals = [], {}, count()
        for at in (5, 9, 5):
            add(heap, live, "moved", at, next(arrivals))
            if at == 9:
                add(heap, live, "other", 5, next(arrivals))
        found[way] = handed_out(heap, live, is_living)
        show(f"order when the {way} tells", found[way])
    return found["time"] == ["moved", "other"] and found["number of arrival"] == ["other", "moved"]


# %% Changing entries in place
@claim("in-place-comes-late")
def jobs_that_come_late():
    late = 0
    for seed in range(100):
        chance = Random(seed)
        heap = [[chance.randrange(100), number] for number in range(30)]
        heapq.heapify(heap)
        for entry in chance.sample(heap, 10):
            entry[0] = chance.randrange(100)
        times = [entry[0] for entry in heap]
        out = []
        while heap and heap[0][0] <= 50:
            out.append(heapq.heappop(heap)[0])
        late += sorted(out) != sorted(time for time in times if time <= 50)
    show("schedules of 100 on which a job is missing when its time has come", late)
    return late > 50


# %% What gathers
@claim("dead-entries-gather")
def entries_after_moves():
    sizes = []
    for moves in (0, 1, 5, 20):
        heap, live, arrivals, chance = [], {}, count(), Random(moves)
        for _ in range(moves + 1):
            for job in range(100):
                add(heap, live, f"job {job}", chance.randrange(1000), next(arrivals))
        sizes.append(len(heap))
    show("entries for 100 jobs moved 0, 1, 5 and 20 times", sizes)
    return sizes == [100, 200, 600, 2100]
