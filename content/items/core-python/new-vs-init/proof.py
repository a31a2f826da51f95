# %% What calling a class does
import collections
import copy
import gc
import pickle

from hotseat.proof import claim, probe, show


def traced_call():
    """What happens when a class is called: who is called, with what, and what is there by then."""
    events = []

    class Order:
        def __new__(cls, *args, **kwargs):
            made = super().__new__(cls)
            events.append(("new", cls.__name__, args, kwargs))
            return made

        def __init__(self, *args, **kwargs):
            events.append(("init", type(self).__name__, args, kwargs))

    Order(7, rush=True)
    return events


@claim("call-is-new-then-init")
def both_get_the_same_arguments():
    events = traced_call()
    show("calls, in order", [str(event) for event in events])
    return events == [("new", "Order", (7,), {"rush": True}), ("init", "Order", (7,), {"rush": True})]


def initialised(returns):
    """How often Base.__init__ and Child.__init__ run when Base is called and its __new__ returns this."""
    runs = {"Base": 0, "Child": 0}

    class Base:
        def __new__(cls):
            return made[returns]()

        def __init__(self):
            runs["Base"] += 1

    class Child(Base):
        def __init__(self):
            runs["Child"] += 1

    made = {
        "a Base": lambda: object.__new__(Base),
        "a Child": lambda: object.__new__(Child),
        "a dict": dict,
        "None": lambda: None,
    }
    Base()
    return [runs["Base"], runs["Child"]]


@claim("init-follows-the-instance")
def only_instances_are_initialised():
    found = {returns: initialised(returns) for returns in ("a Base", "a Child", "a dict", "None")}
    show("runs of Base.__init__ and Child.__init__ by what Base.__new__ returns", str(found))
    return list(found.values()) == [[1, 0], [0, 1], [0, 0], [0, 0]]


# %% Whose value is fixed when
BASES = {
    "list": list,
    "tuple": tuple,
    "collections.deque": collections.deque,
    "bytes": bytes,
    "bytearray": bytearray,
}


def sorting(base, where, numbers=(3, 1, 2)):
    """list(Sorted(numbers)) for a subclass of the base that sorts in this place; or the name of the error."""
    kind = BASES[base]

    class InInit(kind):
        def __init__(self, items):
            super().__init__(sorted(items))

    class InNew(kind):
        def __new__(cls, items):
            return super().__new__(cls, sorted(items))

    class EmptyInit(kind):
        def __init__(self, items):
            pass

    try:
        return str(list({"init": InInit, "new": InNew, "empty init": EmptyInit}[where](list(numbers))))
    except TypeError as error:
        return type(error).__name__


PLACES = {
    "`def __init__(self, items): super().__init__(sorted(items))`": "init",
    "`def __new__(cls, items): return super().__new__(cls, sorted(items))`": "new",
    "`def __init__(self, items): pass`": "empty init",
}


@probe
def elements(base, method, numbers):
    return sorting(base, PLACES[method], [int(number) for number in numbers.split(", ")])


@claim("immutable-values-come-from-new")
def tuples_and_bytes_are_filled_by_new():
    fixed = ("tuple", "bytes")
    found = {base: [sorting(base, where) for where in ("new", "init", "empty init")] for base in fixed}
    show("sorted in __new__, in __init__, and an empty __init__", str(found))
    return all(row == ["[1, 2, 3]", "TypeError", "[3, 1, 2]"] for row in found.values())


@claim("mutable-values-come-from-init")
def lists_are_filled_by_init():
    filled = ("list", "collections.deque", "bytearray")
    found = {base: [sorting(base, where) for where in ("new", "init", "empty init")] for base in filled}
    show("sorted in __new__, in __init__, and an empty __init__", str(found))
    return all(row == ["[3, 1, 2]", "[1, 2, 3]", "[]"] for row in found.values())


# %% One object kept
class KeepOne(type):
    """A metaclass that keeps the first object of each of its classes."""

    def __call__(cls, *args):
        if "kept" not in cls.__dict__:
            cls.kept = super().__call__(*args)
        return cls.kept


class Counted:
    """A class whose runs of __init__ are counted."""

    runs = 0

    def __init__(self):
        type(self).runs += 1
        self.settings = {}


class Plain(Counted):
    pass


class ByNew(Counted):
    kept = None

    def __new__(cls):
        if cls.kept is None:
            cls.kept = super().__new__(cls)
        return cls.kept


class ByMetaclass(Counted, metaclass=KeepOne):
    pass


class Foreign(Counted):
    def __new__(cls):
        return []


KEPT = {
    "an ordinary class": Plain,
    "a class whose `__new__` makes one object and returns it each time": ByNew,
    "a class whose metaclass makes one object in `__call__` and returns it each time": ByMetaclass,
    "a class whose `__new__` returns a new list": Foreign,
}
THEN = {
    "nothing more": lambda one: None,
    "`copy.copy` of the last result": copy.copy,
    "`copy.deepcopy` of the last result": copy.deepcopy,
    "`pickle.loads(pickle.dumps(…))` of the last result": lambda one: pickle.loads(pickle.dumps(one)),
}


ONE_MORE = "one more call of the class"


def runs_of_init(kind, calls, then):
    kind.runs = 0
    if "kept" in kind.__dict__:
        if kind is ByNew:
            kind.kept = None
        else:
            del kind.kept
    for _ in range(calls):
        last = kind()
    if then == ONE_MORE:
        kind()
    else:
        THEN[then](last)
    return kind.runs


@probe
def inits(kind, calls, then):
    return runs_of_init(KEPT[kind], calls, then)


def settings_after_second_call(kind):
    first = kind()
    first.settings["debug"] = True
    second = kind()
    return second is first, dict(first.settings)


@claim("kept-object-is-initialised-again")
def the_second_call_wipes_the_first():
    by_new, by_metaclass = settings_after_second_call(ByNew), settings_after_second_call(ByMetaclass)
    show("same object, its settings after a second call: kept by __new__", str(by_new))
    show("kept by the metaclass", str(by_metaclass))
    return by_new == (True, {}) and by_metaclass == (True, {"debug": True})


# %% Ways to an object that pass __init__ by
@claim("copies-skip-init")
def copying_and_unpickling():
    ways = [name for name in THEN if "of the last result" in name]
    more = {name: runs_of_init(Plain, 3, name) - 3 for name in ways}
    show("further runs of __init__", str(more))
    return len(more) == 3 and set(more.values()) == {0}


def failing(where):
    """What __del__ finds on an object whose making failed there."""
    found = []

    class Connection:
        def __new__(cls):
            if where == "__new__":
                raise OSError
            return super().__new__(cls)

        def __init__(self):
            if where == "__init__":
                raise OSError
            self.socket = "open"

        def __del__(self):
            found.append(hasattr(self, "socket"))

    try:
        Connection()
    except OSError:
        pass
    gc.collect()
    return found


@claim("failed-init-leaves-an-object")
def del_sees_a_half_made_object():
    in_new, in_init, fine = failing("__new__"), failing("__init__"), failing("")
    show(
        "__del__ runs, and finds the attribute: __new__ raised, __init__ raised, neither", [str(in_new), str(in_init), str(fine)]
    )
    return (in_new, in_init, fine) == ([], [False], [True])


# %% cls, and what object takes
def named_class():
    """The class of a Child() when Base.__new__ names Base instead of passing cls on, and whether it was initialised."""

    class Base:
        def __new__(cls):
            return object.__new__(Base)

        def __init__(self):
            self.ready = True

    class Child(Base):
        pass

    made = Child()
    return type(made).__name__, hasattr(made, "ready")


@claim("pass-cls-on")
def a_named_class_loses_the_subclass():
    kind, ready = named_class()
    show("Child() is a, initialised", [kind, str(ready)])
    return (kind, ready) == ("Base", False)


def extra_argument(defines):
    """Whether a class that defines this takes one argument, when the rest is left to object."""

    class Both:
        def __new__(cls, value):
            return super().__new__(cls)

        def __init__(self, value):
            super().__init__()

    class NewOnly:
        def __new__(cls, value):
            return super().__new__(cls)

    class InitOnly:
        def __init__(self, value):
            super().__init__()

    class PassesOn:
        def __new__(cls, value):
            return super().__new__(cls, value)

    class Neither:
        pass

    kinds = {"both": Both, "__new__": NewOnly, "__init__": InitOnly, "__new__, passing it on": PassesOn, "neither": Neither}
    try:
        kinds[defines](1)
    except TypeError:
        return False
    return True


@claim("object-refuses-what-nobody-takes")
def object_takes_no_arguments():
    names = ["both", "__new__", "__init__", "__new__, passing it on", "neither"]
    found = {name: extra_argument(name) for name in names}
    show("takes an argument, by what the class defines", str(found))
    return list(found.values()) == [True, True, True, False, False]
