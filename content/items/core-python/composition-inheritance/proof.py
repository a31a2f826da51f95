# %% A subclass depends on how its base is written
import ast
import collections
import collections.abc

from hotseat.proof import chart, claim, probe, show


def basket_kind(version):
    """Two versions of a base class that behave alike for every caller; only the inside of add_all differs."""

    class Basket:
        def __init__(self):
            self.items = []

        def add(self, item):
            self.items.append(item)

        def add_all(self, items):
            if version == "calls add":
                for item in items:
                    self.add(item)
            else:
                self.items.extend(items)

    return Basket


def counting(version, style):
    """A basket that counts what is added: as a subclass, or as a wrapper around a basket."""
    Basket = basket_kind(version)

    class OverridesBoth(Basket):
        added = 0

        def add(self, item):
            self.added += 1
            super().add(item)

        def add_all(self, items):
            self.added += len(items)
            super().add_all(items)

    class OverridesAdd(Basket):
        added = 0

        def add(self, item):
            self.added += 1
            super().add(item)

    class Wraps:
        def __init__(self):
            self.basket, self.added = Basket(), 0

        def add(self, item):
            self.added += 1
            self.basket.add(item)

        def add_all(self, items):
            self.added += len(items)
            self.basket.add_all(items)

    return {"overrides both": OverridesBoth, "overrides add": OverridesAdd, "wraps": Wraps}[style]()


def count_after(version, style, single, together):
    basket = counting(version, style)
    for item in range(single):
        basket.add(item)
    basket.add_all(list(range(together)))
    return basket.added


VERSIONS = ["calls add", "extends its list"]
STYLES = {
    "a subclass that adds 1 in `add` and `len(items)` in `add_all`, and calls super() in both": "overrides both",
    "a subclass that adds 1 in `add`, calls super() there and leaves `add_all` alone": "overrides add",
    "a class that holds a Basket, adds 1 in its `add` and `len(items)` in its `add_all`, and calls the Basket's": "wraps",
}


@probe
def counted(version, style, single, together):
    return count_after(VERSIONS["extends" in version], STYLES[style], single, together)


@claim("subclass-leans-on-the-inside")
def the_same_interface_and_another_count():
    found = {style: [count_after(version, style, 2, 5) for version in VERSIONS] for style in ("overrides both", "overrides add")}
    for style, counts in found.items():
        show(f"7 items added, {style}: counts for the two insides", counts)
    return list(found.values()) == [[12, 7], [7, 2]]


@claim("wrapper-leans-on-the-interface")
def the_count_holds_for_both_insides():
    style = "wraps"
    sizes = [(0, 1), (2, 5), (3, 40)]
    found = [[count_after(version, style, *size) for version in VERSIONS] for size in sizes]
    show("1, 7, 43 items added: the wrapper's counts for the two insides", [str(each) for each in found])
    return found == [[one + many] * 2 for one, many in sizes]


# %% A subclass takes the whole interface
WAYS = {
    "x.append(1)": lambda x: x.append(1),
    "x.extend([1, 2])": lambda x: x.extend([1, 2]),
    "x.insert(0, 1)": lambda x: x.insert(0, 1),
    "x += [1]": lambda x: x.__iadd__([1]),
    "x[0:0] = [1]": lambda x: x.__setitem__(slice(0, 0), [1]),
}


class Bare(collections.abc.MutableSequence):
    """A MutableSequence with its five required methods over a list of its own."""

    def __init__(self):
        self.data = []

    def __len__(self):
        return len(self.data)

    def __getitem__(self, place):
        return self.data[place]

    def __setitem__(self, place, value):
        self.data[place] = value

    def __delitem__(self, place):
        del self.data[place]

    def insert(self, place, value):
        self.data.insert(place, value)


BASES = {"list": list, "collections.UserList": collections.UserList, "a class of yours over MutableSequence": Bare}


def passes(base, method):
    """Which of the five ways of adding call the overridden method."""
    kind = BASES[base]
    called = []

    def noted(self, *args):
        called.append(args)
        return getattr(kind, method)(self, *args)

    made = type("Noted", (kind,), {method: noted})
    found = []
    for way, work in WAYS.items():
        called.clear()
        work(made())
        if called:
            found.append(way)
    return found


@probe
def calls_override(base, method):
    return passes(base, method)


@claim("overriding-one-catches-one")
def a_list_subclass_is_passed_by():
    by_list = {method: passes("list", method) for method in ("append", "insert", "extend")}
    by_sequence = passes("a class of yours over MutableSequence", "insert")
    for method, ways in by_list.items():
        show(f"subclass of list overrides {method}: called by", ways)
    show("subclass of MutableSequence defines insert: called by", by_sequence)
    alone = all(len(ways) == 1 for ways in by_list.values())
    return alone and by_sequence == ["x.append(1)", "x.extend([1, 2])", "x.insert(0, 1)", "x += [1]"]


class InheritedStack(list):
    def push(self, item):
        self.append(item)


class HeldStack:
    def __init__(self):
        self._items = []

    def push(self, item):
        self._items.append(item)

    def pop(self):
        return self._items.pop()

    def __len__(self):
        return len(self._items)


def breaks_the_order(kind):
    """The ways in which a caller can put something elsewhere than on top of the stack."""
    ways = {
        "insert": lambda stack: stack.insert(0, "x"),
        "sort": lambda stack: stack.sort(reverse=True),
        "reverse": lambda stack: stack.reverse(),
        "item": lambda stack: stack.__setitem__(0, "x"),
        "delete": lambda stack: stack.__delitem__(0),
        "pop(0)": lambda stack: stack.pop(0),
    }
    found = []
    for name, work in ways.items():
        stack = kind()
        for item in (1, 2, 3):
            stack.push(item)
        try:
            work(stack)
        except (AttributeError, TypeError):
            continue
        found.append(name)
    return found


@claim("inherits-what-breaks-it")
def a_stack_that_is_a_list():
    inherited, held = breaks_the_order(InheritedStack), breaks_the_order(HeldStack)
    show("ways to break a stack that inherits from list", inherited)
    show("ways to break one that holds a list", held)
    return len(inherited) == 6 and held == []


# %% Two questions in one hierarchy
def by_inheritance(formats, targets):
    """The source of an exporter with a class for each pair: a format's class, and below it one for each target."""
    lines = ["class Export:", "    def run(self, rows):", "        return self.store(self.render(rows))"]
    for form in formats:
        lines += [f"class {form}(Export):", "    def render(self, rows):", f"        return '{form}:' + ','.join(rows)"]
        for target in targets:
            lines += [f"class {form}To{target}({form}):", "    def store(self, text):", f"        return '{target}<' + text"]
    return "\n".join(lines) + "\n"


def by_composition(formats, targets):
    """The same exporter with a function for each format and for each target."""
    lines = ["class Export:", "    def __init__(self, render, store):", "        self.render, self.store = render, store"]
    lines += ["    def run(self, rows):", "        return self.store(self.render(rows))"]
    for form in formats:
        lines += [f"def {form}(rows):", f"    return '{form}:' + ','.join(rows)"]
    for target in targets:
        lines += [f"def {target}(text):", f"    return '{target}<' + text"]
    return "\n".join(lines) + "\n"


FORMATS = ["Csv", "Json", "Xml", "Pdf", "Html", "Text"]
TARGETS = ["File", "Mail", "Queue", "Bucket"]


def definitions(source):
    """Classes and functions at the top of a program."""
    return sum(isinstance(node, ast.ClassDef | ast.FunctionDef) for node in ast.parse(source).body)


def results(source, formats, targets, inherited):
    """What every pair gives."""
    scope = {}
    exec(source, scope)
    run = {
        True: lambda form, target: scope[f"{form}To{target}"]().run(["a", "b"]),
        False: lambda form, target: scope["Export"](scope[form], scope[target]).run(["a", "b"]),
    }[inherited]
    return [run(form, target) for form in formats for target in targets]


@claim("combinations-multiply")
def one_more_target():
    more = []
    for count in range(2, 7):
        forms, before, after = FORMATS[:count], TARGETS[:3], TARGETS[:4]
        same = results(by_inheritance(forms, after), forms, after, True) == results(
            by_composition(forms, after), forms, after, False
        )
        grown = [
            definitions(write(forms, after)) - definitions(write(forms, before)) for write in (by_inheritance, by_composition)
        ]
        more.append((same, *grown))
    chart(
        "Definitions to add for one more target",
        list(range(2, 7)),
        {"a class for each pair": [each[1] for each in more], "composed": [each[2] for each in more]},
        x_label="formats",
        y_label="new definitions",
    )
    return more == [(True, count, 1) for count in range(2, 7)]


# %% One namespace for everybody
def shared_attribute():
    """What two mixins and two parts, which each keep a cache, find in theirs."""

    class Users:
        def user(self):
            self._cache = getattr(self, "_cache", {})
            return self._cache.setdefault(1, "user 1")

    class Orders:
        def order(self):
            self._cache = getattr(self, "_cache", {})
            return self._cache.setdefault(1, "order 1")

    class Inherits(Users, Orders):
        pass

    class Holds:
        def __init__(self):
            self.users, self.orders = Users(), Orders()

    mixed, held = Inherits(), Holds()
    return (mixed.user(), mixed.order()), (held.users.user(), held.orders.order())


@claim("mixins-share-a-namespace")
def two_private_names_that_are_one():
    mixed, held = shared_attribute()
    show("user 1 and order 1: from two mixins, from two parts", [str(mixed), str(held)])
    return mixed == ("user 1", "user 1") and held == ("user 1", "order 1")


# %% What composition does not give
def own_checks(style, items):
    """How often the outer class's check runs when the job's own run() calls self.check for each item."""
    ran = []

    class Job:
        def check(self, item):
            return True

        def run(self, items):
            return [item for item in items if self.check(item)]

    class Inherits(Job):
        def check(self, item):
            ran.append(item)
            return True

    class Holds:
        def __init__(self):
            self.job = Job()

        def check(self, item):
            ran.append(item)
            return True

        def run(self, items):
            return self.job.run(items)

    {"inherits": Inherits, "holds": Holds}[style]().run(list(range(items)))
    return len(ran)


@claim("inner-calls-stay-inside")
def the_part_does_not_call_back():
    styles = ("inherits", "holds")
    found = {style: [own_checks(style, items) for items in (1, 4, 30)] for style in styles}
    show("runs of the outer check for 1, 4, 30 items", str(found))
    return found == {"inherits": [1, 4, 30], "holds": [0, 0, 0]}


def forwarded():
    """What a wrapper with __getattr__ forwards of a list: a method, len(), a loop, isinstance."""

    class Wrapper:
        def __init__(self, inner):
            self.inner = inner

        def __getattr__(self, name):
            return getattr(self.inner, name)

    wrapped = Wrapper([3, 1, 2])

    def works(work):
        try:
            return bool(work())
        except TypeError:
            return False

    return [
        works(lambda: wrapped.count(3)),
        works(lambda: len(wrapped)),
        works(lambda: list(wrapped)),
        isinstance(wrapped, list),
    ]


@claim("getattr-forwards-no-operators")
def len_and_loops_are_not_forwarded():
    found = forwarded()
    show("a wrapper by __getattr__: method, len(), loop, isinstance", [str(each) for each in found])
    return found == [True, False, False, False]


@probe
def override_calls(first, second):
    return [own_checks("inherits", first), own_checks("holds", second)]
