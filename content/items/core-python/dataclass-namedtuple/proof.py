# %% One record in six notations
import copy
import dataclasses
import dis
import gc
import json
import pickle
import tracemalloc
import typing

from hotseat.proof import Outcome, chart, claim, probe, show

FLAGS = {
    "@dataclass": {},
    "@dataclass(frozen=True)": {"frozen": True},
    "@dataclass(order=True)": {"order": True},
    "@dataclass(eq=False)": {"eq": False},
    "@dataclass(frozen=True, order=True)": {"frozen": True, "order": True},
    "typing.NamedTuple": None,
}


def point(notation, name="Point"):
    """A record with two fields x and y."""
    if FLAGS[notation] is None:
        return typing.NamedTuple(name, [("x", int), ("y", int)])
    return dataclasses.make_dataclass(name, [("x", int), ("y", int)], **FLAGS[notation])


def works(work):
    try:
        return bool(work())
    except (TypeError, AttributeError):
        return False


def assigned(record):
    record.x = 5
    return True


STATEMENTS = {
    "two with equal fields are equal": lambda kind: kind(1, 2) == kind(1, 2),
    "`a == (1, 2)` is True": lambda kind: kind(1, 2) == (1, 2),
    "a dict finds one under another with equal fields": lambda kind: {kind(1, 2): True}.get(kind(1, 2)),
    "`hash(a)` works": lambda kind: isinstance(hash(kind(1, 2)), int),
    "`a < b` works": lambda kind: kind(1, 2) < kind(1, 3),
    "`a.x = 5` works": lambda kind: assigned(kind(1, 2)),
}


@probe
def holds_for(notation):
    return [statement for statement, work in STATEMENTS.items() if works(lambda: work(point(notation)))]


@claim("hash-follows-eq-and-frozen")
def which_can_be_keys():
    found = {notation: works(lambda n=notation: STATEMENTS["`hash(a)` works"](point(n))) for notation in FLAGS}
    by_fields = {
        notation: works(lambda n=notation: STATEMENTS["a dict finds one under another with equal fields"](point(n)))
        for notation in FLAGS
    }
    show("can be hashed", [notation for notation, got in found.items() if got])
    show("found in a dict by equal fields", [notation for notation, got in by_fields.items() if got])
    hashed = [False, True, False, True, True, True]
    return list(found.values()) == hashed and list(by_fields.values()) == [False, True, False, False, True, True]


def confused(notation):
    """Whether records of two classes with equal values are equal, one equals a plain tuple, and one can be unpacked."""
    point_, size = point(notation), point(notation, "Size")
    return [point_(3, 4) == size(3, 4), point_(3, 4) == (3, 4), works(lambda: [*point_(3, 4)])]


@claim("a-namedtuple-is-a-tuple")
def equality_by_position():
    named, data = confused("typing.NamedTuple"), confused("@dataclass(frozen=True)")
    show("Point(3, 4) == Size(3, 4), == (3, 4), can be unpacked: NamedTuple", [str(each) for each in named])
    show("the same of a dataclass", [str(each) for each in data])
    return named == [True, True, True] and data == [False, False, False]


def as_json(notation):
    try:
        return json.dumps({"at": point(notation)(1, 2)})
    except TypeError as error:
        return type(error).__name__


@claim("json-takes-it-for-a-list")
def names_are_lost():
    named, data = as_json("typing.NamedTuple"), as_json("@dataclass")
    show("json.dumps: NamedTuple, dataclass", [named, data])
    return (named, data) == ('{"at": [1, 2]}', "TypeError")


# %% What frozen covers
@dataclasses.dataclass(frozen=True)
class Order:
    number: int
    lines: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True)
class OrderOfTuple:
    number: int
    lines: tuple = ()


def frozen_record():
    """What frozen refuses, what it lets through, and whether the record can be hashed."""
    order = Order(7, ["book"])
    refused = False
    try:
        order.number = 8
    except dataclasses.FrozenInstanceError:
        refused = True
    order.lines.append("pen")
    through = list(order.lines)
    object.__setattr__(order, "number", 9)
    return refused, through, order.number, works(lambda: isinstance(hash(order), int))


@claim("frozen-is-shallow")
def what_a_field_refers_to_may_change():
    refused, lines, number, hashable = frozen_record()
    with_tuple = works(lambda: isinstance(hash(OrderOfTuple(7, ("book",))), int))
    show("assignment refused, the list after append, the number after object.__setattr__", [str(refused), str(lines), number])
    show("can be hashed: with a list, with a tuple", [str(hashable), str(with_tuple)])
    return refused and lines == ["book", "pen"] and number == 9 and not hashable and with_tuple


def calls_in_init(frozen, fields):
    """How many calls the generated __init__ contains."""
    made = dataclasses.make_dataclass("Made", [f"f{number}" for number in range(fields)], frozen=frozen)
    return sum(each.opname.startswith("CALL") for each in dis.get_instructions(made.__init__))


@claim("frozen-costs-a-call-per-field")
def how_frozen_is_filled():
    counts = [(calls_in_init(False, fields), calls_in_init(True, fields)) for fields in (1, 3, 10)]
    show("calls in __init__ of 1, 3, 10 fields: plain, frozen", [str(each) for each in counts])
    return counts == [(0, 1), (0, 3), (0, 10)]


# %% Defaults and fields
class Basket(typing.NamedTuple):
    lines: list = []


def default_list():
    """Whether @dataclass accepts a list as a default, and whether two baskets share theirs."""
    try:
        dataclasses.make_dataclass("Basket", [("lines", list, [])])
        accepted = True
    except ValueError:
        accepted = False
    return accepted, Basket().lines is Basket().lines


@claim("namedtuple-shares-its-default")
def one_guards_and_one_does_not():
    accepted, shared = default_list()
    show("dataclass accepts a list as the default; two NamedTuples share theirs", [str(accepted), str(shared)])
    return (accepted, shared) == (False, True)


CLASSES = {
    "Child adds `z: int`": [("z", int)],
    "Child adds `z: int` and declares `x: float` again": [("z", int), ("x", float)],
    "Child declares `y: int` again and adds `w: int`": [("y", int), ("w", int)],
    "Child adds `w: int = 0`, then `z: int = 0`": [("w", int, 0), ("z", int, 0)],
}


def parameters(child, notation="dataclass", default=False):
    """The parameters of Child(), in order, when Base has x and y, and y may have a default; or the name of the error."""
    base_fields = [("x", int), ("y", int, 0) if default else ("y", int)]
    if notation != "NamedTuple":
        flags = {flag: True for flag in ("order", "kw_only") if flag in notation}
        base = dataclasses.make_dataclass("Base", base_fields)
        try:
            made = dataclasses.make_dataclass("Child", CLASSES[child], bases=(base,), **flags)
        except TypeError as error:
            return type(error).__name__
        return ", ".join(field.name for field in dataclasses.fields(made))
    base = typing.NamedTuple("Base", [(name, kind) for name, kind, *_ in base_fields])
    base.__new__.__defaults__ = (0,) if default else None
    made = type(
        "Child",
        (base,),
        {
            "__annotations__": {name: kind for name, kind, *_ in CLASSES[child]},
            **{n: d for n, _, *rest in CLASSES[child] for d in rest},
        },
    )
    return ", ".join(made._fields)


@probe
def fields_of(child, notation, default):
    return parameters(child, notation, default == "has the default 0")


@claim("fields-are-inherited-by-dataclasses-only")
def subclasses_add_fields():
    data, named = [parameters(child) for child in CLASSES], [parameters(child, "NamedTuple") for child in CLASSES]
    for child, got in zip(CLASSES, data, strict=True):
        show(f"dataclass: {child}", got)
    show("subclass of a NamedTuple, in all four cases", sorted(set(named)))
    return data == ["x, y, z", "x, y, z", "x, y, w", "x, y, w, z"] and set(named) == {"x, y"}


@claim("kw-only-mends-the-order")
def defaults_before_fields_without():
    plain = parameters("Child adds `z: int`", default=True)
    keyword = parameters("Child adds `z: int`", "dataclass(kw_only=True)", default=True)
    show("Base has y = 0, Child adds z without a default: as it stands, with kw_only", [plain, keyword])
    return (plain, keyword) == ("TypeError", "x, y, z")


# %% Checks and copies
@dataclasses.dataclass
class Positive:
    amount: int
    checks: typing.ClassVar[int] = 0

    def __post_init__(self):
        Positive.checks += 1
        if self.amount <= 0:
            raise ValueError("not positive")


class NamedAmount(typing.NamedTuple):
    amount: int


AFTER = {
    "dataclasses.replace(a, amount=2)": lambda a: dataclasses.replace(a, amount=2),
    "copy.copy(a)": copy.copy,
    "copy.deepcopy(a)": copy.deepcopy,
    "pickle.loads(pickle.dumps(a))": lambda a: pickle.loads(pickle.dumps(a)),
    "dataclasses.asdict(a)": dataclasses.asdict,
    "a.amount = 3": lambda a: setattr(a, "amount", 3),
    "Positive(**dataclasses.asdict(a))": lambda a: Positive(**dataclasses.asdict(a)),
}


@probe
def checks_run(made, then, times):
    Positive.checks = 0
    for _ in range(made):
        a = Positive(1)
    for _ in range(times):
        AFTER[then](a)
    return Positive.checks


@claim("post-init-checks-each-construction")
def who_runs_the_check():
    further = {then: checks_run(1, then, 3) - 1 for then in AFTER}
    show("checks run by three of each", [f"{then}: {count}" for then, count in further.items()])
    return [*further.values()] == [3, 0, 0, 0, 0, 0, 3]


def own_new():
    """What becomes of a NamedTuple class that defines __new__."""
    try:
        exec("class Amount(NamedTuple):\n    amount: int\n    def __new__(cls, amount): ...", {"NamedTuple": typing.NamedTuple})
    except AttributeError as error:
        return type(error).__name__
    return "made"


@claim("namedtuple-has-no-hook")
def nothing_to_check_with():
    found = own_new()
    show("a NamedTuple class that defines __new__", found)
    return found == "AttributeError"


def untyped():
    """What records with two fields of type int hold after they were given a text and None."""
    made = []
    for notation in ("@dataclass", "typing.NamedTuple"):
        record = point(notation)("three", None)
        data = dataclasses.is_dataclass(record)
        try:
            made.append(list(vars(record).values()) if data else list(record))
        except ValueError as error:
            made.append(type(error).__name__)
    return made


@claim("annotations-are-not-checked")
def anything_goes_in():
    made = untyped()
    show("held by a dataclass, by a NamedTuple", [str(each) for each in made])
    return made == [["three", None]] * 2


# %% Room
@dataclasses.dataclass
class Plain:
    a: int
    b: int
    c: int


@dataclasses.dataclass(slots=True)
class Slotted:
    a: int
    b: int
    c: int


class Named(typing.NamedTuple):
    a: int
    b: int
    c: int


def bytes_each(kind, count=4000):
    kept = [None] * count
    kind(1, 2, 3)
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for place in range(count):
            kept[place] = kind(1, 2, 3)
        return (tracemalloc.get_traced_memory()[0] - before) / count
    finally:
        tracemalloc.stop()


@claim("slots-are-smallest")
def room_of_three_fields():
    if tracemalloc.is_tracing():
        return Outcome.UNSHOWN
    plain = Plain
    kinds = {"dataclass": plain, "NamedTuple": Named, "dataclass(slots=True)": Slotted}
    each = [bytes_each(kind) for kind in kinds.values()]
    chart("Bytes of a record with three fields", list(kinds), {"bytes": each}, x_label="notation", y_label="bytes", kind="bars")
    return each[0] > each[1] > each[2]
