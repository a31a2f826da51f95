# %% Which side an equal time falls on
from bisect import bisect_left, bisect_right
from random import Random

from hotseat.proof import chart, claim, show


def drawn_lists():
    """Sorted lists with many ties, of every length up to 40."""
    for length in range(41):
        yield sorted(Random(length).choices(range(12), k=length))


def at_or_before(times, moment):
    return bisect_right(times, moment)


def before(times, moment):
    return bisect_left(times, moment)


@claim("counts-at-or-before")
def ties_are_counted():
    return all(
        at_or_before(times, moment) == sum(time <= moment for time in times)
        for times in drawn_lists()
        for moment in range(-1, 14)
    )


@claim("left-leaves-equal-out")
def ties_are_left_out():
    return all(
        before(times, moment) == sum(time < moment for time in times) for times in drawn_lists() for moment in range(-1, 14)
    )


def orders():
    """Pairs of few times and falling versions, sorted by time and sorted whole."""
    pairs = [(number % 3, f"v{99 - number}") for number in range(30)]
    by_time = sorted(pairs, key=lambda pair: pair[0])
    return pairs, by_time, sorted(pairs)


@claim("sort-keeps-order")
def equal_times_stay_as_they_stood():
    pairs, by_time, whole = orders()
    stood = [pair for time in range(3) for pair in pairs if pair[0] == time]
    return by_time == stood and whole != stood


# %% How much is looked at
class Counted:
    """A time that counts, over all instances, how often it is compared."""

    compared = 0

    def __init__(self, time):
        self.time = time

    def __lt__(self, other):
        Counted.compared += 1
        return self.time < other.time


def looked_at_by_scan(times, moment):
    looked = 0
    for time in times:
        looked += 1
        if time > moment:
            break
    return looked


def compared_by_search(length, moment):
    entries = [Counted(time) for time in range(length)]
    Counted.compared = 0
    bisect_right(entries, Counted(moment))
    return Counted.compared


LENGTHS = [1, 2, 3, 7, 8, 30, 100, 300, 900, 3000]


@claim("scan-looks-at-all")
def half_on_average():
    shares = {}
    for length in (100, 300, 900):
        looked = [looked_at_by_scan(range(length), moment) for moment in range(length)]
        shares[length] = sum(looked) / length / length
    show("share of the deploys that a request looks at", [round(share, 3) for share in shares.values()])
    return all(0.49 < share < 0.52 for share in shares.values())


@claim("search-halves")
def at_most_the_binary_digits():
    most = {
        length: max(compared_by_search(length, moment) for moment in range(-1, length, 1 + length // 60)) for length in LENGTHS
    }
    scan = [sum(looked_at_by_scan(range(length), moment) for moment in range(length)) / length for length in LENGTHS]
    chart(
        "what one request looks at",
        LENGTHS,
        {"scan, average": scan, "search, most": list(most.values())},
        x_label="deploys",
        y_label="comparisons",
        log_x=True,
        log_y=True,
    )
    show("most comparisons among nine hundred", most[900])
    return all(count <= length.bit_length() for length, count in most.items()) and most[900] == 10


def looks_of_a_walk(times, moments):
    """How many times a deploy's time is looked at while both are walked in order."""
    looks = position = 0
    for moment in moments:
        while position < len(times):
            looks += 1
            if times[position] > moment:
                break
            position += 1
    return looks


@claim("walk-passes-each-once")
def looks_are_bounded_by_both_lengths():
    reviews = [(times, sorted(Random(7).choices(range(-1, 13), k=25))) for times in drawn_lists()]
    over = [looks_of_a_walk(times, moments) - len(times) - len(moments) for times, moments in reviews]
    show("looks beyond one for each deploy and request, most", max(over))
    return max(over) <= 0


def key_calls(searches):
    """How often the key is called by so many searches in one list of a thousand pairs."""
    calls = 0

    def time_of(deploy):
        nonlocal calls
        calls += 1
        return deploy[0]

    deploys = [(time, "v") for time in range(1000)]
    for moment in range(searches):
        bisect_right(deploys, moment, key=time_of)
    return calls


@claim("key-is-called-per-step")
def every_search_calls_it_anew():
    calls = key_calls(200) / 200
    show("calls of the key for each search among a thousand", calls)
    return 9 <= calls <= 10
