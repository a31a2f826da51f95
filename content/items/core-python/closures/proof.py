# %% Variables, not values
import dis
import functools
import gc
import pickle
import textwrap
import weakref

from hotseat.proof import claim, probe, show


def callbacks(way, count, after="nothing"):
    """Callbacks made in a loop over n, in one of four ways; after the loop n may be assigned to once more."""

    def make(value):
        return lambda: value

    made = []
    for n in range(count):
        made.append(
            {
                "lambda: n": lambda: n,
                "lambda n=n: n": lambda n=n: n,
                "make(n), where `def make(value): return lambda: value`": make(n),
                "functools.partial(lambda value: value, n)": functools.partial(lambda value: value, n),
                "lambda m=n: n": lambda m=n: n,
                "functools.partial(lambda: n)": functools.partial(lambda: n),
            }[way]
        )
    if after == "n = 50":
        n = 50
    return [each() for each in made]


WAYS = [
    "lambda: n",
    "lambda n=n: n",
    "make(n), where `def make(value): return lambda: value`",
    "functools.partial(lambda value: value, n)",
    "lambda m=n: n",
    "functools.partial(lambda: n)",
]


@claim("loop-shares-one-variable")
def every_callback_reads_the_last_value():
    late = {(count, after): callbacks(WAYS[0], count, after) for count in (2, 5, 100) for after in ("nothing", "n = 50")}
    shared = all(set(read) == {50 if after == "n = 50" else count - 1} for (count, after), read in late.items())
    show("three callbacks made in a loop, and after n = 50", [str(callbacks(WAYS[0], 3)), str(callbacks(WAYS[0], 3, "n = 50"))])
    return shared


@claim("three-ways-to-fix-a-value")
def each_gets_its_own():
    fixed = {way: callbacks(way, 5, "n = 50") for way in WAYS[1:4]}
    for way, read in fixed.items():
        show(way, read)
    return all(read == [0, 1, 2, 3, 4] for read in fixed.values())


@probe
def first_and_last(way, count, after):
    read = callbacks(way, count, after)
    return [read[0], read[-1]]


# %% Which variables: decided before anything runs
BODIES = {
    "total += 1; return total": "total += 1\nreturn total",
    "nonlocal total; total += 1; return total": "nonlocal total\ntotal += 1\nreturn total",
    "return total + 1": "return total + 1",
    "if False: total = 7; return total": "if False:\n    total = 7\nreturn total",
    "totals[0] += 1; return totals[0]": "totals[0] += 1\nreturn totals[0]",
    "for total in []: pass; return total": "for total in []:\n    pass\nreturn total",
    "nonlocal limit; limit = 1; return limit": "nonlocal limit\nlimit = 1\nreturn limit",
    "global total; total = 5; return total": "global total\ntotal = 5\nreturn total",
    "return limit": "return limit",
    "total = 3; return total": "total = 3\nreturn total",
    "totals = [4]; return totals[0]": "totals = [4]\nreturn totals[0]",
    "totals.append(9); return totals[-1]": "totals.append(9)\nreturn totals[-1]",
}


def outcome_of(body):
    """What `count()` gives in `def outer(): total = 0; totals = [0]; def count(): …`; or the name of the error."""
    inner = textwrap.indent(BODIES[body], "        ")
    source = f"def outer():\n    total = 0\n    totals = [0]\n    def count():\n{inner}\n    return count()\n"
    scope = {}
    try:
        exec(source, scope)
        return str(scope["outer"]())
    except (NameError, SyntaxError) as error:
        return type(error).__name__


@probe
def counted(body):
    return outcome_of(body)


@claim("assignment-makes-it-local")
def one_assignment_anywhere():
    bodies = ["total += 1; return total", "if False: total = 7; return total", "for total in []: pass; return total"]
    found = {body: outcome_of(body) for body in bodies}
    for body, got in found.items():
        show(body, got)
    return set(found.values()) == {"UnboundLocalError"}


@claim("nonlocal-is-checked-early")
def the_compiler_looks_for_the_variable():
    there = outcome_of("nonlocal total; total += 1; return total")
    missing = outcome_of("nonlocal limit; limit = 1; return limit")
    show("nonlocal of a variable that is there, of one that is not", [there, missing])
    return (there, missing) == ("1", "SyntaxError")


def instructions():
    """How a function reads a variable of its own, one of the function around it, and one of the module."""

    def around():
        outer = 1

        def reads():
            own = 2
            return own, outer, show

        return reads

    found = {each.argval: each.opname for each in dis.get_instructions(around()) if each.opname.startswith("LOAD")}
    return [found[name] for name in ("own", "outer", "show")]


@claim("each-kind-has-its-instruction")
def the_bytecode_names_the_kind():
    own, outer, module = instructions()
    show("own variable, enclosing one, module's", [own, outer, module])
    return own.startswith("LOAD_FAST") and outer == "LOAD_DEREF" and module == "LOAD_GLOBAL"


def evaluated():
    """What eval finds of an enclosing variable, when the inner function mentions it by name and when it does not."""

    def outer():
        order = "order 7"

        def mentions():
            order  # noqa: B018
            return eval("order")

        def does_not():
            return eval("order")

        return mentions, does_not

    found = []
    for function in outer():
        try:
            found.append(function())
        except NameError as error:
            found.append(type(error).__name__)
    return found


@claim("what-is-not-mentioned-is-not-there")
def a_debugger_cannot_see_it():
    found = evaluated()
    show("eval('order') in a function that mentions it, and in one that does not", found)
    return found == ["order 7", "NameError"]


# %% What a closure keeps alive
class Big:
    """Stands for something large."""

    status = 200


HANDLERS = {
    "def handler(): return a.status": "def handler():\n    return a.status",
    "status = a.status; def handler(): return status": "status = a.status\ndef handler():\n    return status",
    "def handler(): return a.status + b.status": "def handler():\n    return a.status + b.status",
    "def handler(seen=b): return seen.status + a.status": "def handler(seen=b):\n    return seen.status + a.status",
    "def handler(): return lambda: c.status": "def handler():\n    return lambda: c.status",
    "def handler(): return [b.status for b in (a, a)]": "def handler():\n    return [b.status for b in (a, a)]",
    "def other(): return a; def handler(): return b.status": "def other():\n    return a\ndef handler():\n    return b.status",
    "def other(): return a; def handler(): return other": "def other():\n    return a\ndef handler():\n    return other",
}


def alive(handler):
    """Which of three objects of the enclosing call are there when only the handler is kept."""
    body = textwrap.indent(HANDLERS[handler], "    ")
    source = f"def outer():\n    a, b, c = Big(), Big(), Big()\n    note(a, b, c)\n{body}\n    return handler\n"
    watched = {}

    def note(a, b, c):
        watched.update({name: weakref.ref(each) for name, each in zip("abc", (a, b, c), strict=True)})

    scope = {"Big": Big, "note": note}
    exec(source, scope)
    kept = scope["outer"]()
    gc.collect()
    found = [name for name, reference in watched.items() if reference() is not None]
    del kept
    return found


@probe
def kept_alive(handler):
    return " ".join(alive(handler)) or "none"


@claim("only-mentioned-ones-are-kept")
def the_rest_of_the_call_goes():
    handlers = [
        "def handler(): return a.status",
        "def handler(): return a.status + b.status",
        "def handler(): return lambda: c.status",
    ]
    found = {handler: alive(handler) for handler in handlers}
    for handler, names in found.items():
        show(handler, names)
    return list(found.values()) == [["a"], ["a", "b"], ["c"]]


@claim("whole-object-is-kept")
def one_attribute_keeps_all_of_it():
    whole, taken = alive("def handler(): return a.status"), alive("status = a.status; def handler(): return status")
    show("alive when the handler reads a.status, and when it reads a status taken out before", [str(whole), str(taken)])
    return (whole, taken) == (["a"], [])


def carried():
    """The free variables of three functions, one in the other, of which only the innermost mentions x."""

    def outermost():
        x = 1

        def middle():
            def innermost():
                return x

            return innermost

        return middle

    middle = outermost()
    cells = [function.__closure__ for function in (middle, middle())]
    return middle.__code__.co_freevars, middle().__code__.co_freevars, None not in cells and cells[0][0] is cells[1][0]


@claim("those-between-carry-the-cell")
def the_middle_function_has_it_too():
    middle, innermost, same = carried()
    show(
        "free variables of the function between, of the innermost; one and the same cell",
        [str(middle), str(innermost), str(same)],
    )
    return middle == innermost == ("x",) and same


# %% Sending one elsewhere
def price(factor, amount):
    return factor * amount


class Price:
    def __init__(self, factor):
        self.factor = factor

    def __call__(self, amount):
        return self.factor * amount


def closure(factor):
    return lambda amount: factor * amount


def after_pickle(function):
    """What the function gives after a trip through pickle; or that it cannot be sent."""
    try:
        return pickle.loads(pickle.dumps(function))(10)
    except (pickle.PicklingError, AttributeError):
        return "cannot be pickled"


@claim("closures-do-not-travel")
def objects_and_partials_do():
    found = [after_pickle(function) for function in (closure(3), Price(3), functools.partial(price, 3))]
    show("after pickle: closure, object with __call__, partial", [str(each) for each in found])
    return found == ["cannot be pickled", 30, 30]
