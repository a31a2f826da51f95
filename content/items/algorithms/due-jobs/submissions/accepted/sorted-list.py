from bisect import bisect_left, bisect_right, insort
from itertools import count


class Schedule:
    """The jobs in order; a place is found by bisection, and what stands behind it moves."""

    def __init__(self):
        self.order = []
        self.entries = {}
        self.arrivals = count()

    def add(self, name, at):
        self.cancel(name)
        self.entries[name] = entry = (at, next(self.arrivals), name)
        insort(self.order, entry)

    def cancel(self, name):
        entry = self.entries.pop(name, None)
        if entry is None:
            return False
        del self.order[bisect_left(self.order, entry)]
        return True

    def due(self, now):
        stop = bisect_right(self.order, now, key=lambda entry: entry[0])
        ready, self.order[:stop] = self.order[:stop], []
        for _, _, name in ready:
            del self.entries[name]
        return [name for _, _, name in ready]

    def __len__(self):
        return len(self.entries)
