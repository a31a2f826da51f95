# %% Who compares how often
import json
import pickle  # noqa: F401  # a mutation reads it
import sys
from fractions import Fraction

from hotseat.proof import chart, claim, paired_ratio, probe, show


class Key:
    """A key that counts, over all instances, how often keys are compared."""

    compared = 0

    def __init__(self, number):
        self.number = number

    def __hash__(self):
        return hash(self.number)

    def __eq__(self, other):
        Key.compared += 1
        return self.number == other.number


CONTAINERS = {
    "a list": lambda keys: keys,
    "a tuple": lambda keys: tuple(keys),
    "a set": lambda keys: set(keys),
    "d": lambda keys: dict.fromkeys(keys),
    "d.keys()": lambda keys: dict.fromkeys(keys).keys(),
    "d.values()": lambda keys: dict(enumerate(keys)).values(),
    "list(d)": lambda keys: list(dict.fromkeys(keys)),
}
WALKED = ("a list", "a tuple", "d.values()", "list(d)")


def comparisons(container, size, place):
    """How often `needle in container` compares, when the needle equals the key in that place and is another object."""
    held, needle = CONTAINERS[container]([Key(number) for number in range(size)]), Key(place)
    Key.compared = 0
    assert needle in held
    return Key.compared


@claim("hash-finds-one-candidate")
def comparisons_for_a_hit():
    asked = [(size, place) for size in (10, 100, 1000) for place in (0, size // 2, size - 1)]
    found = {name: [comparisons(name, size, place) for size, place in asked] for name in CONTAINERS}
    for name, counts in found.items():
        show(f"comparisons for {name}: first, middle, last of 10, 100, 1000", counts)
    pairs = {Key(number): number for number in range(1000)}
    Key.compared = 0
    in_items = (Key(700), 700) in pairs.items()
    by_key = Key.compared
    walked = all(found[name] == [place + 1 for _, place in asked] for name in WALKED)
    hashed = all(set(counts) == {1} for name, counts in found.items() if name not in WALKED)
    return walked and hashed and in_items and by_key == 1


@probe
def looks(size, place):
    """Comparisons in d, in d.values() and in list(d)."""
    return [comparisons(name, size, place - 1) for name in ("d", "d.values()", "list(d)")]


# %% Order, and which keys are the same
@claim("dict-keeps-first-place")
def places():
    table = {}
    for step, keys in enumerate(["abcdef", "cfa", "b"]):
        for key in keys:
            table[key] = step
    walked = "".join(table)
    del table["b"]
    table["b"] = 9
    show("walked after new values for c, f, a, b; and after b was taken out and put in again", [walked, "".join(table)])
    return walked == "abcdef" and "".join(table) == "acdefb"


@probe
def walked_after(statement):
    d = dict.fromkeys("abcd")
    exec(statement, {"d": d})
    return "".join(d)


ONES = [1, 1.0, True, Fraction(1)]


@claim("equal-keys-share-an-entry")
def ones_meet_in_one_entry():
    tables = []
    for turn in range(len(ONES)):
        order = ONES[turn:] + ONES[:turn]
        table = {}
        for key in [*order, "1"]:
            table[key] = type(key).__name__
        tables.append([len(table), next(iter(table)) is order[0], table[1] == type(order[-1]).__name__])
    show("entries for 1, 1.0, True, Fraction(1) and '1'", tables[0][0])
    return tables == [[2, True, True]] * len(ONES)


@probe
def printed(keys):
    d = {}
    for position, key in enumerate(eval(keys)):
        d[key] = position
    return repr(d)


# %% What a tuple freezes
def nested(value, depth):
    for _ in range(depth):
        value = (0, value)
    return value


def hashable(value):
    try:
        hash(value)
    except TypeError:
        return False
    return True


@claim("tuple-is-as-hashable-as-its-content")
def content_decides():
    depths = range(1, 20)
    return all(hashable(nested("x", depth)) for depth in depths) and not any(hashable(nested(["x"], depth)) for depth in depths)


def after(statement, held):
    """What the tuple is after the statement, and the name of the error that it raised, if any."""
    names = {"t": held}
    try:
        exec(statement, names)
    except (TypeError, AttributeError) as error:
        return repr(names["t"]), type(error).__name__
    return repr(names["t"]), ""


STATEMENTS = ("t[0].append(1)", "t[0] += [1]", "t[0] = [1]")


def slot():
    """What stands in the tuple's only slot at the beginning."""
    return []


@claim("tuple-freezes-its-slots-only")
def slots_and_content():
    found = [after(statement, (slot(),)) for statement in STATEMENTS]
    show("after append, after +=, after an assignment", [" ".join(one) for one in found])
    return found == [("([1],)", ""), ("([1],)", "TypeError"), ("([],)", "TypeError")]


# %% Room: slack of a list, price of a table
def slack(items):
    """Places that a list has room for beyond its length."""
    return (sys.getsizeof(items) - sys.getsizeof([])) // 8 - len(items)


def growth(appends):
    """The lengths at which a list that grows by append gets another block, and the most spare places for its length."""
    grown, moved, spare = [], [], []
    for number in range(appends):
        before = (id(grown), sys.getsizeof(grown))
        grown.append(number)
        if (id(grown), sys.getsizeof(grown)) != before:
            moved.append(len(grown))
        spare.append(slack(grown))
    return moved, spare


@claim("appends-rarely-reallocate")
def blocks():
    moved, _ = growth(20_000)
    show("times that the block changed over 20,000 appends", len(moved))
    chart(
        "When the block of a growing list changes",
        moved[:150],
        {"times so far": list(range(1, len(moved) + 1))[:150]},
        x_label="length of the list",
        y_label="times",
        log_x=True,
        kind="points",
    )
    return len(moved) < 100


@claim("list-keeps-slack")
def spare_room():
    _, spare = growth(20_000)
    shares = [places / length for length, places in enumerate(spare, 1)]
    show("largest share of spare places beyond a length of 1000", round(max(shares[1000:]), 3))
    exact = all(sys.getsizeof(tuple(range(size))) - sys.getsizeof(()) == 8 * size for size in range(0, 20_000, 371))
    return exact and all(0 <= places <= length / 8 + 6 for length, places in enumerate(spare, 1)) and max(shares[1000:]) > 0.12


FRONT = 0


@claim("front-of-a-list-is-dear")
def front_against_end():
    many = list(range(200_000))

    def at_front():
        many.insert(FRONT, 0)
        del many[FRONT]

    def at_end():
        many.append(0)
        del many[-1]

    ratio = paired_ratio(at_front, at_end, rounds=15)
    show("front ÷ end, a list of 200,000", str(ratio))
    return ratio.above(10)


@claim("hashing-costs-room")
def bytes_of_tables():
    sizes = [5, 10, 20, 40, 80, 170, 341, 1000, 5000, 20_000, 100_000]
    tables = {"dict": dict.fromkeys, "set": set}
    ratios = {
        name: [sys.getsizeof(make(range(size))) / sys.getsizeof(list(range(size))) for size in sizes]
        for name, make in tables.items()
    }
    chart("Bytes of a table for each byte of a list", sizes, ratios, x_label="elements", y_label="ratio", log_x=True)
    return all(ratio > 2 for row in ratios.values() for ratio in row)


@claim("record-as-dict-costs")
def bytes_of_records():
    fields = [[f"field_{number}" for number in range(count)] for count in range(2, 6)]
    as_tuples = [tuple(names) for names in fields]
    as_dicts = [dict.fromkeys(names) for names in fields]
    ratios = [sys.getsizeof(one) / sys.getsizeof(other) for one, other in zip(as_dicts, as_tuples, strict=True)]
    show("dict ÷ tuple in bytes, 2 to 5 fields", [round(ratio, 2) for ratio in ratios])
    return all(ratio > 2 for ratio in ratios)


# %% Changing what is walked over
def left_after_removal(items, goes):
    for one in items:
        if goes(one):
            items.remove(one)
    return items


def raises(container, remove):
    try:
        for one in container:
            remove(one)
    except RuntimeError:
        return True
    return False


@claim("list-skips-after-a-removal")
def every_second_is_left():
    left = {size: left_after_removal(list(range(size)), lambda one: True) for size in (1, 2, 10, 101)}
    show("left of 10 after removing all while walking", left[10])
    table, group = dict.fromkeys(range(10)), set(range(10))
    loud = [raises(table, table.pop), raises(group, group.remove)]
    return all(rest == list(range(1, size, 2)) for size, rest in left.items()) and loud == [True, True]


@probe
def how_many_left(size, condition):
    goes = eval(f"lambda x: {condition}")
    return len(left_after_removal(list(range(size)), goes))


# %% Through JSON
def through_json(value):
    return json.loads(json.dumps(value))


@claim("json-forgets-the-type")
def what_comes_back():
    back = [through_json(value) for value in ((1, 2), {1: "a"})]
    show("(1, 2) and {1: 'a'} come back as", [repr(value) for value in back])
    return back == [[1, 2], {"1": "a"}]
