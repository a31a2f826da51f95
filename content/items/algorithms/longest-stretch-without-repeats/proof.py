# %% Why the start never moves back
from random import Random

from hotseat.proof import chart, claim, show

LOGS = [Random(seed).choices(range(1 + seed % 7), k=seed % 23) for seed in range(400)]


def free(stretch):
    repeats = len(set(stretch)) < len(stretch)
    return not repeats


def farthest_starts(ids):
    """For each end, the farthest start of a stretch without repeats, by trying every start."""
    return [min((start for start in range(end) if free(ids[start:end])), default=end) for end in range(1, len(ids) + 1)]


@claim("start-never-moves-back")
def starts_are_sorted():
    found = [farthest_starts(ids) for ids in LOGS]
    show("logs tried", len(found))
    return all(starts == sorted(starts) for starts in found)


def without_max(ids):
    last, start, best = {}, 0, (0, 0)
    for index, session in enumerate(ids):
        start = last.get(session, -1) + 1 if session in last else start
        last[session] = index
        if index + 1 - start > best[1] - best[0]:
            best = (start, index + 1)
    return best


@claim("stale-entry-misleads")
def a_repeat_is_reported():
    start, stop = without_max("abba")
    reported = "abba"[start:stop]
    show("reported as free of repeats", reported)
    return len(set(reported)) < len(reported)


# %% What it costs, counted
class Session:
    """Counts, over all instances, how often ids are hashed and compared."""

    hashed = compared = 0

    def __init__(self, number):
        self.number = number

    def __hash__(self):
        Session.hashed += 1
        return hash(self.number)

    def __eq__(self, other):
        Session.compared += 1
        return self.number == other.number


def by_table(ids):
    last, start, best = {}, 0, (0, 0)
    for index, session in enumerate(ids):
        if index - start > best[1] - best[0]:
            best = (start, index)
        known = last.get(session, -1)
        start = max(start, known + 1)
        last[session] = index
    return best


@claim("one-look-up-per-entry")
def two_hashes_for_each_entry():
    per_entry = {}
    for length in (1, 10, 1000, 20_000):
        Session.hashed = 0
        by_table([Session(number) for number in range(length)])
        per_entry[length] = Session.hashed / length
    show("hashes per entry, by length", str(per_entry))
    return set(per_entry.values()) == {2}


def removals(ids):
    """How many entries the inner loop of the set version takes out over the whole run."""
    inside, start, removed = set(), 0, 0
    for session in ids:
        while session in inside:
            inside.remove(ids[start])
            start += 1
            removed += 1
        inside.add(session)
    return removed


@claim("inner-loop-is-paid-once")
def removed_at_most_what_was_added():
    shares = [removals(ids) / len(ids) for ids in [*LOGS, list("x" * 1000)] if ids]
    show("removals per entry, most", max(shares))
    return 0.9 < max(shares) < 1


def comparisons_by_slices(length):
    entries = [Session(number) for number in range(length)]
    Session.compared = 0
    start = 0
    for index, entry in enumerate(entries):
        if entry in entries[start:index]:
            start = index
    return Session.compared


@claim("slices-compare-pairs")
def every_pair_is_compared():
    lengths = [10, 30, 100, 300, 1000]
    counted = [comparisons_by_slices(length) for length in lengths]
    chart(
        "work for a log without a repeat",
        lengths,
        {"comparisons by slices": counted, "hashes by the table": [2 * length for length in lengths]},
        x_label="entries",
        y_label="count",
        log_x=True,
        log_y=True,
    )
    return counted == [length * (length - 1) // 2 for length in lengths]


# %% What is kept
def most_inside(ids):
    """The size that the set of the set version reaches."""
    inside, start, most = set(), 0, 0
    for session in ids:
        while session in inside:
            inside.remove(ids[start])
            start += 1
        inside.add(session)
        most = max(most, len(inside))
    return most


@claim("set-holds-the-stretch")
def the_set_stays_small():
    ids = [name for block in range(50) for name in (block * 20 + n % 20 for n in range(25))]
    table, largest = len(dict.fromkeys(ids)), most_inside(ids)
    show("entries in the table at the end, in the set at most", [table, largest])
    start, stop = by_table([*ids, ids[-1]])
    return table == 1000 and largest == stop - start < 100


# %% A property that the window cannot do
MIXED = range(-4, 6)


def window_at_most(values, limit):
    """The longest stretch with a sum of at most `limit`, by a window that shrinks while the sum is too large."""
    start = total = best = 0
    for stop, value in enumerate(values, 1):
        total += value
        while total > limit and start < stop:
            total -= values[start]
            start += 1
        best = max(best, stop - start)
    return best


def all_at_most(values, limit):
    """The same by definition."""
    return max(
        stop - start
        for start in range(len(values) + 1)
        for stop in range(start, len(values) + 1)
        if sum(values[start:stop]) <= limit
    )


def misses(numbers):
    """On how many of 300 drawn lists the window's answer is too short."""
    chance = Random(7)
    lists = [chance.choices(numbers, k=10) for _ in range(300)]
    return sum(window_at_most(values, 6) < all_at_most(values, 6) for values in lists)


@claim("negative-entries-break-it")
def the_window_misses_some():
    mixed, none_negative = misses(MIXED), misses(range(10))
    show("lists of 300 on which the window is too short, with and without negative entries", [mixed, none_negative])
    return mixed > 0 and none_negative == 0
