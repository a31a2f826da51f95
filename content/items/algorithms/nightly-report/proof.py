# %% Three ways to a peak
from collections import Counter, defaultdict, deque
from random import Random

from hotseat.proof import chart, claim, show


def by_definition(times, window):
    """The height and the start of the earliest of the highest windows that begin with an event."""
    heights = [(-sum(start <= time < start + window for time in times), start) for start in times]
    height, start = min(heights)
    return -height, start


def by_two_ends(times, window):
    best = best_start = first = 0
    for last, time in enumerate(times):
        while times[first] <= time - window:
            first += 1
        if last - first + 1 > best:
            best, best_start = last - first + 1, times[first]
    return best, best_start


def by_stream(times, window):
    return streamed(times, window)[:2]


def streamed(times, window):
    """(peak, start, most times that were kept at once)."""
    recent, best, best_start, most = deque(), 0, None, 0
    for time in times:
        recent.append(time)
        most = max(most, len(recent))
        while recent[0] <= time - window:
            recent.popleft()
        if len(recent) > best:
            best, best_start = len(recent), recent[0]
    return best, best_start, most


def drawn():
    """(times as they arrived, window): few seconds for many events, so that ties and edges are common."""
    for seed in range(500):
        chance = Random(seed)
        yield [chance.randrange(40) for _ in range(chance.randint(1, 25))], chance.randint(1, 12)


@claim("same-peaks")
def all_three_find_the_same():
    missed = 0
    for times, window in drawn():
        right = by_definition(times, window)
        if by_two_ends(sorted(times), window) != right or by_stream(sorted(times), window) != right:
            return False
        missed += by_two_ends(times, window) != right
    show("of 500 lists, wrong when they are not sorted", missed)
    return missed > 100


# %% How often an event is looked at
class Event:
    """A time that counts, over all instances, how often it is looked at."""

    looks = 0

    def __init__(self, time):
        self.time = time

    def looked_at(self):
        Event.looks += 1
        return self.time


def every_pair(times, window):
    best = 0
    for start in times:
        begin = start.time
        best = max(best, sum(begin <= time.looked_at() < begin + window for time in times))
    return best


def each_window_anew(times, window):
    best = 0
    for first, start in enumerate(times):
        last = first
        while last < len(times) and times[last].looked_at() < start.time + window:
            last += 1
        best = max(best, last - first)
    return best


def two_ends(times, window):
    best = first = 0
    for last in range(len(times)):
        last_time = times[last].looked_at()
        while first < last and times[first].looked_at() <= last_time - window:
            first += 1
        best = max(best, last - first + 1)
    return best


def looks_of(way, count, window):
    """(looks, peak) for so many events, spread over a thousand seconds."""
    times = [Event(time) for time in sorted(Random(count).choices(range(1000), k=count))]
    Event.looks = 0
    best = way(times, window)
    return Event.looks, best


COUNTS = [30, 100, 300, 1000]


@claim("three-looks-an-event")
def looks_at_events():
    ways = {"every pair": every_pair, "each window anew": each_window_anew, "two ends": two_ends}
    found = {name: [looks_of(way, count, 333) for count in COUNTS] for name, way in ways.items()}
    looks = {name: [one[0] for one in of_way] for name, of_way in found.items()}
    chart(
        "Looks at events, with a third of the night in a window",
        COUNTS,
        looks,
        x_label="events",
        y_label="looks",
        log_x=True,
        log_y=True,
    )
    show("looks for 1000 events: every pair, each window anew, two ends", [of_way[-1] for of_way in looks.values()])
    same = len({tuple(one[1] for one in of_way) for of_way in found.values()}) == 1
    pairs = looks["every pair"] == [count**2 for count in COUNTS]
    anew = all(took > count**2 / 4 for took, count in zip(looks["each window anew"], COUNTS, strict=True))
    ends = all(looks_of(two_ends, count, window)[0] <= 3 * count for count in COUNTS for window in (1, 10, 100, 333, 999))
    return same and pairs and anew and ends


class Night(list):
    """Events that count how many of them loops will look at."""

    looks = 0

    def __iter__(self):
        Night.looks += len(self)
        return super().__iter__()


def times_of(customer, events):
    return [time for time, who in events if who == customer]


def divided_for_each(customers, events):
    return {customer: times_of(customer, events) for customer in customers}


def divided_once(customers, events):
    own = defaultdict(list, {customer: [] for customer in customers})
    for time, customer in events:
        own[customer].append(time)
    return dict(own)


def looks_of_dividing(way, customers, count):
    """(looks, the division) of so many events among so many customers."""
    events = Night((time, time * 7 % customers) for time in range(count))
    Night.looks = 0
    found = way(range(customers), events)
    return Night.looks, found


@claim("one-pass-divides")
def looks_at_all_events():
    shapes = [(2, 300), (30, 300), (300, 300), (300, 3000)]
    each = [looks_of_dividing(divided_for_each, *shape) for shape in shapes]
    once = [looks_of_dividing(divided_once, *shape) for shape in shapes]
    show("looks, 300 customers and 3000 events: for each customer, once", [each[-1][0], once[-1][0]])
    same = [one[1] for one in each] == [one[1] for one in once]
    return same and [one[0] for one in each] == [c * n for c, n in shapes] and [one[0] for one in once] == [n for _, n in shapes]


# %% Buckets
def highest_bucket(times, window):
    return max(Counter(time // window for time in times).values())


@claim("buckets-cut-peaks")
def buckets_beside_peaks():
    pairs = [(highest_bucket(times, window), by_two_ends(sorted(times), window)[0]) for times, window in drawn()]
    exact, half = sum(bucket == peak for bucket, peak in pairs), sum(2 * bucket == peak for bucket, peak in pairs)
    show("of 500 lists, the highest bucket is the peak, is half of it", [exact, half])
    return half > 0 and all(bucket <= peak <= 2 * bucket for bucket, peak in pairs)


# %% Sorting what is nearly in order, and what a stream keeps
class Compared:
    """A number that counts, over all instances, how often it is compared."""

    count = 0

    def __init__(self, number):
        self.number = number

    def __lt__(self, other):
        Compared.count += 1
        return self.number < other.number


def comparisons(numbers):
    Compared.count = 0
    sorted(map(Compared, numbers))
    return Compared.count


ONE_LATE_IN = 100


@claim("in-order-is-cheap")
def comparisons_of_sorting():
    found = {}
    for count in (1000, 3000, 10_000):
        chance = Random(count)
        late = [time - (count // 10 if chance.randrange(ONE_LATE_IN) == 0 else 0) for time in range(count)]
        shuffled = chance.sample(late, count)
        found[count] = comparisons(range(count)), comparisons(late), comparisons(shuffled)
        show(f"comparisons for {count} times: in order, some late, shuffled", list(found[count]))
    return all(in_order == count - 1 and late < shuffled / 4 for count, (in_order, late, shuffled) in found.items())


@claim("stream-keeps-a-window")
def times_that_are_kept():
    times = sorted(Random(5).choices(range(36_000), k=3000))
    peaks = {window: by_two_ends(times, window)[0] for window in (1, 10, 100, 1000)}
    kept = {window: streamed(times, window)[2] for window in peaks}
    show("events in the highest window of 1, 10, 100, 1000 s", list(peaks.values()))
    show("most times kept", list(kept.values()))
    return all(kept[window] <= peaks[window] + 1 for window in peaks)
