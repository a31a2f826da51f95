# %% The rule, written down, beside what the interpreter does
import threading
import types
import unittest
from random import Random

from hotseat.proof import claim, probe, show


class Refused(Exception):
    """The merge finds no class that may come next."""


def merge(rows):
    """The documented merge: the first head that stands in no other row's tail, until all rows are empty."""
    order = []
    while rows := [row for row in rows if row]:
        tails = {name for row in rows for name in row[1:]}
        head = next((row[0] for row in rows if row[0] not in tails), None)
        if head is None:
            raise Refused
        order.append(head)
        rows = [[name for name in row if name != head] for row in rows]
    return order


def by_the_rule(parents):
    """The order of each class by the written rule, from {name: its bases in order}; the last one may be refused."""
    orders = {"object": ["object"]}
    for name, bases in parents.items():
        bases = bases or ["object"]
        orders[name] = [name, *merge([*(orders[base] for base in bases), bases])]
    return orders


KIND = type


def build(parents, **body):
    """The real classes."""
    made = {"object": object}
    for name, bases in parents.items():
        made[name] = KIND(name, tuple(made[base] for base in bases or ["object"]), dict(body))
    return made


def names(kind):
    return [each.__name__ for each in kind.__mro__]


def hierarchies(count=400, classes=6):
    """Random hierarchies in which every class but perhaps the last one can be made; each class has one to three bases."""
    chance = Random(2003)
    for _ in range(count):
        parents = {}
        for name in "ABCDEF"[:classes]:
            older = list(parents)
            parents[name] = chance.sample(older, min(len(older), chance.randint(1, 3)))
            try:
                by_the_rule(parents)
            except Refused:
                break
        yield parents


def real_order(parents):
    """The order that Python gives the last class, or the word TypeError."""
    try:
        return names(build(parents)[list(parents)[-1]])
    except TypeError:
        return "TypeError"


def ruled_order(parents):
    try:
        return by_the_rule(parents)[list(parents)[-1]]
    except Refused:
        return "TypeError"


@claim("merge-gives-the-order")
def the_rule_agrees_with_the_interpreter():
    drawn = list(hierarchies())
    real, ruled = [real_order(each) for each in drawn], [ruled_order(each) for each in drawn]
    refused = real.count("TypeError")
    show("random hierarchies, and those whose last class is refused", [len(drawn), refused])
    show("orders on which the written rule and Python differ", sum(a != b for a, b in zip(real, ruled, strict=True)))
    return real == ruled and 10 < refused < 390


def in_this_order(wanted, order):
    return [name for name in order if name in wanted] == wanted


def promises_kept(parents, made):
    """For each class: its bases stand in the order listed, and the orders of its bases are kept."""
    for name, bases in parents.items():
        order = names(made[name])
        yield in_this_order(bases, order)
        yield from (in_this_order(names(made[base]), order) for base in bases)


@claim("orders-are-kept")
def subclassing_never_reorders():
    kept = [
        each for parents in hierarchies() if real_order(parents) != "TypeError" for each in promises_kept(parents, build(parents))
    ]
    show("orders that a subclass had to keep, and those it kept", [len(kept), sum(kept)])
    return len(kept) > 500 and all(kept)


def parsed(text):
    """{name: bases} from text such as `A; B(A); C(A); D(B, C)`."""
    found = {}
    for part in text.split(";"):
        name, _, bases = part.strip().rstrip(")").partition("(")
        found[name] = [base.strip() for base in bases.split(",") if base.strip()]
    return found


@probe
def order_of(hierarchy):
    """The last class's order on one line, or TypeError."""
    order = real_order(parsed(hierarchy))
    return order if isinstance(order, str) else " ".join(order)


# %% One diamond: what depth first would miss
def answer_at_the_bottom():
    class Root:
        def limit(self):
            return "root's default"

    class Left(Root):
        pass

    class Right(Root):
        def limit(self):
            return "right's own"

    class Bottom(Left, Right):
        pass

    return Bottom().limit(), names(Bottom)


@claim("not-depth-first")
def the_override_beats_the_shared_root():
    answer, order = answer_at_the_bottom()
    show("Bottom().limit(), and the order", [answer, *order])
    return answer == "right's own"


# %% super(): the next in the order of the object's class
def calls(hierarchy, stops="", style="super()"):
    """The classes whose `ready` runs for an instance of the last one, in order.

    Each class but `stops` calls on: by `super()`, or by naming its own bases one after the other.
    """
    ran = []
    made = {}
    for name, bases in parsed(hierarchy).items():

        def fill(body, name=name, bases=bases):
            def ready(self):
                ran.append(name)
                if name in stops:
                    return
                if style == "super()":
                    if hasattr(super(made[name], self), "ready"):
                        super(made[name], self).ready()
                else:
                    for base in bases:
                        made[base].ready(self)

            body["ready"] = ready

        made[name] = types.new_class(name, tuple(made[base] for base in bases), exec_body=fill)
    made[name]().ready()
    return ran


def next_after_left():
    """Whom Left's one `super().name()` reaches: in a Left, and in a Bottom."""

    class Root:
        def name(self):
            return "Root"

    class Left(Root):
        def name(self):
            return super().name()

    class Right(Root):
        def name(self):
            return "Right"

    class Bottom(Left, Right):
        pass

    return Left().name(), Bottom().name()


@claim("super-follows-the-object")
def one_call_reaches_two_classes():
    alone, below = next_after_left()
    show("super().name() in Left: for a Left, for a Bottom", [alone, below])
    return (alone, below) == ("Root", "Right")


def stacked(levels):
    """So many diamonds one on top of the other, as text: their tips are T0, T1, …"""
    parts = ["T0"]
    for level in range(1, levels + 1):
        tip = f"T{level - 1}"
        parts += [f"L{level}({tip})", f"R{level}({tip})", f"T{level}(L{level}, R{level})"]
    return "; ".join(parts)


@probe
def root_runs(levels, style):
    """How often the uppermost class's method runs."""
    return calls(stacked(levels), style="super()" if "super()" in style else "names").count("T0")


@claim("super-visits-once")
def each_class_runs_once():
    way = "super()"
    most = [max(map(ran.count, ran)) for ran in (calls(stacked(levels), style=way) for levels in (1, 2, 3, 4, 5))]
    all_ran = [len(set(calls(stacked(levels), style=way))) == 3 * levels + 1 for levels in (1, 2, 3, 4, 5)]
    show("the most often that a class's method runs, 1 to 5 diamonds", most)
    return most == [1] * 5 and all(all_ran)


@claim("named-bases-double")
def naming_bases_doubles_with_each_diamond():
    way = "names"
    often = [root_runs(levels, way) for levels in (1, 2, 3, 4, 5)]
    show("runs of the root's method when each class names its bases, 1 to 5 diamonds", often)
    return often == [2, 4, 8, 16, 32]


SERVICE = "Client; Retries(Client); Traces(Client); Metrics(Client); Payments(Retries, Traces, Metrics)"


@claim("one-stop-cuts-the-rest")
def whoever_does_not_call_on_cuts_the_rest():
    order = real_order(parsed(SERVICE))[:-1]
    cut = {stop: calls(SERVICE, stops=[stop]) for stop in order}
    for stop, ran in cut.items():
        show(f"what runs when {stop} does not call super()", ran)
    return all(ran == order[: order.index(stop) + 1] for stop, ran in cut.items())


@probe
def what_runs(bases, stops):
    """The classes whose `ready` runs, on one line."""
    return " ".join(calls(f"Client; Retries(Client); Traces(Client); Metrics(Client); Payments({bases})", stops=[stops]))


# %% Classes that were not written for this
def set_up_by(position):
    """Whether a mixin's set-up runs beside unittest.TestCase and threading.Thread, from the left or from the right."""

    class Ready:
        prepared = False

        def setUp(self):
            self.prepared = True
            super().setUp()

        def __init__(self, *args, **kwargs):
            self.prepared = True
            super().__init__(*args, **kwargs)

    def mixed(kind):
        return KIND("Mixed", (Ready, kind) if position == "left" else (kind, Ready), {"runTest": lambda self: None})

    case = mixed(unittest.TestCase)()
    case.prepared = False
    case.setUp()
    return case.prepared, mixed(threading.Thread)().prepared


@claim("library-classes-stop")
def a_mixin_on_the_right_is_not_reached():
    left, right = set_up_by("left"), set_up_by("right")
    show("mixin on the left: reached by TestCase.setUp, by Thread.__init__", [str(each) for each in left])
    show("mixin on the right", [str(each) for each in right])
    return left == (True, True) and right == (False, False)


# %% Arguments travel down the same line
def shape(consume):
    """Two cooperative constructors, called with an argument for each; or the name of the error."""

    class Coloured:
        def __init__(self, *, colour, **rest):
            self.colour = colour
            super().__init__(**rest if consume else {"colour": colour, **rest})

    class Sized:
        def __init__(self, *, size, **rest):
            self.size = size
            super().__init__(**rest)

    class Box(Coloured, Sized):
        pass

    try:
        box = Box(colour="red", size=3)
    except TypeError as error:
        return type(error).__name__
    return box.colour, box.size


@claim("object-takes-no-leftovers")
def each_takes_its_own_and_passes_the_rest():
    good, bad = shape(consume=True), shape(consume=False)
    show("each takes its own; one passes its own on as well", [str(good), bad])
    return good == ("red", 3) and bad == "TypeError"


def closing(rooted):
    """What two mixins close when both call on, with a common root or without one; or the name of the error."""
    closed = []

    class Root:
        def close(self):
            pass

    def mixins(base):
        class Pool(base):
            def close(self):
                closed.append("Pool")
                super().close()

        class Cache(base):
            def close(self):
                closed.append("Cache")
                super().close()

        return Pool, Cache

    kind = KIND("Client", mixins(Root if rooted else object), {})
    try:
        kind().close()
    except AttributeError as error:
        return type(error).__name__
    return closed


@claim("the-line-needs-an-end")
def a_root_ends_the_line():
    without, rooted = closing(rooted=False), closing(rooted=True)
    show("without a common root, and with one", [str(without), str(rooted)])
    return without == "AttributeError" and rooted == ["Pool", "Cache"]


# %% A spelling that works until somebody subclasses
def describe_twice():
    class Report:
        def title(self):
            return "report"

    class Monthly(Report):
        def title(self):
            return "monthly " + super(type(self), self).title()

    class Archived(Monthly):
        pass

    def told(kind):
        try:
            return kind().title()
        except RecursionError as error:
            return type(error).__name__

    return told(Monthly), told(Archived)


@claim("type-self-recurses")
def type_of_self_is_not_this_class():
    own, inherited = describe_twice()
    show("super(type(self), self) in Monthly: for a Monthly, for its subclass", [own, inherited])
    return (own, inherited) == ("monthly report", "RecursionError")
