# %% What a class statement calls
import enum
from abc import ABCMeta

from hotseat.proof import claim, probe, show


def class_statement():
    """The hooks of a class statement that run, in order, and then those of a call of the class."""
    events = []

    class Meta(type):
        @classmethod
        def __prepare__(mcs, name, bases):
            events.append("Meta.__prepare__")
            return {}

        def __new__(mcs, name, bases, namespace):
            events.append("Meta.__new__, before super()")
            made = super().__new__(mcs, name, bases, namespace)
            events.append("Meta.__new__, after super()")
            return made

        def __init__(cls, name, bases, namespace):
            events.append("Meta.__init__")
            super().__init__(name, bases, namespace)

        def __call__(cls):
            events.append("Meta.__call__")
            return super().__call__()

    class Field:
        def __set_name__(self, owner, name):
            events.append("__set_name__ of an attribute")

    def decorate(cls):
        events.append("the class decorator")
        return cls

    class Base(metaclass=Meta):
        def __init_subclass__(cls):
            events.append("__init_subclass__ of the base")

        def __new__(cls):
            events.append("__new__ of the class")
            return super().__new__(cls)

        def __init__(self):
            events.append("__init__ of the class")

    events.clear()

    @decorate
    class Child(Base):
        events.append("the class body")
        field = Field()

    at_definition = list(events)
    events.clear()
    Child()
    return at_definition, list(events)


ORDER = [
    "Meta.__prepare__",
    "the class body",
    "Meta.__new__, before super()",
    "__set_name__ of an attribute",
    "__init_subclass__ of the base",
    "Meta.__new__, after super()",
    "Meta.__init__",
    "the class decorator",
]


@claim("hooks-run-in-this-order")
def definition_step_by_step():
    at_definition, _ = class_statement()
    show("hooks of the class statement, in order", at_definition)
    return at_definition == ORDER


@claim("calling-goes-through-the-metaclass")
def the_call_of_the_class():
    _, at_call = class_statement()
    show("hooks of Child()", at_call)
    return at_call == ["Meta.__call__", "__new__ of the class", "__init__ of the class"]


@probe
def in_order(shuffled):
    """The named events as they happen, by their letters."""
    letters = dict(part.strip().split(" = ") for part in shuffled.split(";"))
    found, _ = class_statement()
    return " ".join(sorted(letters, key=lambda letter: found.index(letters[letter])))


# %% Who sees which classes
def seen(children, grandchildren):
    """How many classes a class decorator on the base, its __init_subclass__ and its metaclass are called for."""
    counts = {"decorator": 0, "__init_subclass__": 0, "metaclass": 0}

    class Meta(type):
        def __init__(cls, *args):
            counts["metaclass"] += 1
            super().__init__(*args)

    def decorate(cls):
        counts["decorator"] += 1
        return cls

    @decorate
    class Base(metaclass=Meta):
        def __init_subclass__(cls):
            counts["__init_subclass__"] += 1

    for _ in range(children):

        class Child(Base):
            pass

        for _ in range(grandchildren):

            class Grandchild(Child):
                pass

    return list(counts.values())


@probe
def classes_seen(children, grandchildren):
    return seen(children, grandchildren)


@claim("who-sees-the-subclasses")
def decorators_see_one():
    sizes = [(0, 0), (1, 0), (3, 0), (3, 2), (5, 4)]
    found = [seen(*size) for size in sizes]
    below = [children * (1 + grandchildren) for children, grandchildren in sizes]
    show("decorator, __init_subclass__, metaclass, for 0, 1, 3, 9 and 25 classes below the base", [str(each) for each in found])
    return found == [[1, count, count + 1] for count in below]


# %% A registry with and without one
def registries():
    """The names registered by a metaclass and by __init_subclass__, for the same three handlers."""
    by_meta, by_hook = {}, {}

    class Registering(type):
        def __new__(mcs, name, bases, namespace, code=None):
            return super().__new__(mcs, name, bases, namespace)

        def __init__(cls, name, bases, namespace, code=None):
            super().__init__(name, bases, namespace)
            if code is not None:
                by_meta[code] = cls.__name__

    class Hooked:
        def __init_subclass__(cls, code, **rest):
            super().__init_subclass__(**rest)
            by_hook[code] = cls.__name__

    for base in (Registering("Base", (), {}), Hooked):

        class Created(base, code="created"):
            pass

        class Paid(base, code="paid"):
            pass

    return by_meta, by_hook


@claim("init-subclass-registers-too")
def the_same_registry_twice():
    by_meta, by_hook = registries()
    show("by the metaclass, by __init_subclass__", [str(by_meta), str(by_hook)])
    return by_meta == by_hook == {"created": "Created", "paid": "Paid"}


# %% Which metaclass a class gets
class M(type):
    pass


class N(M):
    pass


class Unrelated(type):
    pass


METACLASSES = {"type": type, "M": M, "N, a subclass of M": N, "U, a subclass of type": Unrelated}
NAMES = {type: "type", M: "M", N: "N", Unrelated: "U"}


def chosen(first, second, given="none"):
    """The metaclass of `class C(A, B)` where those of A and B are these and the statement itself may name one."""
    a, b = METACLASSES[first]("A", (), {}), METACLASSES[second]("B", (), {})
    named = {} if given == "none" else {"metaclass": METACLASSES[given]}
    try:

        class C(a, b, **named):
            pass

    except TypeError:
        return "TypeError"
    return NAMES[type(C)]


@probe
def metaclass_of(first, second, given):
    return f"{chosen(first, second)}, {chosen(first, second, given)}"


@claim("the-most-derived-wins")
def order_does_not_matter():
    table = {(a, b): chosen(a, b) for a in METACLASSES for b in METACLASSES}
    show("metaclass of C(A, B)", [f"{NAMES[METACLASSES[a]]} and {NAMES[METACLASSES[b]]}: {got}" for (a, b), got in table.items()])

    def expected(a, b):
        a, b = METACLASSES[a], METACLASSES[b]
        return NAMES[a] if issubclass(a, b) else NAMES[b] if issubclass(b, a) else "TypeError"

    agree = all(got == expected(*pair) for pair, got in table.items())
    return agree and "TypeError" in table.values()


def abstract_model(joined):
    """An abstract base joined with a class of another metaclass, by a metaclass that inherits from both or without one."""

    class ModelMeta(type):
        pass

    class Model(metaclass=ModelMeta):
        pass

    class Abstract(metaclass=ABCMeta):
        pass

    class Both(ModelMeta, ABCMeta):
        pass

    named = {"metaclass": Both} if joined else {}
    try:

        class Order(Model, Abstract, **named):
            pass

    except TypeError:
        return "TypeError"
    return type(Order).__name__


@claim("a-common-one-mends-a-conflict")
def a_metaclass_of_both():
    without, joined = abstract_model(joined=False), abstract_model(joined=True)
    show("class Order(Model, Abstract): as it stands, with a metaclass of both", [without, joined])
    return (without, joined) == ("TypeError", "Both")


# %% What only the type of a class can do
def operators():
    """What len(), [] and a method of the metaclass give, on the class and on an object."""

    class Meta(type):
        def __len__(cls):
            return 3

        def describe(cls):
            return cls.__name__

    class WithMeta(metaclass=Meta):
        pass

    class Without:
        @classmethod
        def __len__(cls):
            return 3

        def __class_getitem__(cls, key):
            return key

    def attempt(work):
        try:
            return work()
        except (TypeError, AttributeError) as error:
            return type(error).__name__

    return {
        "len(class), by the metaclass": attempt(lambda: len(WithMeta)),
        "len(class), by a classmethod": attempt(lambda: len(Without)),
        "class[7], by __class_getitem__": attempt(lambda: Without[7]),
        "metaclass's method on the class": attempt(WithMeta.describe),
        "metaclass's method on an object": attempt(lambda: WithMeta().describe()),
    }


@claim("operators-on-classes-need-it")
def special_methods_of_a_class_are_its_types():
    found = operators()
    for what, got in found.items():
        show(what, got)
    return list(found.values()) == [3, "TypeError", 7, "WithMeta", "AttributeError"]


class NoDuplicates(dict):
    def __setitem__(self, name, value):
        if name in self:
            raise TypeError(f"{name} is defined twice")
        super().__setitem__(name, value)


class Strict(type):
    @classmethod
    def __prepare__(mcs, name, bases):
        return NoDuplicates()


def duplicates():
    """Whether a test class with two methods of one name, and an Enum with two members of one name, can be defined."""
    found = {}
    for name, kind in (("type", type), ("Strict", Strict)):
        try:

            class Tests(metaclass=kind):
                def test_total(self):
                    return 1

                def test_total(self):  # noqa: F811
                    return 2

            found[name] = True
        except TypeError:
            found[name] = False
    try:

        class Colour(enum.Enum):
            RED = 1
            RED = 2  # noqa: PIE794

        found["Enum"] = True
    except TypeError:
        found["Enum"] = False
    return found


@claim("prepare-sees-each-assignment")
def the_namespace_may_refuse():
    found = duplicates()
    show("a name defined twice is accepted", str(found))
    return found == {"type": True, "Strict": False, "Enum": False}
