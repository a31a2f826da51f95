# %% What is checked, and when
import abc
import collections.abc
import typing

from hotseat.proof import claim, probe, show

ROOTS = {
    "class Store(ABC)": (abc.ABC,),
    "class Store(metaclass=ABCMeta)": (object,),
    "class Store": (),
    "class Store(dict, ABC)": (dict, abc.ABC),
    "class Store(Exception, ABC)": (Exception, abc.ABC),
}


def store(root, abstract=("save", "load")):
    """A class with two methods, abstract ones, on this root."""
    bases = ROOTS[root]

    def save(self):
        raise NotImplementedError

    def load(self):
        raise NotImplementedError

    namespace = {"save": save, "load": load}
    for name in abstract:
        namespace[name] = abc.abstractmethod(namespace[name])
    return abc.ABCMeta("Store", bases, namespace) if bases else type("Store", bases, namespace)


class Methods:
    def save(self):
        return "saved"

    def load(self):
        return "loaded"


def attach(base):
    late = type(base)("Late", (base,), {})
    late.save, late.load = Methods.save, Methods.load
    return late


KINDS = {
    "it defines `save` and `load` as written above": lambda base: type(base)("A", (base,), dict(Methods.__dict__)),
    "it defines `save` only": lambda base: type(base)("B", (base,), {"save": Methods.save}),
    "it sets `save = load = None`": lambda base: type(base)("C", (base,), {"save": None, "load": None}),
    "it defines both without any parameter, not even self": lambda base: type(base)(
        "D", (base,), {"save": lambda: 1, "load": lambda: 1}
    ),
    "it has both from a mixin listed before Store": lambda base: type(base)("E", (Methods, base), {}),
    "it has both from a mixin listed after Store": lambda base: type(base)("F", (base, Methods), {}),
    "both are assigned to the class after its class statement": attach,
}


def made(kind, base):
    try:
        KINDS[kind](base)()
    except TypeError:
        return False
    return True


@probe
def can_be_made(root, abstract):
    return [kind for kind in KINDS if made(kind, store(root, abstract.replace("`", "").split(" and ")))]


@claim("refused-when-instantiated")
def the_class_is_made_and_the_object_is_not():
    base = store("class Store(ABC)")
    incomplete = KINDS["it defines `save` only"](base)
    missing = sorted(incomplete.__abstractmethods__)
    refused = not made("it defines `save` only", base)
    complete = made("it defines `save` and `load` as written above", base)
    show("still abstract in a subclass with save only", missing)
    return missing == ["load"] and refused and complete


@claim("only-the-name-is-checked")
def anything_under_the_name_will_do():
    base = store("class Store(ABC)")
    accepted = {kind: made(kind, base) for kind in list(KINDS)[2:4]}
    for kind, got in accepted.items():
        show(kind, "can be made" if got else "refused")
    return all(accepted.values())


@claim("the-order-decides-here-too")
def a_mixin_on_the_right_does_not_help():
    base = store("class Store(ABC)")
    before, after = (
        made("it has both from a mixin listed before Store", base),
        made("it has both from a mixin listed after Store", base),
    )
    show("can be made with the mixin before Store, after it", [str(before), str(after)])
    return before and not after


def later():
    """Whether a class can be made: methods assigned later, and after update_abstractmethods."""
    late = attach(store("class Store(ABC)"))
    found = []
    for step in (lambda: None, lambda: abc.update_abstractmethods(late)):
        step()
        try:
            late()
            found.append(True)
        except TypeError:
            found.append(False)
    return found


@claim("fixed-at-the-class-statement")
def assigned_later_counts_after_an_update():
    found = later()
    show("can be made: methods assigned later, then update_abstractmethods(cls)", [str(each) for each in found])
    return found == [False, True]


@claim("needs-abcmeta-and-object-new")
def where_nothing_is_checked():
    nothing = "it defines `save` only"
    roots = list(ROOTS)
    found = {root: made(nothing, store(root)) for root in roots}
    for root, got in found.items():
        show(root, "can be made with a method missing" if got else "refused")
    return list(found.values()) == [False, False, True, True, True]


def decorated(order):
    """What becomes of an abstract property, by the order of its decorators."""
    body = {"property above": "@property\n    @abstractmethod", "abstractmethod above": "@abstractmethod\n    @property"}[order]
    scope = {"ABC": abc.ABC, "abstractmethod": abc.abstractmethod}
    try:
        exec(f"class Named(ABC):\n    {body}\n    def name(self): ...\n", scope)
        scope["Named"]()
    except (TypeError, AttributeError) as error:
        return type(error).__name__
    return "made"


@claim("abstractmethod-stands-innermost")
def the_order_of_the_decorators():
    found = [decorated("property above"), decorated("abstractmethod above")]
    show("property above abstractmethod: Named() gives; the other way round: the class statement gives", found)
    return found == ["TypeError", "AttributeError"]


# %% What isinstance says
def registered():
    """What a registered class is and has."""
    base = store("class Store(ABC)")

    class Empty:
        pass

    base.register(Empty)
    return isinstance(Empty(), base), issubclass(Empty, base), base in Empty.__mro__, hasattr(Empty, "save")


@claim("register-only-says-so")
def registration_gives_nothing():
    found = registered()
    show("isinstance, issubclass, in the order of its classes, has save", [str(each) for each in found])
    return found == (True, True, False, False)


NAMES = ("Iterable", "Sized", "Container", "Hashable", "Collection", "Sequence")


def recognised(methods):
    """Which of the ABCs an object of a class with these methods is an instance of."""
    namespace = {name: (lambda self, *args: None) for name in methods.split(", ")}
    made = type("Made", (), namespace)()
    return [name for name in NAMES if isinstance(made, getattr(collections.abc, name))]


@probe
def instance_of(methods):
    return recognised(methods)


@claim("some-look-at-methods")
def one_trick_and_the_rest():
    simple = [recognised("__iter__"), recognised("__iter__, __len__, __contains__")]
    sequence = recognised("__getitem__, __len__, __iter__, __contains__, __reversed__, index, count")
    show("with __iter__; with __iter__, __len__, __contains__", [str(each) for each in simple])
    show("with all seven methods of a Sequence", sequence)
    everything = ["Iterable", "Sized", "Container", "Hashable", "Collection"]
    return simple == [["Iterable", "Hashable"], everything] and sequence == everything


def loops():
    """Whether a class with __getitem__ alone can be looped over, and whether it is Iterable."""

    class Old:
        def __getitem__(self, position):
            return [1, 2, 3][position]

    old = Old()
    return list(old), isinstance(old, collections.abc.Iterable)


@claim("can-loop-and-is-not-iterable")
def isinstance_is_not_the_protocol():
    found = loops()
    show("list(), isinstance(…, Iterable)", [str(each) for each in found])
    return found == ([1, 2, 3], False)


def protocol():
    """isinstance with a runtime-checkable Protocol: a class that never heard of it, and one with save = None."""

    @typing.runtime_checkable
    class Saves(typing.Protocol):
        def save(self, key: str) -> None: ...

    class Stranger:
        def save(self):
            return 1

    class Nothing:
        pass

    return [isinstance(kind(), Saves) for kind in (Stranger, Nothing)]


@claim("protocols-need-no-base")
def structure_instead_of_inheritance():
    found = protocol()
    show("is a Saves: a class with another signature and no base, a class without the method", [str(each) for each in found])
    return found == [True, False]


# %% What an ABC gives
class Rows(collections.abc.Sequence):
    """A sequence that counts how often an element is fetched."""

    def __init__(self, size):
        self.size, self.fetched = size, 0

    def __len__(self):
        return self.size

    def __getitem__(self, position):
        self.fetched += 1
        if not -self.size <= position < self.size:
            raise IndexError
        return position % self.size


USES = {
    "at in rows": lambda rows, at: at in rows,
    "rows.index(at)": lambda rows, at: rows.index(at),
    "rows.count(at)": lambda rows, at: rows.count(at),
    "list(reversed(rows))": lambda rows, at: list(reversed(rows)),
    "list(rows)": lambda rows, at: list(rows),
}


@probe
def fetches(size, at, use):
    rows = Rows(size)
    USES[use](rows, at)
    return rows.fetched


@claim("mixins-are-built-on-yours")
def inherited_methods_call_the_two():
    given = sorted(name for name in collections.abc.Sequence.__dict__ if name in Rows(1).__dir__() and name not in Rows.__dict__)
    methods = [name for name in given if name in {"__contains__", "__iter__", "__reversed__", "count", "index"}]
    searched = [fetches(size, size - 1, "at in rows") for size in (1, 10, 200)]
    show("methods that Sequence adds to two of one's own", methods)
    show("elements fetched by `in` for the last of 1, 10, 200", searched)
    return len(methods) == 5 and searched == [1, 10, 200]


def keys_upper(kind):
    """The keys after four ways of storing, when __setitem__ makes them upper case."""

    class ByDict(dict):
        def __setitem__(self, key, value):
            super().__setitem__(key.upper(), value)

    class ByMapping(collections.abc.MutableMapping):
        def __init__(self, **items):
            self.items_ = {}
            self.update(items)

        def __setitem__(self, key, value):
            self.items_[key.upper()] = value

        def __getitem__(self, key):
            return self.items_[key]

        def __delitem__(self, key):
            del self.items_[key]

        def __iter__(self):
            return iter(self.items_)

        def __len__(self):
            return len(self.items_)

    made = {"dict": ByDict, "MutableMapping": ByMapping}[kind](made=1)
    made["assigned"] = 2
    made.update(updated=3)
    made.setdefault("default", 4)
    return sorted(made)


@claim("dict-goes-its-own-way")
def a_subclass_of_dict_is_passed_by():
    by_dict, by_mapping = keys_upper("dict"), keys_upper("MutableMapping")
    show("keys, subclass of dict", by_dict)
    show("keys, subclass of MutableMapping", by_mapping)
    return by_dict == ["ASSIGNED", "default", "made", "updated"] and by_mapping == ["ASSIGNED", "DEFAULT", "MADE", "UPDATED"]
