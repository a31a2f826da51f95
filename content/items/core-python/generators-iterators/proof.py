# %% Who remembers the position
import copy
import inspect
import itertools
import tracemalloc

from hotseat.proof import Outcome, chart, claim, probe, show


def countdown(start):
    while start:
        yield start
        start -= 1


ITERABLES = {"list": [3, 2, 1], "tuple": (3, 2, 1), "dict": {3: "c", 2: "b", 1: "a"}, "range": range(3, 0, -1), "str": "abc"}


def iterators():
    return {
        "generator": countdown(3),
        "list's iterator": iter([3, 2, 1]),
        "map": map(abs, [3, 2, 1]),
        "zip": zip("ab", "cd", strict=True),
        "enumerate": enumerate("abc"),
        "islice": itertools.islice("abcde", 3),
    }


def two_passes(each):
    """Whether it is its own iterator, and how many elements a first and a second pass over it find."""
    return iter(each) is each, len(list(each)), len(list(each))


@claim("iterators-are-read-once")
def a_second_pass_over_an_iterator_is_empty():
    containers = {name: two_passes(each) for name, each in ITERABLES.items()}
    once = {name: two_passes(each) for name, each in iterators().items()}
    show("is its own iterator, first pass, second pass: containers", str(containers))
    show("the same of iterators", str(once))
    again = all(not own and first == second > 0 for own, first, second in containers.values())
    spent = all(own and first > 0 and second == 0 for own, first, second in once.values())
    return again and spent


NUMBERS = 100
ACTIONS = {
    "list(zip(numbers, range({k})))": lambda numbers, k: list(zip(numbers, range(k), strict=False)),
    "list(zip(range({k}), numbers))": lambda numbers, k: list(zip(range(k), numbers, strict=False)),
    "{k} in numbers": lambda numbers, k: k in numbers,
    "any(n > {k} for n in numbers)": lambda numbers, k: any(n > k for n in numbers),
    "list(itertools.islice(numbers, {k}))": lambda numbers, k: list(itertools.islice(numbers, k)),
    "list(itertools.takewhile(lambda n: n < {k}, numbers))": lambda numbers, k: list(
        itertools.takewhile(lambda n: n < k, numbers)
    ),
}


@probe
def next_number(action, k):
    """What next() gives after this."""
    numbers = iter(range(NUMBERS))
    ACTIONS[action.replace("K", "{k}")](numbers, k)
    return next(numbers)


@claim("readers-share-the-position")
def how_far_each_reader_goes():
    further = {name: {next_number(name.replace("{k}", "K"), k) - k for k in (1, 5, 20)} for name in ACTIONS}
    for name, beyond in further.items():
        show(f"elements taken beyond k by {name.replace('{k}', 'k')}", sorted(beyond))
    return list(further.values()) == [{1}, {0}, {1}, {2}, {0}, {1}]


# %% When the body runs
def checked(amounts):
    if not amounts:
        raise ValueError("no amounts")
    for amount in amounts:
        yield amount * 2


def checked_at_once(amounts):
    if not amounts:
        raise ValueError("no amounts")
    return (amount * 2 for amount in amounts)


def fails_when(function):
    """Whether a bad argument is refused by the call, or only by the first next()."""
    try:
        made = function([])
    except ValueError:
        return "call"
    try:
        next(made)
    except ValueError:
        return "next"
    return None


@claim("call-runs-nothing")
def a_generator_function_checks_late():
    late, early = fails_when(checked), fails_when(checked_at_once)
    show("a bad argument is refused at: generator function, function that returns a generator expression", [late, early])
    return (late, early) == ("next", "call")


def states():
    """State and local variable of one generator, from its making to its end."""
    made = countdown(2)
    seen = [(inspect.getgeneratorstate(made), inspect.getgeneratorlocals(made).get("start"))]
    for _ in range(3):
        next(made, None)
        seen.append((inspect.getgeneratorstate(made), inspect.getgeneratorlocals(made).get("start")))
    return seen


@claim("the-frame-waits")
def each_generator_keeps_its_frame():
    seen = states()
    show("state and local variable", [f"{state} {value}" for state, value in seen])
    return seen == [("GEN_CREATED", 2), ("GEN_SUSPENDED", 2), ("GEN_SUSPENDED", 1), ("GEN_CLOSED", None)]


def expression_reads():
    """What a generator expression reads when it is made, and what when it runs."""
    data, factor = [1, 2], 10
    made = (n * factor for n in data)
    data, factor = [7, 7], 100
    return list(made)


@claim("outermost-is-read-early")
def the_source_is_fixed_and_the_rest_is_not():
    read = expression_reads()
    show("from [1, 2] and 10, then rebound to [7, 7] and 100", read)
    return read == [100, 200]


# %% One element at a time
def traffic(size, stop, stage):
    """[elements read, elements doubled] when a loop over the doubled ones is left after so many."""
    read, doubled = [], []

    def source():
        for n in range(size):
            read.append(n)
            yield n

    def double(n):
        doubled.append(n)
        return 2 * n

    stages = {
        "(double(n) for n in source())": lambda: (double(n) for n in source()),
        "[double(n) for n in source()]": lambda: [double(n) for n in source()],
        "(double(n) for n in list(source()))": lambda: (double(n) for n in list(source())),
        "map(double, sorted(source()))": lambda: map(double, sorted(source())),
    }
    for _ in itertools.islice(stages[stage](), stop):
        pass
    return [len(read), len(doubled)]


@probe
def read_and_doubled(size, stop, stage):
    return traffic(size, stop, stage)


@claim("demand-pulls")
def nothing_is_computed_ahead():
    stage = "(double(n) for n in source())"
    lazy = [traffic(1000, stop, stage) for stop in (1, 10, 500)]
    show("read and doubled of 1000 when the loop is left after 1, 10, 500", [str(each) for each in lazy])
    return lazy == [[1, 1], [10, 10], [500, 500]]


def peak_kib(work):
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1024
    finally:
        tracemalloc.stop()


def squares_of(size):
    return (n * n for n in range(size))


@claim("room-does-not-grow")
def one_element_is_held():
    if tracemalloc.is_tracing():
        return Outcome.UNSHOWN
    sizes = [2_000, 8_000, 32_000]
    lazy = [peak_kib(lambda n=n: sum(squares_of(n))) for n in sizes]
    eager = [peak_kib(lambda n=n: sum([*squares_of(n)])) for n in sizes]
    chart(
        "Most memory held while squares are summed",
        sizes,
        {"generator": lazy, "list": eager},
        x_label="elements",
        y_label="KiB",
    )
    return max(lazy) < 10 and eager[2] > 8 * eager[0] > 80


# %% How it ends
def returned(how):
    """What a generator yields and what becomes of its return value, by how it is read."""

    def inner():
        yield 1
        yield 2
        return "total 3"

    def outer():
        value = yield from inner()
        yield value

    if how == "for":
        return list(inner())
    if how == "yield from":
        return list(outer())
    made = inner()
    next(made), next(made)
    try:
        next(made)
    except StopIteration as stop:
        return stop.value
    return None


@claim("return-rides-on-the-end")
def a_loop_drops_it():
    found = [returned(how) for how in ("for", "yield from", "next")]
    show("by a loop, by yield from, by next()", [str(each) for each in found])
    return found == [[1, 2], [1, 2, "total 3"], "total 3"]


def pairs(source):
    """Two by two; next() finds no partner when their number is odd."""
    for first in source:
        yield first, next(source)


def odd_pairs():
    try:
        return list(pairs(iter("abc")))
    except RuntimeError as error:
        return [type(error).__name__, type(error.__cause__).__name__]


@claim("stray-stop-is-an-error")
def a_stopiteration_inside_becomes_a_runtimeerror():
    found = odd_pairs()
    show("three elements, two by two", found)
    return found == ["RuntimeError", "StopIteration"]


WAYS = [
    "it is run to its end",
    "close() is called",
    "its last reference is deleted, in CPython",
    "a for loop over it is left by break after the first element, while a name still refers to it",
    "throw(ValueError) is called, and the caller catches the error",
]


def cleaned(way, started):
    """Whether the `finally` block of a generator has run."""
    closed = []

    def rows():
        try:
            yield from range(5)
        finally:
            closed.append(True)

    made = rows()
    if started:
        next(made)
    if way == WAYS[0]:
        for _ in made:
            pass
    elif way == WAYS[1]:
        made.close()
    elif way == WAYS[2]:
        del made
    elif way == WAYS[3]:
        for _ in made:
            break
    else:
        try:
            made.throw(ValueError)
        except ValueError:
            pass
    return bool(closed)


@probe
def ways_that_clean(begun):
    return [way for way in WAYS if cleaned(way, "after one" in begun)]


@claim("break-does-not-close")
def a_held_generator_waits():
    left = cleaned(WAYS[3], started=False)
    closed = cleaned(WAYS[1], started=True)
    show("finally has run: left by break and held, closed", [str(left), str(closed)])
    return (left, closed) == (False, True)


@claim("unstarted-has-no-finally")
def nothing_was_entered():
    begun = False
    found = [cleaned(way, started=begun) for way in (WAYS[1], WAYS[2], WAYS[4])]
    show("finally has run, generator never started: close(), deleted, throw()", [str(each) for each in found])
    return found == [False] * 3


# %% What a class can do that a generator cannot
class Countdown:
    def __init__(self, start):
        self.left = start

    def __iter__(self):
        return self

    def __next__(self):
        if not self.left:
            raise StopIteration
        self.left -= 1
        return self.left + 1


def continues_twice(made):
    """What is left for the original and for its copy, taken in the middle; or the name of the error."""
    next(made)
    try:
        other = copy.copy(made)
    except TypeError as error:
        return type(error).__name__
    return list(made), list(other)


@claim("generators-cannot-be-copied")
def a_class_keeps_its_state_in_the_open():
    generator, written = continues_twice(countdown(3)), continues_twice(Countdown(3))
    show("copied in the middle: generator, class with __next__", [str(generator), str(written)])
    return generator == "TypeError" and written == ([2, 1], [2, 1])
