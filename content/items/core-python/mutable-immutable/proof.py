# %% Names, objects, and who sees a change
import copy
import operator
import sysconfig
from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from hotseat.proof import Outcome, claim, paired_ratio, probe, show

FREE_THREADED = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))


def after_call(start: str, body: str) -> object:
    """What the caller's variable refers to after a function with this body was called with it."""
    namespace: dict[str, object] = {}
    exec(f"def f(items):\n    {body}\na = {start}\nf(a)", namespace)
    return namespace["a"]


@claim("caller-sees-changes-not-bindings")
def a_function_can_change_the_object_and_not_the_name() -> bool:
    changes = ["items.append(3)", "items += [3]", "items[:] = [1, 2, 3]", "items.extend([3])"]
    bindings = ["items = items + [3]", "items = [1, 2, 3]", "items = [*items, 3]", "del items"]
    seen = [after_call("[1, 2]", body) for body in changes]
    unseen = [after_call("[1, 2]", body) for body in bindings]
    show("the caller's list after four bodies that change the object", [str(value) for value in seen])
    show("after four that only move the function's own name", [str(value) for value in unseen])
    return seen == [[1, 2, 3]] * 4 and unseen == [[1, 2]] * 4


def is_kept(value: object, more: object) -> bool:
    """Whether `+=` (`|=` for sets and dicts) leaves the name with the same object."""
    first = value
    if isinstance(value, (set, frozenset, dict)):
        value |= more
    else:
        value += more
    return value is first


@claim("immutable-means-another-object")
def only_mutable_objects_survive_their_own_augmented_assignment() -> bool:
    pairs = [(10**20, 1), (1.5, 1.0), ("ab", "c"), (b"ab", b"c"), ((1,), (2,)), (frozenset({1}), {2}),
             ([1], [2]), ({1}, {2}), ({1: 1}, {2: 2}), (bytearray(b"a"), b"b")]  # fmt: skip
    kept = [type(value).__name__ for value, more in pairs if is_kept(value, more)]
    show("the same object after an augmented assignment", kept)
    return kept == ["list", "set", "dict", "bytearray"]


# %% Immutability is one level deep
def fails(action: Callable[[], object]) -> str:
    """The name of the exception that an action raises, or `nothing`."""
    try:
        action()
    except Exception as error:
        return type(error).__name__
    return "nothing"


@claim("one-level-deep")
def a_tuple_fixes_its_slots_and_not_what_they_hold() -> bool:
    inner = [1]
    outer: object = ("name", inner)
    for _ in range(3):
        outer = ("deeper", outer)
    before = repr(outer)
    members = [id(member) for member in outer]
    inner.append(2)
    show("a tuple in tuples, before and after", [before, repr(outer)])
    return repr(outer) != before and [id(member) for member in outer] == members and fails(lambda: hash(outer)) == "TypeError"


@dataclass(frozen=True)
class Order:
    number: int
    lines: object = field(default_factory=list)


@claim("frozen-guards-assignment")
def a_frozen_dataclass_guards_its_attributes_only() -> bool:
    order = Order(1)
    refused = fails(lambda: setattr(order, "number", 2))
    order.lines.append("changed")
    object.__setattr__(order, "number", 3)
    show("assigning to a field; hashing with a list in a field", [refused, fails(lambda: hash(order))])
    show("the frozen order afterwards", repr(order))
    hashable = fails(lambda: hash(Order(1, ("fixed",))))
    return refused == FrozenInstanceError.__name__ and order == Order(3, ["changed"]) and (
        fails(lambda: hash(order)), hashable) == ("TypeError", "nothing")  # fmt: skip


@claim("a-view-is-not-immutable")
def a_read_only_view_shows_changes() -> bool:
    settings = {"debug": False}
    view, snapshot = MappingProxyType(settings), MappingProxyType(dict(settings))
    refused = fails(lambda: operator.setitem(view, "debug", True))
    settings["debug"] = True
    show("through the view, through a view of a copy", [view["debug"], snapshot["debug"]])
    return refused == "TypeError" and view["debug"] is True and snapshot["debug"] is False


# %% Why dictionaries care: the hash is remembered
@dataclass(unsafe_hash=True)
class Point:
    x: int
    label: str = field(default="", compare=False)


CHANGES = {
    "`p.x` is set to 1000": lambda p: setattr(p, "x", 1000),
    "`p.label` is set to 'new'": lambda p: setattr(p, "label", "new"),
    "`p.x` is set to 1000 and then back to 0": lambda p: (setattr(p, "x", 1000), setattr(p, "x", 0)),
}


def lookups(change: str, size: int) -> list[int]:
    """After a change of a member: the set's length, is the member in its list, is it, its old, its new value in the set."""
    points = [Point(number) for number in range(size)]
    members = set(points)
    p = points[0]
    CHANGES[change](p)
    listed = any(member is p for member in list(members))
    return [len(members), int(listed), int(p in members), int(Point(0) in members), int(Point(1000) in members)]


@claim("a-changed-key-is-lost")
def a_member_whose_hash_changed_cannot_be_found() -> bool:
    changed = [lookups("`p.x` is set to 1000", size) for size in (1, 5, 100, 500)]
    label = [lookups("`p.label` is set to 'new'", size) for size in (1, 5, 100, 500)]
    show("of 5: length, listed, found itself, by its old value, by its new value", changed[1])
    show("the same after a change that the hash does not see", label[1])
    return [found[1:] for found in changed] == [[1, 0, 0, 0]] * 4 and [found[1:] for found in label] == [[1, 1, 1, 0]] * 4


class Named(NamedTuple):
    value: object


class Plain:
    def __init__(self, value: object) -> None:
        self.value = value


@dataclass
class Data:
    value: object


class Compared(Plain):
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Compared) and self.value == other.value


HOLDERS = {
    "the tuple `(1, x)`": lambda x: (1, x),
    "a named tuple with x in it": Named,
    "a frozen dataclass with x in a field": lambda x: Order(1, x),
    "an ordinary dataclass with x in a field": Data,
    "an instance of a class without `__eq__`, with x as an attribute": Plain,
    "an instance of a class with `__eq__` and no `__hash__`, with x as an attribute": Compared,
}
VALUES = {
    "(2, 3)": (2, 3),
    "[2, 3]": [2, 3],
    "(2, [3])": (2, [3]),
    "frozenset({2})": frozenset({2}),
    "bytearray(b'2')": bytearray(b"2"),
    "an instance of a class without `__eq__`": Plain([2]),
}


def hashable(x: object) -> list[str]:
    """The holders of a value that can be hashed."""
    return [holder for holder, make in HOLDERS.items() if fails(lambda make=make: hash(make(x))) == "nothing"]


@claim("hash-goes-by-equality")
def what_compares_by_value_hashes_by_value_or_not_at_all() -> bool:
    fixed, loose = hashable((2, 3)), hashable([2, 3])
    show("hashable with a tuple inside", len(fixed))
    show("hashable with a list inside", loose)
    never = {
        "an ordinary dataclass with x in a field",
        "an instance of a class with `__eq__` and no `__hash__`, with x as an attribute",
    }
    return set(HOLDERS) - set(fixed) == never and loose == ["an instance of a class without `__eq__`, with x as an attribute"]


# %% What need not change need not be copied
COPIED = {
    "(1, 'a')": lambda: (1, "a"),
    "(1, [2])": lambda: (1, [2]),
    "[1, 'a']": lambda: [1, "a"],
    "'text'": lambda: "".join(["te", "xt"]),
    "b'text'": lambda: bytes([1, 2, 3]),
    "bytearray(b'text')": lambda: bytearray(b"text"),
}


def different_copies(kind: str) -> int:
    """How many objects there are: the original, a full slice, a call of its type, copy.copy, copy.deepcopy."""
    made = COPIED[kind]()
    copies = [made, made[:], type(made)(made), copy.copy(made), copy.deepcopy(made)]
    return len({id(one) for one in copies})


@claim("copies-of-immutables-are-shared")
def an_immutable_object_is_its_own_copy() -> bool:
    counts = {kind: different_copies(kind) for kind in COPIED}
    show("different objects among an original and four copies", str(counts))
    return list(counts.values()) == [1, 2, 5, 1, 1, 5]


# %% What a new object each time costs
PIECES = ["a piece of twenty by"] * 5000


class Report:
    text = ""


def in_a_variable() -> str:
    text = ""
    for piece in PIECES:
        text += piece
    return text


def in_an_attribute() -> str:
    report = Report()
    for piece in PIECES:
        report.text += piece
    return report.text


@claim("growing-a-string")
def growing_an_attribute_copies_growing_a_variable_does_not() -> Outcome:
    ratio = paired_ratio(in_an_attribute, in_a_variable, rounds=9)
    joined = paired_ratio(in_an_attribute, lambda: "".join(PIECES), rounds=9)
    show("5000 pieces: += on an attribute ÷ += on a local variable", str(ratio))
    show("+= on an attribute ÷ one join", str(joined))
    if FREE_THREADED:
        return Outcome.UNSHOWN
    both = [ratio.above(3), joined.above(3)]
    return next((one for one in both if one is not Outcome.HOLDS), Outcome.HOLDS)


# %% The questions' truths
@probe
def printed_by_the_caller(start: str, body: str) -> str:
    return repr(after_call(start, body))


@probe
def holders_hashed(value: str) -> list[str]:
    return hashable(VALUES[value])


@probe
def found_after(change: str, size: int) -> list[int]:
    return lookups(change, size)


@probe
def objects_among_copies(kind: str) -> int:
    return different_copies(kind)
