from heapq import heapify, heappop, heapreplace


def merged(streams):
    iterators = [iter(stream) for stream in streams]
    # The stream's number stands before the event: it decides ties, and two events are never compared.
    heap = [(event["at"], number, event) for number, events in enumerate(iterators) for event in first(events)]
    heapify(heap)
    last = {}
    while heap:
        at, number, event = heap[0]
        if at < last.get(number, at):
            raise ValueError(f"Stream {number} is out of order: {at} comes after {last[number]}.")
        last[number] = at
        yield event
        following = first(iterators[number])
        if following:
            heapreplace(heap, (following[0]["at"], number, following[0]))
        else:
            heappop(heap)


def first(events):
    """The next event in a list, or an empty list at the end."""
    return [event for event in (next(events, None),) if event is not None]
