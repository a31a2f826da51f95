# %% What a shallow copy is, however it is spelled
import copy
import dataclasses
import json
import os
import re
import sys
import threading
import types
import weakref
from collections.abc import Callable
from typing import Any

from hotseat.proof import chart, claim, probe, show

SHALLOW: dict[str, Callable[[Any], Any]] = {
    "copy.copy": copy.copy,
    "x[:]": lambda x: x[:],
    "list(x)": list,
    "[*x]": lambda x: [*x],
    "x + []": lambda x: x + [],
    "sorted": lambda x: sorted(x, key=id),
}


@dataclasses.dataclass
class Order:
    number: int
    lines: list[object]


@claim("shallow-shares-members")
def every_shallow_copy_holds_the_same_members() -> bool:
    original = [[1], {2: 3}, Order(4, [])]
    copies = {name: make(original) for name, make in SHALLOW.items()}
    new = all(made is not original for made in copies.values())
    same = all({id(member) for member in made} == {id(member) for member in original} for made in copies.values())
    order = Order(1, ["first"])
    replaced = dataclasses.replace(order, number=2)
    by_dict = [dict(vars(order)), {**vars(order)}, vars(order).copy(), vars(order) | {}]
    replaced.lines.append("through the copy")
    show("ways that make a new list around the same members", len(copies))
    show("the original after a change through dataclasses.replace", str(order.lines))
    return new and same and order.lines == ["first", "through the copy"] and all(d["lines"] is order.lines for d in by_dict)


# %% A deep copy keeps the shape
def shape(value: list[Any]) -> list[bool]:
    """Of `[x, [x], itself]`: is the x in both places one object, and does the last entry lead back?"""
    return [value[0] is value[1][0], value[2] is value]


def knot() -> list[Any]:
    shared: list[int] = []
    value: list[Any] = [shared, [shared]]
    value.append(value)
    return value


@claim("deep-keeps-the-shape")
def one_call_copies_each_object_once() -> bool:
    original = knot()
    made = copy.deepcopy(original)
    apart = [copy.deepcopy(entry) for entry in original[:2]]
    through_text = json.loads(json.dumps(original[:2]))
    show("shape of the original, of its deep copy", [str(shape(original)), str(shape(made))])
    shared = [original[:2], made[:2], apart, through_text]
    one_object = [one[0] is one[1][0] for one in shared]
    show("shared entry still one object: original, deep copy, entry by entry, through JSON", one_object)
    fresh = made is not original and made[0] is not original[0] and made[1] is not original[1]
    return fresh and shape(made) == [True, True] and one_object == [True, True, False, False]


# %% It copies what it can reach
class Customer:
    def __init__(self) -> None:
        self.orders: list[Purchase] = []


class Purchase:
    def __init__(self, customer: Customer, link: str) -> None:
        links = {"the customer": customer, "a list with the customer in it": [customer]}
        self.customer = links.get(link, weakref.ref(customer))
        customer.orders.append(self)


def made_by_copying_one(orders: int, link: str, way: Callable[[Any], Any] = copy.deepcopy) -> list[int]:
    """How many orders and customers a copy of one order makes, when its customer has so many."""
    customer = Customer()
    for _ in range(orders):
        Purchase(customer, link)
    made: list[str] = []
    build = {kind: kind.__reduce_ex__ for kind in (Purchase, Customer)}
    for kind in build:
        kind.__reduce_ex__ = lambda self, protocol: (made.append(type(self).__name__), object.__reduce_ex__(self, protocol))[1]
    try:
        way(customer.orders[0])
    finally:
        for kind in build:
            del kind.__reduce_ex__
    return [made.count("Purchase"), made.count("Customer")]


@claim("copies-what-it-reaches")
def one_back_reference_copies_the_family() -> bool:
    sizes = [1, 10, 100]
    strong, weak = ([made_by_copying_one(size, link) for size in sizes] for link in ("the customer", "weakref.ref(customer)"))
    shallow = [made_by_copying_one(size, "the customer", copy.copy) for size in sizes]
    show("orders and customers copied with one order: its customer has 1, 10, 100", [str(pair) for pair in strong])
    show("the same when the order holds a weak reference to the customer", [str(pair) for pair in weak])
    x = [str(size) for size in sizes]
    counts = {"strong reference": [sum(pair) for pair in strong], "weak reference": [sum(pair) for pair in weak]}
    chart("Objects copied with one order", x, counts,
          x_label="orders of the customer", y_label="objects", kind="bars")  # fmt: skip
    return strong == [[size, 1] for size in sizes] and weak == [[1, 0]] * 3 and shallow == [[1, 0]] * 3


def nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


def deepest(value: Any) -> str:
    try:
        copy.deepcopy(value)
    except RecursionError:
        return "RecursionError"
    return "copied"


@claim("depth-is-limited")
def a_long_chain_exceeds_the_recursion_limit() -> bool:
    limit = sys.getrecursionlimit()
    wide, shallow, deep = [[] for _ in range(limit * 5)], nested(limit // 10), nested(limit * 2)
    results = [deepest(wide), deepest(shallow), deepest(deep)]
    show("recursion limit", limit)
    show("five limits wide, a tenth of a limit deep, two limits deep", results)
    return results == ["copied", "copied", "RecursionError"] and isinstance(copy.copy(deep), list)


# %% How instances are copied
class Counted:
    made = 0

    def __init__(self, rows: list[object]) -> None:
        type(self).made += 1
        self.rows = rows


@claim("init-is-not-called")
def a_copy_is_built_without_init() -> bool:
    original = Counted([1])
    before = Counted.made
    one, other = copy.copy(original), copy.deepcopy(original)
    show("calls of __init__ by copy and deepcopy", Counted.made - before)
    show("attributes of the deep copy", str(vars(other)))
    return Counted.made == before and one.rows is original.rows and other.rows == [1] and other.rows is not original.rows


class Node:
    """A node whose hook for deep copies makes the copy by calling the class."""

    def __init__(self, children: list["Node"]) -> None:
        self.children = children

    def __deepcopy__(self, memo: dict[int, object]) -> "Node":
        return Node([copy.deepcopy(child) for child in self.children])


class Careful(Node):
    def __deepcopy__(self, memo: dict[int, object]) -> "Careful":
        memo[id(self)] = made = Careful([])
        made.children = copy.deepcopy(self.children, memo)
        return made


def diamond(kind: type[Node]) -> int:
    """How many different leaves the copy of a diamond has; the original has one."""
    leaf = kind([])
    top = copy.deepcopy(kind([kind([leaf]), kind([leaf])]))
    return len({id(middle.children[0]) for middle in top.children})


@claim("a-hook-must-pass-the-memo")
def a_hook_that_drops_the_memo_splits_what_was_shared() -> bool:
    careless, careful = diamond(Node), diamond(Careful)
    loops = []
    for kind in (Node, Careful):
        node = kind([])
        node.children.append(node)
        loops.append(deepest(node))
    show("leaves after copying a diamond: memo dropped, memo passed on", [careless, careful])
    show("copying a node that is its own child: memo dropped, memo passed on", loops)
    return [careless, careful] == [2, 1] and loops == ["RecursionError", "copied"]


# %% What is not copied, and what cannot be
def holders() -> dict[str, Any]:
    """Things that objects hold. The names are those of the question."""
    return {
        "a function": deepest,
        "a class": Order,
        "a compiled regular expression": re.compile("a+"),
        "a weak reference": weakref.ref(Order),
        "a module": types,
        "a lock": threading.Lock(),
        "an open file": open(os.devnull, encoding="utf-8"),
        "a generator": (n for n in range(3)),
    }


def copied(way: str) -> dict[str, str]:
    """For each thing: the very same object, another one, or the exception."""
    results = {}
    for name, thing in holders().items():
        try:
            if way == "copy.deepcopy(holder)":
                made = copy.deepcopy(types.SimpleNamespace(x=thing)).x
            elif way == "copy.copy(holder)":
                made = copy.copy(types.SimpleNamespace(x=thing)).x
            else:
                made = copy.copy(thing)
            results[name] = "shared" if made is thing else "another"
        except TypeError as error:
            results[name] = type(error).__name__
        if hasattr(thing, "close"):
            thing.close()
    return results


@claim("some-are-shared-some-refuse")
def code_is_shared_and_resources_refuse() -> bool:
    deep, alone = copied("copy.deepcopy(holder)"), copied("copy.copy(thing)")
    shared = [name for name, what in deep.items() if what == "shared"]
    refused = [name for name, what in deep.items() if what == "TypeError"]
    show("shared with a deep copy", shared)
    show("refuse to be copied", refused)
    wanted = ["a function", "a class", "a compiled regular expression", "a weak reference"]
    return shared == wanted and refused == ["a module", "a lock", "an open file", "a generator"] and deep == alone


# %% What it costs
def calls_of_python(action: Callable[[], object]) -> int:
    """How many calls of Python functions an action makes, its own included."""
    calls = 0

    def watch(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(watch)
    try:
        action()
    finally:
        sys.setprofile(None)
    return calls


@claim("deepcopy-walks-in-python")
def a_deep_copy_makes_python_calls_for_each_row() -> bool:
    counts = {}
    for size in (10, 300, 3000):
        rows = [[n, n + 1, n + 2] for n in range(size)]
        counts[size] = [calls_of_python(lambda: copy.deepcopy(rows)), calls_of_python(lambda: [row[:] for row in rows])]
    show("calls for 300 rows of three: deepcopy, a slice of each row", counts[300])
    return all(deep > 2 * size and slices <= 2 for size, (deep, slices) in counts.items())


# %% The questions' truths
VALUES: dict[str, Callable[[], Any]] = {"[1]": lambda: [1], "(1,)": lambda: (1,), "([1],)": lambda: ([1],)}
WAYS: dict[str, Callable[[Any], Any]] = {
    "copy.copy(a)": copy.copy,
    "copy.deepcopy(a)": copy.deepcopy,
    "[copy.copy(e) for e in a]": lambda a: [copy.copy(e) for e in a],
    "[copy.deepcopy(e) for e in a]": lambda a: [copy.deepcopy(e) for e in a],
}


@probe
def identities(x: str, way: str) -> list[int]:
    inner = VALUES[x]()
    a = [inner, [inner]]
    b = WAYS[way](a)
    return [int(b[0] is a[0]), int(b[1] is a[1]), int(b[1][0] is a[0]), int(b[1][0] is b[0])]


@probe
def objects_made(orders: int, link: str) -> list[int]:
    return made_by_copying_one(orders, link)


@probe
def returned(way: str) -> list[str]:
    return [name for name, what in copied(way).items() if what != "TypeError"]


@probe
def leaves(parents: int, shared: int) -> list[int]:
    made = []
    for node in (Node, Careful):
        ends = [node([]) for _ in range(shared)]
        top = copy.deepcopy(node([node(ends) for _ in range(parents)]))
        made.append(len({id(end) for middle in top.children for end in middle.children}))
    return made
