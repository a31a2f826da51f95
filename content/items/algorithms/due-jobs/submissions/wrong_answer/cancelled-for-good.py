# Keeps the names of cancelled jobs, and drops them when they are added anew.
from heapq import heappop, heappush
from itertools import count


class Schedule:
    def __init__(self):
        self.heap = []
        self.live = {}
        self.cancelled = set()
        self.arrivals = count()

    def add(self, name, at):
        self.live[name] = number = next(self.arrivals)
        heappush(self.heap, (at, number, name))

    def cancel(self, name):
        self.cancelled.add(name)
        return self.live.pop(name, None) is not None

    def due(self, now):
        names = []
        while self.heap and self.heap[0][0] <= now:
            _, number, name = heappop(self.heap)
            if self.live.get(name) == number and name not in self.cancelled:
                del self.live[name]
                names.append(name)
        return names

    def __len__(self):
        return len(self.live)
