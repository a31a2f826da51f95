# %% Keys that count what is asked of them
import dis
import sys
from collections import deque
from random import Random

from hotseat.proof import Outcome, chart, claim, paired_ratio, probe, show


class Key:
    """A key that counts, over all instances, how often keys are hashed and compared."""

    hashed = compared = 0

    def __init__(self, value):
        self.value = value

    def __hash__(self):
        Key.hashed += 1
        return hash(self.value)

    def __eq__(self, other):
        Key.compared += 1
        return self.value == other.value


def asked(action):
    """(hashes, comparisons) that `action()` makes."""
    Key.hashed = Key.compared = 0
    action()
    return Key.hashed, Key.compared


NEEDLES = ["the very object at that position", "an equal object", "in neither of them"]


@probe
def lookup_calls(size, position, needle):
    """[hashes in the list, comparisons in the list, hashes in the set, comparisons in the set]."""
    keys = [Key(n) for n in range(size)]
    as_list, as_set = list(keys), set(keys)
    where = size - 1 if position == "the last" else position
    wanted = [keys[where], Key(where), Key(-size - 7)][NEEDLES.index(needle)]
    return [*asked(lambda: wanted in as_list), *asked(lambda: wanted in as_set)]


def spread(size):
    """Positions to look at in a container of this size: the ends, the middle and some between."""
    return sorted({0, 1, size // 3, size // 2, size - 1} & set(range(size)))


SIZES = [1, 2, 3, 5, 10, 50, 200]


# %% Membership, counted
@claim("list-compares-one-by-one")
def comparisons_in_the_list():
    equal = {(n, p): lookup_calls(n, p, "an equal object")[:2] for n in SIZES for p in spread(n)}
    same = {(n, p): lookup_calls(n, p, "the very object at that position")[:2] for n in SIZES for p in spread(n)}
    absent = [lookup_calls(n, 0, "in neither of them")[:2] for n in SIZES]
    show("hashes and comparisons, an equal object first and last of 200", [str(equal[200, 0]), str(equal[200, 199])])
    show("the very object first and last of 200", [str(same[200, 0]), str(same[200, 199])])
    by_position = all(equal[n, p] == [0, p + 1] and same[n, p] == [0, p] for n, p in equal)
    return by_position and absent == [[0, n] for n in SIZES]


@claim("set-hashes-before-it-looks")
def hashes_in_the_set():
    found = {needle: [lookup_calls(n, p, needle)[2:] for n in SIZES for p in spread(n)] for needle in NEEDLES}
    show("hashes and comparisons in the set", [f"{needle}: {sorted(set(map(tuple, found[needle])))}" for needle in NEEDLES])
    same, equal, absent = (found[needle] for needle in NEEDLES)
    return all(calls == [1, 0] for calls in [*same, *absent]) and all(calls == [1, 1] for calls in equal)


@claim("build-hashes-each")
def hashes_of_building():
    keys = [Key(n) for n in range(1000)]
    of_set, of_list = asked(lambda: set(keys)), asked(lambda: list(keys))
    show("hashes and comparisons: building a set, building a list", [str(of_set), str(of_list)])
    return of_set == (1000, 0) and of_list == (0, 0)


# %% A key that is dear to hash and cheap to tell apart
class Order:
    """A record that hashes all its fields and compares them one by one, up to the first that differs."""

    read = 0

    def __init__(self, fields):
        self.fields = fields

    def __iter__(self):
        for value in self.fields:
            Order.read += 1
            yield value

    def __hash__(self):
        return hash(tuple(self))

    def __eq__(self, other):
        return all(mine == theirs for mine, theirs in zip(self.fields, other, strict=True))


@probe
def fields_read(fields, position):
    """[fields that a lookup reads in a list, in a set]: the keys differ in their first field, the needle is an equal one."""
    orders = [Order([n, *range(1, fields)]) for n in range(200)]
    as_list, as_set = list(orders), set(orders)
    found = []
    for container in (as_list, as_set):
        wanted, Order.read = Order(list(orders[position].fields)), 0
        assert wanted in container
        found.append(Order.read)
    return found


@claim("wide-keys-move-the-crossover")
def positions_up_to_which_the_list_reads_less():
    last = {}
    for fields in (5, 20, 40):
        less = [position for position in range(60) if fields_read(fields, position)[0] < fields_read(fields, position)[1]]
        last[fields] = max(less, default=-1)
        show(f"last position at which the list reads fewer fields, {fields} fields a key", last[fields])
    return all(last[fields] == fields - 1 for fields in last)


# %% Building and walking, timed
def floats(size):
    chance = Random(size)
    return [chance.random() for _ in range(size)]


def each(outcomes):
    """What holds of all of them: one that fails decides, then one that is inconclusive."""
    found = set(outcomes)
    return next(outcome for outcome in (Outcome.FAILS, Outcome.INCONCLUSIVE, Outcome.HOLDS) if outcome in found)


def walk(container):
    # A deque that keeps nothing takes every element in C: a loop's own cost would hide the difference.
    deque(container, maxlen=0)


@claim("build-is-cheaper")
def building():
    sizes = [10, 100, 1000, 30_000]
    ratios = [
        paired_ratio(lambda data=floats(size): list(data), lambda data=floats(size): set(data), rounds=31) for size in sizes
    ]
    show("building a list ÷ building a set: 10, 100, 1000, 30 000 floats", [str(ratio) for ratio in ratios])
    return each(ratio.below(0.75) for ratio in ratios)


@claim("walk-is-cheaper")
def walking():
    ratios = []
    for size in (300, 1000, 30_000):
        as_list, as_set = floats(size), set(floats(size))
        ratios.append(paired_ratio(lambda one=as_list: walk(one), lambda one=as_set: walk(one), rounds=31))
    show("walking a list ÷ walking a set: 300, 1000, 30 000 floats", [str(ratio) for ratio in ratios])
    return ratios[-1].below(0.9)


@claim("set-for-one-question")
def one_question():
    ratios, calls = [], []
    for size in (10, 100, 1000):
        data = floats(size)
        last = float(repr(data[-1]))
        ratios.append(paired_ratio(lambda: last in data, lambda: last in set(data), rounds=31))  # noqa: B023
        keys = [Key(n) for n in range(size)]
        calls.append((asked(lambda: Key(size - 1) in keys), asked(lambda: Key(size - 1) in set(keys))))  # noqa: B023
    show("asking a list ÷ making a set of it and asking that: the last of 10, 100, 1000 floats", [str(ratio) for ratio in ratios])
    show("hashes and comparisons for the last of 1000 keys: list, new set", [str(counts) for counts in calls[-1]])
    counted = [((0, size), (size + 1, 1)) for size in (10, 100, 1000)]
    return each([each(ratio.below(0.75) for ratio in ratios), Outcome.HOLDS if calls == counted else Outcome.FAILS])


# %% Room: the table, and what stays of it
@claim("set-takes-more-room")
def room():
    sizes = [*range(1, 400), *(int(400 * 1.3**step) for step in range(30))]
    ratios = [sys.getsizeof(set(range(size))) / sys.getsizeof(list(range(size))) for size in sizes]
    show("set ÷ list in bytes, least and most of all sizes", [round(min(ratios), 1), round(max(ratios), 1)])
    chart(
        "Bytes of a set for each byte of a list",
        sizes,
        {"set ÷ list": ratios},
        x_label="elements",
        y_label="ratio",
        log_x=True,
    )
    return min(ratios) > 2 and max(ratios) > 8


WAYS = ["discard() of each of the others", "pop() of each of the others", "`-=` a set of the others", "`&=` a set of the ten"]
LEFT = ["nearly all of it", "a third of it or more", "a twentieth of it or more", "less than a twentieth of it"]


def all_but_ten_gone(kind, size, way):
    """A list or set of `size` numbers after all but ten have been taken out."""
    container, others = kind(range(size)), range(10, size)
    if way == WAYS[0]:
        for number in others:
            (container.discard if kind is set else container.remove)(number)
    elif way == WAYS[1]:
        while len(container) > 10:
            container.pop()
    elif way == WAYS[2]:
        container -= set(others)
    else:
        container &= set(range(10))
    return container


def table_left(size, way):
    """What part of its room a set of `size` numbers still takes, when all but ten have been taken out in this way."""
    return sys.getsizeof(all_but_ten_gone(set, size, way)) / sys.getsizeof(set(range(size)))


@probe
def room_left(size, way):
    """The one of LEFT that says how much of its room the set still takes."""
    left = table_left(size, way)
    return next(text for text, least in zip(LEFT, [0.9, 1 / 3, 1 / 20, 0], strict=True) if left >= least)


@claim("discard-keeps-the-table")
def the_table_stays():
    left = {way: table_left(10_000, way) for way in WAYS}
    fewer = table_left(2000, WAYS[2])
    of_a_list = sys.getsizeof(all_but_ten_gone(list, 10_000, WAYS[1])) / sys.getsizeof(list(range(10_000)))
    for way, share in left.items():
        show(f"room left of a set of 10 000, by {way}", round(share, 4))
    show(f"room left of a set of 2000, by {WAYS[2]}", round(fewer, 4))
    show("room left of a list of 10 000, by pop() of the others", round(of_a_list, 4))
    return left[WAYS[0]] == left[WAYS[1]] == fewer == 1 and max(left[WAYS[2]], left[WAYS[3]], of_a_list) < 0.05


@claim("emptied-set-is-slow-to-walk")
def walking_an_emptied_set():
    emptied = all_but_ten_gone(set, 30_000, WAYS[0])
    fresh = set(range(10))
    ratio = paired_ratio(lambda: walk(emptied), lambda: walk(fresh), rounds=31)
    show("walking ten elements in an emptied set ÷ in a fresh one", str(ratio))
    return ratio.above(10)


@claim("order-is-the-tables")
def order_of_whole_numbers():
    dense = {size: Random(size).sample(range(size), size) for size in (10, 100, 1000)}
    apart = {size: Random(size).sample(range(10**6), size) for size in (10, 100, 1000)}
    looks_sorted = {name: [list(set(data)) == sorted(data) for data in lists.values()]
                    for name, lists in (("dense", dense), ("apart", apart))}  # fmt: skip
    show("10, 100, 1000 numbers from 0 on, shuffled: the set walks them in ascending order", looks_sorted["dense"])
    show("the same of numbers far apart", looks_sorted["apart"])
    return all(looks_sorted["dense"]) and not any(looks_sorted["apart"])


# %% What the compiler does with a literal
class Counted(set):
    """A set that counts how many of its kind are made."""

    made = 0

    def __init__(self, *content):
        Counted.made += 1
        super().__init__(*content)


@probe
def sets_made(test, rows):
    """How many sets a loop over so many rows makes, when its body is `x in <test>`."""
    names = {"rows": range(rows), "limit": 3, "set": Counted, "allowed": {1, 2, 3}}
    code = compile(f"for x in rows:\n    x in {test}", "<loop>", "exec")
    built = 0

    def step(frame, event, _argument):
        nonlocal built
        frame.f_trace_opcodes = True
        if event == "opcode" and dis.opname[frame.f_code.co_code[frame.f_lasti]] == "BUILD_SET":
            built += 1
        return step

    Counted.made = 0
    traced = sys.gettrace()
    sys.settrace(step)
    try:
        exec(code, names)
    finally:
        sys.settrace(traced)
    return built + Counted.made


@claim("literal-is-made-once")
def literals():
    tests = ["{1, 2, 3}", "[1, 2, 3]", "{1, 2, limit}", "set((1, 2, 3))", "allowed"]
    made = {test: [sets_made(test, rows) for rows in (1, 10, 100)] for test in tests}
    for test, counts in made.items():
        show(f"sets made in 1, 10 and 100 rounds of `x in {test}`", counts)
    constants = compile("x in {1, 2, 3}", "<test>", "eval").co_consts
    once = [made[test] == [0, 0, 0] for test in ("{1, 2, 3}", "[1, 2, 3]", "allowed")]
    each_time = [made[test] == [1, 10, 100] for test in ("{1, 2, limit}", "set((1, 2, 3))")]
    return frozenset({1, 2, 3}) in constants and all(once) and all(each_time)


# %% Where membership crosses over: the last of n, asked for by an equal key
def keys_and_needle(kind, size):
    """So many keys of a kind, and a key equal to the last of them; another object wherever the kind has equal ones."""
    chance = Random(size)
    draw = lambda: chance.randrange(10**6, 10**9)  # noqa: E731
    if kind == "plain objects":
        keys = [object() for _ in range(size)]
        return keys, keys[-1]
    keys = [{"numbers": draw, "floats": chance.random, "texts": lambda: f"user-{draw()}"}[kind]() for _ in range(size)]
    return keys, type(keys[0])(repr(keys[-1])) if kind != "texts" else "".join(list(keys[-1]))


def ratio_at(kind, size):
    """Time in the list ÷ time in the set, for the last of so many keys."""
    as_list, needle = keys_and_needle(kind, size)
    as_set = set(as_list)
    return paired_ratio(lambda: needle in as_list, lambda: needle in as_set, rounds=25)


KINDS = ["texts", "plain objects", "numbers", "floats"]
LENGTHS = [1, 2, 3, 4, 5, 6, 8, 11, 16]


@claim("crossover-is-small")
def crossover():
    ratios = {kind: [ratio_at(kind, size) for size in LENGTHS] for kind in KINDS}
    first = {kind: next((n for n, ratio in zip(LENGTHS, ratios[kind], strict=True) if ratio.low > 1), None) for kind in KINDS}
    show("the set is ahead beyond doubt from this many keys on", [f"{kind}: {first[kind]}" for kind in KINDS])
    chart(
        "Asking a list ÷ asking a set, for the last of n keys",
        LENGTHS,
        {kind: [ratio.median for ratio in ratios[kind]] for kind in KINDS},
        low={kind: [ratio.low for ratio in ratios[kind]] for kind in KINDS},
        high={kind: [ratio.high for ratio in ratios[kind]] for kind in KINDS},
        x_label="keys",
        y_label="time in the list ÷ time in the set",
    )
    return each(ratio.above(1) for kind in KINDS for n, ratio in zip(LENGTHS, ratios[kind], strict=True) if n >= 8)
