# %% A boundary: no, no, yes, yes
import ctypes
import itertools
import math
from bisect import bisect_left, bisect_right, insort
from random import Random

from hotseat.proof import chart, claim, probe, show


def first_yes(lo, hi, yes):
    while lo < hi:
        mid = (lo + hi) // 2
        if yes(mid):
            hi = mid
        else:
            lo = mid + 1
    return lo


def boundary(length, at):
    """(what the search finds, questions asked), when places from `at` on say yes."""
    asked = 0

    def yes(place):
        nonlocal asked
        asked += 1
        return place >= at

    return first_yes(0, length, yes), asked


@claim("boundary-is-found")
def every_boundary():
    tried = [(length, at) for length in range(61) for at in range(length + 1)]
    show("lengths and boundaries tried", len(tried))
    return all(boundary(length, at)[0] == at for length, at in tried)


def most_questions(length, at):
    return max(boundary(length, place)[1] for place in at)


@claim("questions-are-digits")
def binary_digits():
    lengths = [1, 2, 3, 4, 7, 8, 30, 100, 300, 1000]
    most = [most_questions(length, range(length + 1)) for length in lengths]
    chance = Random(1)
    many = 10**9
    far = most_questions(many, [0, many, *(chance.randrange(many) for _ in range(300))])
    chart("Questions to find a boundary", lengths, {"most": most}, x_label="places", y_label="questions", log_x=True)
    show("most questions among a thousand million places, 300 boundaries tried", far)
    return (
        all(count <= length.bit_length() for count, length in zip(most, lengths, strict=True)) and far <= many.bit_length() == 30
    )


@probe
def questions_at_most(low, high):
    places = high - low + 1
    return max(boundary(places - 1, at)[1] for at in range(places))


# %% Slips, on every small input
def small_inputs():
    """Every sorted list of up to five values of 0 to 8 in steps of two, with every value from -1 to 9."""
    for length in range(6):
        for a in itertools.combinations_with_replacement(range(0, 9, 2), length):
            for x in range(-1, 10):
                yield list(a), x


SLIPS = {
    "lo = mid": ("a[mid] < x", "lo = mid", "hi = mid", "len(a)"),
    "hi = mid - 1": ("a[mid] < x", "lo = mid + 1", "hi = mid - 1", "len(a)"),
    "hi = len(a) - 1 at the start": ("a[mid] < x", "lo = mid + 1", "hi = mid", "len(a) - 1"),
    "a[mid] <= x": ("a[mid] <= x", "lo = mid + 1", "hi = mid", "len(a)"),
}
RIGHT = ("a[mid] < x", "lo = mid + 1", "hi = mid", "len(a)")
ENDLESS = "never"


def variant(question, after_no, after_yes, start):
    """A search for the first place that is not smaller than x, with these four parts."""
    names = {}
    exec(
        f"""
def search(a, x):
    lo, hi, rounds = 0, {start}, 0
    while lo < hi:
        rounds += 1
        if rounds > 50:
            return {ENDLESS!r}
        mid = (lo + hi) // 2
        if {question}:
            {after_no}
        else:
            {after_yes}
    return lo
""",
        names,
    )
    return names["search"]


def what_becomes(search, a, x):
    """ "right", "wrong" or "never" """
    found = search(a, x)
    return ENDLESS if found == ENDLESS else "right" if found == sum(value < x for value in a) else "wrong"


@claim("slips-pass-most-inputs")
def each_slip_on_all_inputs():
    inputs = list(small_inputs())
    shares, fails = {}, {}
    for name, parts in SLIPS.items():
        search = variant(*parts)
        became = [what_becomes(search, a, x) for a, x in inputs]
        shares[name] = became.count("right") / len(became)
        fails[name] = {kind for kind in became if kind != "right"}
        show(f"{name}: share of {len(inputs)} inputs that come out right", round(shares[name], 2))
    right = variant(*RIGHT)
    sound = all(what_becomes(right, a, x) == "right" for a, x in inputs)
    return sound and all(fails.values()) and sum(share > 0.7 for share in shares.values()) == 3


OUTCOMES = {
    "right": "it returns the right place",
    "never": "it never ends",
}


@probe
def outcome_of(slip, values, x):
    search, a = variant(*SLIPS[slip]), eval(values)
    found, right = search(a, x), sum(value < x for value in a)
    if found == ENDLESS:
        return "it never ends"
    return (
        "it returns the right place"
        if found == right
        else f"it returns a place too far to the {'left' if found < right else 'right'}"
    )


@claim("bisect-is-a-boundary")
def left_and_right():
    for a, x in small_inputs():
        left, right = bisect_left(a, x), bisect_right(a, x)
        if (left, right, right - left) != (sum(v < x for v in a), sum(v <= x for v in a), a.count(x)):
            return False
    return True


@probe
def places(values, x):
    a = eval(values)
    return [bisect_left(a, x), bisect_right(a, x)]


# %% What must hold
def found_by_bisect(values, x):
    place = bisect_left(values, x)
    return place < len(values) and values[place] == x


@claim("unsorted-is-silent")
def values_that_are_missed():
    shuffled = [Random(seed).sample(range(20), 20) for seed in range(200)]
    missed = sum(not found_by_bisect(values, x) for values in shuffled for x in values)
    show("values missed of those that are there, as a share", round(missed / 4000, 2))
    return missed > 2000


CHANGES = "nnyynnnnyyyy"


@claim("changing-back-finds-some")
def not_the_first():
    found = first_yes(0, len(CHANGES), lambda place: CHANGES[place] == "y")
    show(f"first yes of {CHANGES}, and the place found", [CHANGES.index("y"), found])
    return CHANGES[found] == "y" and CHANGES[found - 1] == "n" and found != CHANGES.index("y")


# %% Numbers that are no places
TOLERANCE = 1e-12


def halvings(low, high, target, done):
    """Rounds until `done(low, mid, high)`, at most 10,000."""
    for rounds in range(10_000):
        mid = low + (high - low) / 2
        if done(low, mid, high):
            return rounds
        low, high = (mid, high) if mid < target else (low, mid)
    return None


@claim("tolerance-may-never-come")
def two_ways_to_stop():
    far, near = (1e9, 2e9, 1.1e9 + 1 / 3), (1.0, 2.0, 4 / 3)
    by_tolerance = [halvings(*range_, lambda low, _, high: high - low < TOLERANCE) for range_ in (near, far)]
    by_middle = [halvings(*range_, lambda low, mid, high: mid in (low, high)) for range_ in (near, far)]
    show("rounds until the range is below 1e-12: between 1 and 2, between 1e9 and 2e9", [str(rounds) for rounds in by_tolerance])
    show("rounds until the middle is one of the ends", by_middle)
    show("distance of neighbouring floats at 1e9", math.ulp(1e9))
    return by_tolerance[0] is not None and by_tolerance[1] is None and all(rounds <= 60 for rounds in by_middle)


def middle_in_32_bits(lo, hi):
    wrapped = ctypes.c_int32(lo + hi).value
    return wrapped // 2


@claim("sum-overflows-in-32-bits")
def middles_of_large_places():
    last = 2**31 - 1
    pairs = [(2**30, 2**30), (2**30 + 5, last), (last - 1, last)]
    wrong = [middle_in_32_bits(lo, hi) for lo, hi in pairs]
    remedy = [ctypes.c_int32(lo + ctypes.c_int32(hi - lo).value // 2).value for lo, hi in pairs]
    show("middles in 32 bits", wrong)
    return all(mid < 0 for mid in wrong) and remedy == [(lo + hi) // 2 for lo, hi in pairs]


@claim("key-is-for-elements")
def what_the_key_is_given():
    rows = [(number, "row") for number in range(0, 100, 10)]
    given = []

    def key(row):
        given.append(row)
        return row[0]

    bisect_left(rows, 45, key=key)
    by_bisect, stood = list(given), list(rows)
    given.clear()
    insort(rows, (45, "new"), key=key)
    return set(by_bisect) <= set(stood) and (45, "new") in given and rows == sorted(rows)
