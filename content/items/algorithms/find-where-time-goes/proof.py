# %% How the work grows
import cProfile
import pstats
import sys
from random import Random

from hotseat.proof import Outcome, chart, claim, paired_ratio, probe, show


class Row:
    """A value that counts, over all instances, how often values are compared or hashed."""

    steps = 0

    def __init__(self, value):
        self.value = value

    def __eq__(self, other):
        Row.steps += 1
        return self.value == other.value

    def __lt__(self, other):
        Row.steps += 1
        return self.value < other.value

    def __hash__(self):
        Row.steps += 1
        return hash(self.value)


def each_with_all(rows):
    repeated = []
    for at in range(len(rows)):
        for other in range(at + 1, len(rows)):
            if rows[at] == rows[other]:
                repeated.append(rows[at])
    return repeated


def by_sorting(rows):
    ordered = sorted(rows)
    return [one for one, other in zip(ordered, ordered[1:], strict=False) if not one < other]


def by_dict(rows):
    counts = {}
    for row in rows:
        counts[row] = counts.get(row, 0) + 1
    return [row for row, count in counts.items() if count > 1]


def steps(work, size):
    rows = [Row(value) for value in Random(size).sample(range(10 * size), size)]
    Row.steps = 0
    work(rows)
    return Row.steps


@claim("doubling-tells-the-order")
def ratios_of_doubling():
    sizes = [50, 100, 200, 400, 800]
    counts = {work.__name__: [steps(work, size) for size in sizes] for work in (each_with_all, by_sorting, by_dict)}
    chart(
        "Steps to find repeated values",
        sizes,
        {"each with all": counts["each_with_all"], "sorting": counts["by_sorting"], "a dict": counts["by_dict"]},
        x_label="rows",
        y_label="comparisons and hashes",
        log_x=True,
        log_y=True,
    )
    ratios = {name: [two / one for one, two in zip(row, row[1:], strict=False)] for name, row in counts.items()}
    for name, row in ratios.items():
        show(f"steps after ÷ before a doubling, {name}", [round(ratio, 2) for ratio in row])
    bounds = {"each_with_all": (3.9, 4.1), "by_sorting": (2.0, 2.5), "by_dict": (1.99, 2.01)}
    return all(low < ratio < high for name, (low, high) in bounds.items() for ratio in ratios[name])


CODE = {
    "[v for v in values if values.count(v) == 1]": lambda values: [v for v in values if values.count(v) == 1],
    "for v in values: if v not in seen: seen.append(v)   (seen is a list, empty at first)": lambda values: without_repeats(
        values
    ),
    "[v for v in values if v < max(values)]": lambda values: [v for v in values if v < max(values, key=lambda one: one)],
    "sorted(values), the values being in order already": lambda values: sorted(values),
}


def without_repeats(values):
    seen = []
    for value in values:
        if value not in seen:
            seen.append(value)
    return seen


class Value:
    """Counts comparisons of two different objects, as the interpreter makes them."""

    compared = 0

    def __init__(self, number):
        self.number = number

    def __eq__(self, other):
        Value.compared += 1
        return self.number == other.number

    def __lt__(self, other):
        Value.compared += 1
        return self.number < other.number

    def __gt__(self, other):
        Value.compared += 1
        return self.number > other.number

    __hash__ = None


@probe
def comparisons_of(code, n):
    values = [Value(number) for number in range(n)]
    Value.compared = 0
    CODE[code](values)
    return Value.compared


# %% Lines and structure
def first_of_each(rows):
    seen = []
    for row in rows:
        if row not in seen:
            seen.append(row)
    return seen


def tuned(rows):
    seen = []
    note = seen.append
    [note(row) for row in rows if row not in seen]
    return seen


def restructured(rows):
    seen = set()
    note = seen.add
    return [row for row in rows if not (row in seen or note(row))]


@claim("structure-beats-tuning")
def tuning_and_structure():
    rows = Random(1).sample(range(10**6), 1000)
    assert first_of_each(rows) == tuned(rows) == restructured(rows)
    lines = paired_ratio(lambda: tuned(rows), lambda: first_of_each(rows), rounds=9)
    structure = paired_ratio(lambda: restructured(rows), lambda: first_of_each(rows), rounds=9)
    show("tuned ÷ as it was, 1000 rows", str(lines))
    show("with a set ÷ as it was, 1000 rows", str(structure))
    outcomes = [lines.above(0.3), structure.below(0.1)]
    return next((one for one in (Outcome.FAILS, Outcome.INCONCLUSIVE) if one in outcomes), Outcome.HOLDS)


# %% What a part can yield
def after_speed_up(total, share, times):
    """Steps of a program of `total` steps when the part with this share of them gets so many times as fast."""
    part = round(total * share)
    others = total - part
    return others + part // times


@claim("a-part-limits-the-gain")
def gain_of_the_whole():
    total, shares = 10**6, [0.1, 0.3, 0.5, 0.8, 0.95]
    gains = {times: [total / after_speed_up(total, share, times) for share in shares] for times in (10, 1000)}
    limits = [1 / (1 - share) for share in shares]
    chart(
        "How many times as fast the whole gets",
        [f"{share:.0%}" for share in shares],
        {"part 10 times": gains[10], "part 1000 times": gains[1000], "the limit": limits},
        x_label="share of the part",
        y_label="times",
        kind="bars",
    )
    within = all(gain <= limit for row in gains.values() for gain, limit in zip(row, limits, strict=True))
    return within and all(gain > 0.95 * limit for gain, limit in zip(gains[1000], limits, strict=True))


@probe
def seconds_after(share, times):
    return after_speed_up(100_000, share / 100, times) / 1000


# %% What the profiler says
def add_one(number):
    return number + 1


def inner(number):
    return number * 2


def profiled(work):
    """Calls by name, as cProfile reports them."""
    profiler = cProfile.Profile()
    profiler.enable()
    work()
    profiler.disable()
    calls = {}
    for (_, _, name), row in pstats.Stats(profiler).stats.items():
        calls[name] = calls.get(name, 0) + row[1]
    return calls


@claim("profile-counts-exactly")
def reported_and_made():
    made = total = 0

    def work():
        nonlocal made, total
        for number in range(1234):
            add_and_note(number)

    def add_and_note(number):
        nonlocal made, total
        made += 1
        total += len(str(inner(number)))

    calls = profiled(work)
    reported = [calls.get("inner", 0), calls.get("add_and_note", 0), calls.get("<built-in method builtins.len>", 0)]
    show("calls reported of two functions and of len", reported)
    return reported == [1234, 1234, 1234] and made == 1234


def events(work):
    """How often a profiler is called while `work` runs: at the entry and at the end of each function."""
    count = 0

    def follow(_frame, _event, _argument):
        nonlocal count
        count += 1

    followed = sys.getprofile()
    sys.setprofile(follow)
    try:
        work()
    finally:
        sys.setprofile(followed)
    return count


@claim("profiler-taxes-calls")
def called_for_each_call():
    data = Random(1).sample(range(10**6), 20_000)
    nothing = events(lambda: None)
    small = events(lambda: [add_one(number) for number in range(3000)]) - nothing
    one_call = events(lambda: sorted(data)) - nothing
    show("calls of the profiler for 3000 small functions, and for one sorted of 20,000 values", [small, one_call])
    return small == 6000 and one_call == 2


PLACES = {"in `load`, once": "load", "in `rows`, for each of 500 groups": "rows", "in `cell`, for each of 5000 cells": "cell"}


@probe
def highest(column, place):
    """main calls load and rows; rows calls cell. Each function has 10 steps of its own a call, and one has 2,000,000 in all."""
    calls = {"main": 1, "load": 1, "rows": 1, "cell": 5000}
    own = {name: 10 * count + (2_000_000 if PLACES[place] == name else 0) for name, count in calls.items()}
    below = {"main": ["main", "load", "rows", "cell"], "load": ["load"], "rows": ["rows", "cell"], "cell": ["cell"]}
    shown = own if column == "tottime" else {name: sum(own[one] for one in names) for name, names in below.items()}
    return max(shown, key=shown.get)


# %% Pinning the results
def last_of_each(rows):
    """Slow and the definition: values that come more than once, in the order of their last coming, told apart by type."""
    found = []
    for at in range(len(rows)):
        later = [one for one in rows[at + 1 :] if type(one) is type(rows[at]) and one == rows[at]]
        earlier = [one for one in rows[:at] if type(one) is type(rows[at]) and one == rows[at]]
        if earlier and not later:
            found.append(rows[at])
    return found


def quick(rows):
    last, count = {}, {}
    for at, row in enumerate(rows):
        key = (type(row), row)
        last[key] = at
        count[key] = count.get(key, 0) + 1
    return [rows[at] for key, at in sorted(last.items(), key=lambda pair: pair[1]) if count[key] > 1]


def quick_by_first(rows):
    count = {}
    for row in rows:
        count[type(row), row] = count.get((type(row), row), 0) + 1
    return [row for (_, row), times in count.items() if times > 1]


def quick_without_types(rows):
    last, count = {}, {}
    for at, row in enumerate(rows):
        last[row] = at
        count[row] = count.get(row, 0) + 1
    return [rows[at] for row, at in sorted(last.items(), key=lambda pair: pair[1]) if count[row] > 1]


def quick_with_truth(rows):
    return [row for row in quick(rows) if row]


EXAMPLES = [["a", "b", "a"], ["a", "a", "b", "b"], []]
VALUES = [0, 1, 1.0, True, "1", "a", "b", None]


def differs(version, inputs):
    """On how many of them it does not give what the slow version gives."""
    return sum(repr(version(rows)) != repr(last_of_each(rows)) for rows in inputs)


@claim("examples-let-it-pass")
def versions_and_inputs():
    chance = Random(2)
    drawn = [chance.choices(VALUES, k=chance.randint(0, 8)) for _ in range(300)]
    wrong = (quick_by_first, quick_without_types, quick_with_truth)
    on_examples = [differs(version, EXAMPLES) for version in wrong]
    on_drawn = [differs(version, drawn) for version in wrong]
    show("three quick versions: examples of 3, drawn inputs of 300 on which they differ", [str(on_examples), str(on_drawn)])
    return on_examples == [0, 0, 0] and all(on_drawn) and differs(quick, drawn + EXAMPLES) == 0
