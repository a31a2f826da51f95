# Puts the event behind the time, so that two dicts are compared on ties.
from heapq import heapify, heappop, heapreplace


def merged(streams):
    iterators = [iter(stream) for stream in streams]
    heap = [(event["at"], event, number) for number, events in enumerate(iterators) for event in first(events)]
    heapify(heap)
    last = {}
    while heap:
        at, event, number = heap[0]
        if at < last.get(number, at):
            raise ValueError(f"Stream {number} is out of order: {at} comes after {last[number]}.")
        last[number] = at
        yield event
        following = first(iterators[number])
        if following:
            heapreplace(heap, (following[0]["at"], following[0], number))
        else:
            heappop(heap)


def first(events):
    """The next event in a list, or an empty list at the end."""
    return [event for event in (next(events, None),) if event is not None]
