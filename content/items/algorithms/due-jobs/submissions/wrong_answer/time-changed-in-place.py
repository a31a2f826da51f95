# Changes the time of an entry in the middle of the heap, which the heap does not notice.
from heapq import heappop, heappush
from itertools import count


class Schedule:
    def __init__(self):
        self.heap = []
        self.entries = {}
        self.arrivals = count()

    def add(self, name, at):
        if name in self.entries:
            self.entries[name][:2] = [at, next(self.arrivals)]
        else:
            self.entries[name] = [at, next(self.arrivals), name]
            heappush(self.heap, self.entries[name])

    def cancel(self, name):
        entry = self.entries.pop(name, None)
        if entry is None:
            return False
        entry[2] = None
        return True

    def due(self, now):
        names = []
        while self.heap and self.heap[0][0] <= now:
            name = heappop(self.heap)[2]
            if name is not None:
                del self.entries[name]
                names.append(name)
        return names

    def __len__(self):
        return len(self.entries)
