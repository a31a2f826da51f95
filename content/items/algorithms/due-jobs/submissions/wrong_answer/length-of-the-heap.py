# Counts the dead entries, too.
from heapq import heappop, heappush
from itertools import count


class Schedule:
    def __init__(self):
        self.heap = []
        self.live = {}
        self.arrivals = count()

    def add(self, name, at):
        self.live[name] = number = next(self.arrivals)
        heappush(self.heap, (at, number, name))

    def cancel(self, name):
        return self.live.pop(name, None) is not None

    def due(self, now):
        names = []
        while self.heap and self.heap[0][0] <= now:
            _, number, name = heappop(self.heap)
            if self.live.get(name) == number:
                del self.live[name]
                names.append(name)
        return names

    def __len__(self):
        return len(self.heap)
