# %% Keys that count comparisons
import bisect  # noqa: F401  # mutations read it
import heapq
import itertools
from collections import deque
from math import log2
from random import Random

from hotseat.proof import chart, claim, paired_ratio, probe, show


class Key:
    """A key that counts, over all instances, how often keys are compared."""

    compared = 0

    def __init__(self, number):
        self.number = number

    def __lt__(self, other):
        Key.compared += 1
        return self.number < other.number


ORDERS = {
    "rising": lambda size: list(range(size)),
    "falling": lambda size: list(range(size, 0, -1)),
    "shuffled": lambda size: Random(size).sample(range(size), size),
}


def keys_of(size, order):
    return [Key(number) for number in ORDERS[order](size)]


def compared(action):
    """How many comparisons `action()` makes."""
    Key.compared = 0
    action()
    return Key.compared


# %% What a heap promises
def grown(values):
    heap = []
    for value in values:
        heapq.heappush(heap, value)
    return heap


@claim("heap-is-not-sorted")
def parents_and_order():
    heaps = [grown(ORDERS["shuffled"](size)) for size in (10, 30, 100, 1000, 5000)]
    show("ten shuffled numbers as a heap", heaps[0])
    parents = all(heap[(place - 1) // 2] <= heap[place] for heap in heaps for place in range(1, len(heap)))
    return parents and all(heap[0] == min(heap) for heap in heaps) and all(heap != sorted(heap) for heap in heaps)


@probe
def heap_list(values):
    return repr(grown(eval(values)))


# %% What push, pop and heapify compare
SIZES = [2, 3, 10, 100, 1000, 10_000]


def pushes_and_pops(size, order):
    """Comparisons of each push and pop, each with the number of elements that were there (for a push: with the new one)."""
    heap, pushes, pops = [], [], []
    for key in keys_of(size, order):
        pushes.append((compared(lambda key=key: put(heap, key)), len(heap)))
    while heap:
        there = len(heap)
        pops.append((compared(lambda: take(heap)), there))
    return pushes, pops


def put(heap, key):
    heapq.heappush(heap, key)


def take(heap):
    taken = heapq.heappop(heap)
    return taken


@claim("push-and-pop-are-logarithmic")
def bounds_of_push_and_pop():
    within = True
    for order in ORDERS:
        for size in SIZES[:-1] if order != "shuffled" else SIZES:
            pushes, pops = pushes_and_pops(size, order)
            within = within and all(count <= log2(there) for count, there in pushes)
            within = within and all(count <= 2 * log2(there) for count, there in pops)
            if not within:
                return False
    show(
        "comparisons of a pop from 10,000, the most, and 2·log2 n", [max(count for count, _ in pops), round(2 * log2(10_000), 1)]
    )
    return within


def heapified(keys):
    heapq.heapify(keys)


def pushed(keys):
    made = []
    for key in keys:
        heapq.heappush(made, key)
    return made


@claim("heapify-is-linear")
def two_for_each():
    rows = {order: [compared(lambda keys=keys_of(size, order): heapified(keys)) / size for size in SIZES] for order in ORDERS}
    chart("heapify: comparisons for each element", SIZES, rows, x_label="elements", y_label="comparisons", log_x=True)
    return all(each <= 2 for row in rows.values() for each in row)


@claim("pushes-depend-on-order")
def rising_and_falling():
    size = 10_000
    each = {order: compared(lambda keys=keys_of(size, order): pushed(keys)) / size for order in ORDERS}
    for order, count in each.items():
        show(f"comparisons for each push, {order}", round(count, 2))
    return each["rising"] < 1 and each["falling"] > 0.8 * log2(size)


RANGES = ["fewer than n", "n to 2n", "more than 2n, and at most n·log2(n)", "more than n·log2(n)"]


@probe
def comparisons_to_build(way, order, size):
    build = {"heapify": heapified, "heappush for each": pushed}[way]
    count = compared(lambda keys=keys_of(size, order): build(keys))
    bounds = [size - 1, 2 * size, size * log2(size), float("inf")]
    return next(text for text, bound in zip(RANGES, bounds, strict=True) if count <= bound)


# %% The few largest of many; all of them
def changes(values, k):
    """How often a heap of the k largest is changed after its first k."""
    best, count = heapq.nsmallest(k, values[:k]), 0
    for value in values[k:]:
        if value > best[0]:
            heapq.heapreplace(best, value)
            count += 1
    return count


@claim("top-k-depends-on-order")
def changes_by_order():
    size, k = 10_000, 10
    counts = {order: changes(make(size), k) for order, make in ORDERS.items()}
    for order, count in counts.items():
        show(f"changes of a heap of the 10 largest of 10,000, {order}", count)
    return counts["rising"] == size - k and counts["falling"] == 0 and 0 < counts["shuffled"] < size / 50


@probe
def changes_of_the_heap(k, size, order):
    return changes(ORDERS[order](size), k)


def pop_all(keys):
    heap = list(keys)
    heapq.heapify(heap)
    while heap:
        heapq.heappop(heap)


@claim("popping-all-is-sorting")
def all_popped():
    ratios = []
    for size in (1000, 10_000):
        keys = keys_of(size, "shuffled")
        ratios.append(compared(lambda keys=keys: pop_all(keys)) / compared(lambda keys=keys: sorted(keys)))
    show("comparisons of heapify and all pops ÷ of sorted: 1000, 10,000", [round(ratio, 2) for ratio in ratios])
    return all(0.7 < ratio < 1.3 for ratio in ratios)


# %% Ties
class Job:
    """Compares by its priority alone."""

    def __init__(self, priority, number):
        self.priority, self.number = priority, number

    def __lt__(self, other):
        return self.priority < other.priority


def emptied(heap):
    return [heapq.heappop(heap) for _ in range(len(heap))]


@claim("heap-is-not-stable")
def arrival_is_lost():
    lost = []
    for size in (4, 10, 100):
        left = [job.number for job in emptied(grown(Job(1, number) for number in range(size)))]
        lost.append(left != sorted(left))
        if size == 10:
            show("ten jobs of one priority leave in this order", left)
    return all(lost)


ENTRIES = {
    "(priority, job)": lambda priority, count, job: (priority, job),
    "(priority, counter, job)": lambda priority, count, job: (priority, count, job),
}
TEXTS = ["pear", "fig", "apple", "quince", "date"]
DICTS = [{"name": name} for name in TEXTS]


def order_of_equals(entry, jobs):
    """How jobs of one priority leave a heap: "arrival", "alphabet", "another", or "TypeError"."""
    heap = []
    try:
        for count, job in enumerate(jobs):
            heapq.heappush(heap, ENTRIES[entry](1, count, job))
        left = [taken[-1] for taken in emptied(heap)]
    except TypeError:
        return "TypeError"
    if left == jobs:
        return "arrival"
    return "alphabet" if jobs is TEXTS and left == sorted(jobs) else "another"


@claim("ties-compare-the-payload")
def payload_decides():
    found = [order_of_equals("(priority, job)", jobs) for jobs in (TEXTS, DICTS)]
    show("jobs of one priority, texts and dicts, leave in the order of", found)
    return found == ["alphabet", "TypeError"]


@claim("counter-decides-ties")
def counter_decides():
    return [order_of_equals("(priority, counter, job)", jobs) for jobs in (TEXTS, DICTS)] == ["arrival", "arrival"]


# %% Priorities that change
DEAD = object()


def jobs_waiting():
    """(heap of [priority, counter, job], new priorities for some of the jobs)"""
    chance = Random(3)
    first = [[priority, number, f"job {number}"] for number, priority in enumerate(chance.sample(range(100), 30))]
    return pushed(first), {f"job {number}": chance.randrange(100) + 0.5 for number in range(0, 30, 2)}


def in_order(left):
    return all(one[0] <= other[0] for one, other in itertools.pairwise(left))


def changed_in_place(heap, new):
    for entry in heap:
        priority = new.get(entry[2])
        if priority is not None:
            entry[0] = priority
    return emptied(heap)


@claim("changed-in-place-comes-late")
def late_ones():
    left = changed_in_place(*jobs_waiting())
    show("pairs of neighbours that left the wrong way round, of 29", sum(a[0] > b[0] for a, b in itertools.pairwise(left)))
    return not in_order(left)


def marked_and_pushed(heap, new):
    counter = itertools.count(len(heap))
    for entry in list(heap):
        job = entry[2]
        if job in new:
            entry[2] = DEAD
            heapq.heappush(heap, [new[job], next(counter), job])
    return [entry for entry in emptied(heap) if entry[2] is not DEAD]


@claim("lazy-deletion-keeps-order")
def dead_ones_are_skipped():
    heap, new = jobs_waiting()
    names = sorted(entry[2] for entry in heap)
    left = marked_and_pushed(heap, new)
    return in_order(left) and sorted(entry[2] for entry in left) == names and all(new.get(e[2], e[0]) == e[0] for e in left)


# %% Ends and middle of a queue
@claim("pop-zero-moves-the-rest")
def front_of_list_and_deque():
    waiting = list(range(100_000))
    queue = deque(waiting)

    def from_list():
        waiting.append(waiting.pop(0))

    def from_deque():
        queue.append(queue.popleft())

    ratio = paired_ratio(from_list, from_deque, rounds=15)
    show("list ÷ deque, first out and one in, 100,000 waiting", str(ratio))
    return ratio.above(10)


@claim("deque-middle-is-far")
def middle_and_end():
    many = deque(range(100_000))
    middle = len(many) // 2
    ratio = paired_ratio(lambda: many[middle], lambda: many[-1], rounds=15)
    show("middle ÷ end of a deque of 100,000", str(ratio))
    return ratio.above(5)


@claim("bounded-deque-drops-silently")
def what_is_left():
    bounded = deque(maxlen=3)
    for number in range(5):
        bounded.append(number)
    right = list(bounded)
    bounded.appendleft(9)
    show("after appending 0 to 4, and after 9 at the left", [str(right), str(list(bounded))])
    return right == [2, 3, 4] and list(bounded) == [9, 2, 3]


@probe
def order_of_jobs(entry, jobs):
    found = order_of_equals(entry, {"texts": TEXTS, "dicts": DICTS}[jobs])
    return {
        "arrival": "all come out, in the order in which they were pushed",
        "alphabet": "all come out, in alphabetical order",
        "another": "all come out, in some other order",
        "TypeError": "a push or a pop raises TypeError",
    }[found]
