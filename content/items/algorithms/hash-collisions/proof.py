# %% Keys with a hash of our choice, which count comparisons
import os
import subprocess
import sys
from random import Random

from hotseat.proof import chart, claim, paired_ratio, probe, show


class Key:
    """A key with a given hash; counts, over all instances, how often keys are compared."""

    compared = 0

    def __init__(self, number, hashed):
        self.number, self.hashed = number, hashed

    def __hash__(self):
        return hash(self.hashed)

    def __eq__(self, other):
        Key.compared += 1
        return self.number == other.number


def comparisons(keys):
    """How often keys are compared when they are put into a dict."""
    Key.compared = 0
    table = dict.fromkeys(keys)
    made = Key.compared
    assert len(table) == len(keys)
    assert all(key in table for key in keys)
    return made


SIZES = [2, 3, 10, 50, 200, 500]


@claim("same-hash-compares-all")
def one_hash_for_all():
    counts = []
    for size in SIZES:
        one_hash = [Key(number, 7) for number in range(size)]
        counts.append(comparisons(one_hash))
    chart(
        "Comparisons to put n keys with one hash into a dict",
        SIZES,
        {"comparisons": counts},
        x_label="keys",
        y_label="comparisons",
        log_x=True,
        log_y=True,
    )
    return counts == [size * (size - 1) // 2 for size in SIZES]


@claim("other-hash-is-not-compared")
def same_place_other_hash():
    counts = []
    for size in SIZES:
        far_apart = [Key(number, number << 40) for number in range(size)]
        counts.append(comparisons(far_apart))
    show("comparisons, hashes that agree in their last 40 bits", counts)
    return set(counts) == {0}


@probe
def comparisons_for(keys, hashes):
    return comparisons([Key(number, number % hashes) for number in range(keys)])


# %% Numbers: the same hash everywhere
STEP = sys.hash_info.modulus


@claim("numbers-can-be-chosen")
def multiples_of_the_modulus():
    chosen, consecutive = [STEP * number for number in range(1, 2001)], list(range(1, 2001))
    show("different hashes of 2000 chosen numbers, and of 2000 consecutive ones", [len(set(map(hash, chosen))), 2000])
    ratio = paired_ratio(lambda: set(chosen), lambda: set(consecutive), rounds=9)
    show("set of chosen ÷ set of consecutive numbers, 2000 of each", str(ratio))
    return ratio.above(10) if set(map(hash, chosen)) == {0} else False


@claim("texts-of-numbers-are-safe")
def texts_against_numbers():
    chosen = [sys.hash_info.modulus * number for number in range(1, 2001)]
    ratio = paired_ratio(lambda: set(map(str, chosen)), lambda: set(chosen), rounds=9)
    show("set of the texts ÷ set of the numbers, 2000 chosen ones", str(ratio))
    return ratio.below(0.5)


LIMIT = sys.hash_info.modulus


@claim("small-numbers-do-not-collide")
def below_the_modulus():
    chance = Random(1)
    drawn = [chance.randrange(LIMIT) for _ in range(2000)]
    edge = [hash(LIMIT - 1) == LIMIT - 1, hash(LIMIT) == 0]
    return all(hash(number) == number for number in [0, 1, *drawn]) and edge == [True, True]


SPAN = range(-1000, 1001)


@claim("minus-one-is-minus-two")
def the_only_pair():
    by_hash = {}
    for number in SPAN:
        by_hash.setdefault(hash(number), []).append(number)
    shared = [numbers for numbers in by_hash.values() if len(numbers) > 1]
    show("numbers that share a hash", str(shared))
    return shared == [[-2, -1]] and hash(("x", -1, 3)) == hash(("x", -2, 3))


@probe
def hash_of(value):
    return hash(eval(value))


# %% Texts: another hash in every process
TEXT = "order-17"


def hashes_under(seed, *values):
    """The hashes that a fresh interpreter with this PYTHONHASHSEED gives the values."""
    program = f"print(*[hash(value) for value in {list(values)!r}])"
    environment = os.environ | {"PYTHONHASHSEED": str(seed)}
    ran = subprocess.run([sys.executable, "-S", "-c", program], env=environment, capture_output=True, text=True, check=True)
    return [int(number) for number in ran.stdout.split()]


@claim("texts-are-keyed")
def by_process():
    texts, numbers = [TEXT, TEXT.encode(), (TEXT, 1)], [17, 1.5, (1, 2)]
    first, again, other = (hashes_under(seed, *texts, *numbers) for seed in (1, 1, 2))
    show(f"hash of {TEXT!r} with seed 1, 1 and 2", [str(found[0]) for found in (first, again, other)])
    differ = [one != two for one, two in zip(first, other, strict=True)]
    return first == again and differ == [True, True, True, False, False, False]


EXPRESSIONS = {
    'hash("abc")': lambda t: "abc",
    "hash(t)": lambda t: t,
    "hash((t, 1))": lambda t: (t, 1),
    "hash(t.encode())": lambda t: t.encode(),
    "hash(17)": lambda t: 17,
    "hash((1, 2.5))": lambda t: (1, 2.5),
}


@probe
def differ_between_processes(text):
    values = [make(eval(text)) for make in EXPRESSIONS.values()]
    one, two = (hashes_under(seed, *values) for seed in (1, 2))
    return [name for name, first, second in zip(EXPRESSIONS, one, two, strict=True) if first != second]


# %% Promises that a key must keep
class Name:
    """Equal whatever the case, with a hash that does not know it."""

    def __init__(self, name):
        self.name = name

    def __eq__(self, other):
        return self.name.casefold() == other.name.casefold()

    def __hash__(self):
        return id(self)


class EqualityOnly:
    def __eq__(self, other):
        return True


@claim("equal-needs-equal-hash")
def equal_and_kept_twice():
    one, other = Name("Ada"), Name("ADA")
    kept = len({one, other})
    try:
        {EqualityOnly()}
        refused = False
    except TypeError as error:
        refused = True
        show("a class with __eq__ alone, put into a set", str(error).replace("'", ""))
    show("equal names kept in a set", kept)
    return one == other and kept == 2 and refused


class Counter:
    def __init__(self, number):
        self.number, self.note = number, 0

    def __eq__(self, other):
        return self.number == other.number

    def __hash__(self):
        return hash(self.number)


@claim("changed-key-is-lost")
def a_key_that_changes():
    key = Counter(7)
    group = {key}
    key.number = 8
    walked, found = any(one is key for one in group), key in group
    group.add(key)
    show("walked over, found, entries after it is added again", [str(walked), str(found), len(group)])
    return walked and not found and len(group) == 2


# %% Joining the hashes of fields
def joined(x, y):
    return hash(x) ^ hash(y)


def different(side, hashed):
    return len({hashed(x, y) for x in range(side) for y in range(side)})


@claim("xor-collides")
def points_of_a_square():
    by_xor, by_tuple = different(30, joined), different(30, lambda x, y: hash((x, y)))
    points = [(x, y) for x in range(30) for y in range(30)]
    made = comparisons([Key(point, joined(*point)) for point in points])
    show("different hashes of 900 points, by XOR and as tuples", [by_xor, by_tuple])
    show("comparisons to put the 900 points into a dict, hashed by XOR", made)
    return [by_xor, by_tuple] == [32, 900]


@probe
def hashes_of_a_square(side):
    return different(side, lambda x, y: hash(x) ^ hash(y))
