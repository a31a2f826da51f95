# %% What is compared on ties
import heapq
from itertools import islice
from math import log2
from random import Random

from hotseat.proof import chart, claim, show

TIMES = [3, 3, 3]


@claim("dicts-are-not-compared")
def entries_with_and_without_a_number():
    events = [{"at": at, "name": name} for at, name in zip(TIMES, "cab", strict=True)]
    try:
        heapq.heapify([(event["at"], event) for event in events])
        raised = False
    except TypeError as error:
        raised = True
        show("a heap of (time, event)", str(error).replace("'", ""))
    numbered = [(event["at"], number, event) for number, event in enumerate(events)]
    heapq.heapify(numbered)
    order = [heapq.heappop(numbered)[2]["name"] for _ in events]
    return raised and order == ["c", "a", "b"]


# %% How far it reads
def by_heap(streams):
    iterators = [iter(stream) for stream in streams]
    heap = [(next(events), number) for number, events in enumerate(iterators)]
    heapq.heapify(heap)
    while heap:
        at, number = heap[0]
        yield at, number
        heapq.heapreplace(heap, (next(iterators[number]), number))


def by_library(streams):
    def numbered(number, stream):
        return ((at, number) for at in stream)

    return heapq.merge(*(numbered(number, stream) for number, stream in enumerate(streams)))


def stream(number, read):
    """An endless stream of rising times, which notes how far it was read."""
    at, chance = 0, Random(number)
    while True:
        at += chance.randrange(4)
        read[number] = read.get(number, 0) + 1
        yield at


@claim("one-ahead")
def read_and_handed_out():
    ways = {"heap": by_heap, "heapq.merge": by_library}
    for way in ways:
        read, given, most = {}, {}, 0
        merged = ways[way]([stream(number, read) for number in range(3)])
        for _, number in islice(merged, 200):
            given[number] = given.get(number, 0) + 1
            most = max(most, *(read[one] - given.get(one, 0) for one in read))
        show(f"events read ahead of a stream, most, by the {way}", most)
        if most > 1:
            return False
    return True


# %% What an event costs
class Entry:
    compared = 0

    def __init__(self, at):
        self.at = at

    def __lt__(self, other):
        Entry.compared += 1
        return self.at < other.at


def most_for_an_event(streams):
    """The most comparisons that one event costs, with a heap of the heads."""
    heads = [iter(row) for row in streams]
    heap = [Head(Entry(next(row)), row) for row in heads]
    heapq.heapify(heap)
    most = 0
    while heap:
        Entry.compared = 0
        row = heap[0].row
        at = next(row, None)
        if at is not None:
            following = Head(Entry(at), row)
            heapq.heapreplace(heap, following)
        else:
            heapq.heappop(heap)
        most = max(most, Entry.compared)
    return most


class Head:
    def __init__(self, entry, row):
        self.entry, self.row = entry, row

    def __lt__(self, other):
        return self.entry < other.entry


@claim("comparisons-grow-with-log")
def comparisons_by_streams():
    counts, most = [2, 8, 32, 128, 256], []
    for count in counts:
        chance = Random(count)
        most.append(most_for_an_event([sorted(chance.choices(range(10**6), k=20)) for _ in range(count)]))
    chart(
        "Comparisons for one event",
        counts,
        {"heap, most": most, "all heads": [count - 1 for count in counts]},
        x_label="streams",
        y_label="comparisons",
        log_x=True,
        log_y=True,
    )
    return all(found <= 2 * log2(count) + 2 for found, count in zip(most, counts, strict=True))
