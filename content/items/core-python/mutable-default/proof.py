# %% Defaults: when they are made, and who shares them
from dataclasses import dataclass, field, make_dataclass

from hotseat.proof import claim, show

made_defaults = []


def made():
    """A new list that is remembered here, so that defaults can be counted."""
    made_defaults.append([])
    return made_defaults[-1]


def tagged(name, tags=made()):
    tags += [name]
    return tags


@claim("default-made-once")
def one_default_for_all_calls():
    before = len(made_defaults)
    results = [tagged(name) for name in "abc"]
    show("lists made by three calls", len(made_defaults) - before)
    return before == 1 and len(made_defaults) == 1 and all(result is made_defaults[0] for result in results)


def labelled(name, labels=None):
    labels = [] if labels is None else labels
    labels += [name]
    return labels


@claim("callers-list-changes")
def the_caller_sees_it():
    mine = ["sky"]
    labelled("blue", mine)
    show("the caller's list afterwards", mine)
    return mine == ["sky", "blue"]


# %% Two halves of an augmented assignment
def change_through_tuple():
    """What `+=` on a slot of a tuple raises, and what the list in it holds afterwards."""
    inner = [1]
    pair = (inner, "fixed")
    try:
        pair[0] += [2]
    except TypeError:
        return "TypeError", inner
    return "nothing", inner


@claim("failed-store-keeps-change")
def the_list_is_longer_all_the_same():
    raised, inner = change_through_tuple()
    show("raised, and the list afterwards", [raised, str(inner)])
    return raised == "TypeError" and inner == [1, 2]


def plus(grown):
    grown = grown + [1]
    return grown


@claim("plus-makes-anew")
def plus_leaves_the_old_list():
    old = [0]
    new = plus(old)
    return new is not old and old == [0] and new == [0, 1]


def augmented(value, more):
    value += more
    return value


@claim("augmented-changes-in-place")
def only_what_can_change_stays_the_same_object():
    kept = {}
    for value, more in (([1], [2]), ((1,), (2,)), ("one", "two"), (10**20, 1)):
        kept[type(value).__name__] = augmented(value, more) is value
    show("the same object after +=", [name for name, same in kept.items() if same])
    return kept == {"list": True, "tuple": False, "str": False, "int": False}


# %% What is shared and what is copied
def repeated(count):
    rows = [[]] * count
    return rows


@claim("repetition-shares")
def one_object_many_times():
    different = [len({id(row) for row in repeated(count)}) for count in range(1, 200)]
    show("different lists in [[]] * n, most over n = 1 to 199", max(different))
    return set(different) == {1}


def with_copy():
    """A list of one inner list, its copy, after a change of the outer and one of the inner list."""
    inner = []
    original = [inner]
    copied = list(original)
    original.append("later")
    original[0] += ["inside"]
    return original, copied


@claim("copy-stands-apart")
def the_copy_misses_the_outer_change_only():
    original, copied = with_copy()
    show("the copy afterwards", str(copied))
    return len(original) == 2 and copied == [["inside"]]


def through_another_name():
    """What a second name sees after the first was assigned to by a slice."""
    first = ["old"]
    second = first
    first[:] = ["reset"]
    return second


@claim("slice-keeps-object")
def the_other_name_sees_it():
    return through_another_name() == ["reset"]


@claim("fromkeys-shares")
def every_bucket_fills():
    buckets = dict.fromkeys("abc", [])
    buckets["a"].append(1)
    show("buckets after one append", str(buckets))
    return buckets == {"a": [1], "b": [1], "c": [1]}


# %% What dataclasses catch, and what they do not
UNHASHABLE = ([], {}, set())


def refused(default):
    """Whether `@dataclass` refuses a field with this default."""
    try:
        make_dataclass("Order", [("lines", object, default)])
    except ValueError:
        return True
    return False


@claim("dataclass-refuses-unhashable")
def unhashable_defaults_are_refused():
    return all(refused(default) for default in UNHASHABLE)


class Basket:
    """Mutable, and hashable as every object of a class without `__eq__` is."""

    def __init__(self):
        self.lines = []


SHARED = Basket()


def two_customers():
    @dataclass
    class Customer:
        basket: Basket = SHARED
        tags: list = field(default_factory=list)

    return Customer(), Customer()


@claim("hashable-mutable-is-shared")
def one_basket_for_everybody():
    one, other = two_customers()
    one.basket.lines.append("book")
    show("lines in the other customer's basket", len(other.basket.lines))
    return other.basket.lines == ["book"] and other.tags == []
