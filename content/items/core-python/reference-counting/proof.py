# %% Things that say when they go
import gc
import os
import sys
import sysconfig
import tempfile
import weakref
from collections.abc import Callable, Iterator
from typing import Any

from hotseat.proof import Outcome, chart, claim, probe, show

FREE_THREADED = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
events: list[str] = []


class Thing:
    def __init__(self, name: str = "x") -> None:
        self.name = name
        events.append(f"{name}+")

    def __del__(self) -> None:
        events.append(f"{self.name}-")

    def method(self) -> None:
        """Do nothing."""


BODIES = {
    "a = T('x'); a = T('y')": "a = T('x')\na = T('y')",
    "a = T('x'); a = None; a = T('y')": "a = T('x')\na = None\na = T('y')",
    "T('x'); T('y')": "T('x')\nT('y')",
    "a = T('x'); b = a.method; a = T('y')": "a = T('x')\nb = a.method\na = T('y')",
    "a = T('x').name; b = T('y').method": "a = T('x').name\nb = T('y').method",
    "a = T('x'); f = lambda: a; a = T('y')": "a = T('x')\nf = lambda: a\na = T('y')",
    "a = T('x'); a.me = a; a = None; a = T('y')": "a = T('x')\na.me = a\na = None\na = T('y')",
    "for a in (T('x'), T('y')): pass": "for a in (T('x'), T('y')): pass",
}


def trace(body: str) -> list[str]:
    """What is made (+) and freed (-) before the line that says `end`, with the collector switched off."""
    gc.collect()
    events.clear()
    gc.disable()
    try:
        exec(body + "\nend()", {"T": Thing, "end": lambda: events.append("end")})
    finally:
        gc.enable()
    return events[: events.index("end") + 1]


@claim("freed-at-a-known-point")
def the_finaliser_runs_before_the_next_statement() -> bool:
    traces = [" ".join(trace(body)) for body in BODIES.values()]
    show("a = T('x'); a = T('y')", traces[0])
    show("a = T('x'); a = None; a = T('y')", traces[1])
    one, emptied, unnamed, kept = "x+ y+ x- end", "x+ x- y+ end", "x+ x- y+ y- end", "x+ y+ end"
    return traces == [one, emptied, unnamed, kept, emptied, one, kept, one]


# %% What a count counts
def added(statement: str, number: int = 1) -> int:
    """By how much a statement raises the count of the object `x`."""
    x = Thing()
    scope: dict[str, Any] = {"x": x, "n": number, "weakref": weakref}
    before = sys.getrefcount(x)
    exec(statement, scope)
    return sys.getrefcount(x) - before


STATEMENTS = ["y = x", "y = [x] * n", "y = [(x,)] * n", "y = {i: x for i in range(n)}", "y = [x.method for _ in range(n)]",
              "y = [weakref.ref(x)] * n", "y = [id(x)] * n", "def y(a=x): pass"]  # fmt: skip


@claim("each-reference-counts-once")
def the_count_is_the_number_of_references() -> bool:
    found = {number: [added(statement, number) for statement in STATEMENTS] for number in (1, 5, 1000)}
    show("references added, with n = 5, by the eight statements", found[5])
    return all(counts == [1, n, 1, n, n, 0, 0, 1] for n, counts in found.items())


# %% Who keeps an object after `del`
KEPT: list[Any] = []


def in_a_global_list(thing: Thing) -> None:
    KEPT.append(thing)


def as_a_bound_method(thing: Thing) -> None:
    KEPT.append(thing.method)


def weakly(thing: Thing) -> None:
    KEPT.append(weakref.ref(thing))


def in_a_started_generator(thing: Thing) -> None:
    def generate(held: Thing) -> Iterator[str]:
        yield held.name

    generator = generate(thing)
    next(generator)
    KEPT.append(generator)


def in_a_closure(thing: Thing) -> None:
    KEPT.append(lambda: thing)


def in_itself(thing: Thing) -> None:
    thing.me = thing


def in_a_kept_exception(thing: Thing) -> None:
    try:
        raise ValueError(len(thing.name))
    except ValueError as error:
        KEPT.append(error)


def in_a_caught_exception(thing: Thing) -> None:
    try:
        raise ValueError(len(thing.name))
    except ValueError as error:
        events.append(str(error))


def in_a_local_list(thing: Thing) -> None:
    events.append(str(len([thing])))


HOLDERS: dict[str, Callable[[Thing], None]] = {
    "it was put into a list that is a global variable": in_a_global_list,
    "its bound method was put into such a list": as_a_bound_method,
    "a weak reference to it was put into such a list": weakly,
    "a generator that has started with it as an argument was put there": in_a_started_generator,
    "a lambda that mentions it was put there": in_a_closure,
    "it got an attribute that refers to itself": in_itself,
    "an exception that was raised in a function with it as an argument was put there": in_a_kept_exception,
    "such an exception was caught with `except … as error` and nothing was kept": in_a_caught_exception,
    "it was put into a list in a local variable of a function that has returned": in_a_local_list,
}


def alive(hold: Callable[[Thing], None], collect: bool = False, clear: bool = False) -> bool:
    """Whether a thing lives on after it was handed to a function and its own name was deleted."""
    KEPT.clear()
    gc.disable()
    try:
        thing = Thing()
        watch = weakref.ref(thing)
        hold(thing)
        del thing
        if clear:
            KEPT.clear()
        if collect:
            gc.collect()
        return watch() is not None
    finally:
        gc.enable()
        KEPT.clear()
        gc.collect()


@claim("del-takes-one-reference")
def del_removes_a_name() -> bool:
    after_del = [alive(hold) for hold in HOLDERS.values()]
    after_clear = [alive(hold, clear=True) for hold in HOLDERS.values()]
    show("alive after `del thing`", [name for name, lives in zip(HOLDERS, after_del, strict=True) if lives])
    show("still alive when the list is cleared", [name for name, lives in zip(HOLDERS, after_clear, strict=True) if lives])
    return (
        after_del == [True, True, False, True, True, True, True, False, False]
        and after_clear == [False] * 5 + [True] + [False] * 3
    )


@claim("a-circle-never-reaches-zero")
def a_circle_waits_for_the_collector() -> bool:
    lives = [alive(in_itself), alive(in_itself, clear=True), alive(in_itself, collect=True)]
    show("an object that refers to itself: after del, after a collection", [lives[0], lives[2]])
    return lives == [True, True, False]


# %% Exceptions keep the frames that they passed through
def fail_with(thing: Thing) -> None:
    raise ValueError(len(thing.name))


def after_failure(keep: str) -> bool:
    """Whether a local of a function that failed is alive when its exception was kept in this way."""
    watch = None

    def work() -> None:
        nonlocal watch
        thing = Thing()
        watch = weakref.ref(thing)
        fail_with(thing)

    kept: list[Any] = []
    try:
        work()
    except ValueError as error:
        if keep == "as it is":
            kept.append(error)
        if keep == "without its traceback":
            kept.append(error.with_traceback(None))
        if keep == "as text":
            kept.append(str(error))
    return watch() is not None


@claim("an-exception-holds-frames")
def a_kept_exception_keeps_the_locals() -> bool:
    lives = {keep: after_failure(keep) for keep in ("as it is", "without its traceback", "as text", "not at all")}
    show("locals of the failed function alive, by how its exception was kept", str(lives))
    return list(lives.values()) == [True, False, False, False]


def open_after(closing: bool) -> bool:
    """Whether a file is still open after a function that opened it failed and its exception was kept."""
    opened: list[Any] = []

    def write(path: str) -> None:
        file = open(path, "w", encoding="utf-8")
        opened.append(weakref.ref(file))
        if closing:
            with file:
                raise ValueError
        raise ValueError

    kept = []
    handle, path = tempfile.mkstemp(dir=".")
    os.close(handle)
    try:
        write(path)
    except ValueError as error:
        kept.append(error)
    file = opened[0]()
    is_open = file is not None and not file.closed
    if file is not None:
        file.close()
    os.remove(path)
    return is_open


@claim("with-does-not-wait")
def with_closes_although_references_are_left() -> bool:
    left, closed = open_after(closing=False), open_after(closing=True)
    show("file open while the exception is kept: without with, with it", [left, closed])
    return left and not closed


# %% Weak references
class Slim:
    __slots__ = ("value",)


@claim("weak-references-do-not-count")
def a_weak_reference_dies_with_the_object() -> bool:
    thing = Thing()
    told: list[str] = []
    watch = weakref.ref(thing, lambda _: told.append("told"))
    by_value = weakref.WeakValueDictionary({"key": thing})
    before = [watch() is thing, len(by_value), len(told)]
    del thing
    after = [watch() is None, len(by_value), len(told)]
    refused = []
    for value in ([], {}, 7, "text", (), Slim()):
        try:
            weakref.ref(value)
        except TypeError:
            refused.append(type(value).__name__)
    show("entries of a WeakValueDictionary, callbacks: before del, after", [before[1], before[2], after[1], after[2]])
    show("cannot be referred to weakly", refused)
    return before == [True, 1, 0] and after == [True, 0, 1] and refused == ["list", "dict", "int", "str", "tuple", "Slim"]


# %% One `del` can free very much
def blocks_freed(length: int) -> int:
    """Blocks of memory that go with the last reference to the first of a chain of lists."""
    chain: list[Any] = []
    for _ in range(length):
        chain = [chain]
    before = sys.getallocatedblocks()
    del chain
    return before - sys.getallocatedblocks()


@claim("frees-in-a-cascade")
def dropping_the_head_frees_the_chain() -> bool | Outcome:
    lengths = [1000, 10_000, 100_000]
    freed = [blocks_freed(length) for length in lengths]
    chart("One del of the head of a chain", [str(length) for length in lengths], {"blocks freed": freed},
          x_label="lists in the chain", y_label="blocks of memory", kind="bars")  # fmt: skip
    show("blocks freed by one del: chains of 1000, 10 000, 100 000 lists", freed)
    if FREE_THREADED or hasattr(sys, "gettotalrefcount") or sys.getallocatedblocks() == 0:
        return Outcome.UNSHOWN
    return all(length * 0.9 <= blocks <= length * 2.5 for length, blocks in zip(lengths, freed, strict=True))


# %% The questions' truths
@probe
def made_and_freed(body: str) -> str:
    return " ".join(trace(BODIES[body]))


@probe
def references_added(statement: str, n: int) -> int:
    return added(statement, n)


@probe
def still_alive(moment: str) -> list[str]:
    collect, clear = "collection" in moment, "cleared" in moment
    return [name for name, hold in HOLDERS.items() if alive(hold, collect=collect, clear=clear)]
