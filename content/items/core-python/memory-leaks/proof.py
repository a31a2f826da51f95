# %% Watching lives
# Every `Order` that is made is watched by a weak reference. What is still counted after its names are gone and the
# collector has run is held by somebody.
import functools
import gc
import re
import sys
import traceback
import tracemalloc
import weakref
from itertools import repeat

from hotseat.proof import chart, claim, probe, show


class Order:
    """Something that a request makes and that should go with the request."""

    made: list[weakref.ref] = []

    def __init__(self):
        Order.made.append(weakref.ref(self))

    def total(self, rate):
        return rate


def alive(collect=True):
    """How many of the orders made so far still live."""
    if collect:
        gc.collect()
    Order.made = [reference for reference in Order.made if reference() is not None]
    return len(Order.made)


def forget_all():
    """Begin anew: nothing that was made before is watched any longer."""
    gc.collect()
    Order.made = []


# %% A cache on a method holds the instances
def after_asking(maxsize, orders, rates):
    """The cached method (as `@lru_cache` on it makes it), after so many orders were asked at so many rates and dropped."""
    total = functools.lru_cache(maxsize=maxsize)(Order.total)
    for _ in repeat(None, orders):
        order = Order()
        for rate in range(rates):
            total(order, rate)
    return total


@probe
def orders_in_cache(maxsize, orders, rates):
    """How many orders live on after they were asked for totals and dropped."""
    forget_all()
    total = after_asking(None if maxsize == "None" else maxsize, orders, rates)
    held = alive()
    total.cache_clear()
    return held


class Invoice(Order):
    """Keeps its total on itself."""

    @functools.cached_property
    def total(self):
        return 17


def invoices_alive(count):
    """How many invoices live on after they were asked for their totals and dropped."""
    forget_all()
    totals = [Invoice().total for _ in range(count)]
    assert sum(totals) == 17 * count
    return alive()


@claim("cached-method-holds-self")
def instances_in_a_method_cache():
    found = {(size, rates): orders_in_cache(size, 200, rates) for size in ("None", 128, 10) for rates in (1, 4)}
    show(
        "of 200 orders alive: cache without limit, of 128, of 10, asked once each", [found[size, 1] for size in ("None", 128, 10)]
    )
    show("the same, asked at four rates each", [found[size, 4] for size in ("None", 128, 10)])
    full = all(found["None", rates] == 200 for rates in (1, 4))
    return full and all(found[size, rates] == -(-size // rates) for size in (128, 10) for rates in (1, 4))


@claim("cached-property-goes-with-self")
def instances_with_a_cached_property():
    living = invoices_alive(200)
    show("of 200 invoices with a cached property, alive", living)
    return living == 0


@claim("a-leak-is-a-slope")
def growth_with_the_number_of_requests():
    requests = [0, 25, 50, 100, 150, 200, 300, 400]
    unbounded = [orders_in_cache("None", count, 1) for count in requests]
    bounded = [orders_in_cache(128, count, 1) for count in requests]
    on_itself = [invoices_alive(count) for count in requests]
    chart(
        "Objects alive after n requests",
        requests,
        {"cache without a limit": unbounded, "cache of 128": bounded, "value on the instance": on_itself},
        x_label="requests",
        y_label="objects alive",
    )
    return unbounded == requests and bounded == [min(128, n) for n in requests] and set(on_itself) == {0}


# %% A listener list holds the listeners
class Listener(Order):
    heard = 0

    def on_event(self):
        Listener.heard += 1


STORED = ["listener.on_event", "weakref.ref(listener.on_event)", "weakref.WeakMethod(listener.on_event)"]


def registered(how, listener):
    """What goes into the list for this listener."""
    return {STORED[0]: lambda bound: bound, STORED[1]: weakref.ref, STORED[2]: weakref.WeakMethod}[how](listener.on_event)


def fire(registry):
    for entry in registry:
        call = entry() if isinstance(entry, weakref.ref) else entry
        if call is not None:
            call()


@probe
def events_heard(how, listeners, kept):
    """[listeners that live, calls that they get] when an event is fired; `kept` says whether the program still holds them."""
    forget_all()
    Listener.heard, program = 0, [Listener() for _ in range(listeners)]
    registry = [registered(how, listener) for listener in program]
    if kept == "drops them":
        program.clear()
    living = alive()
    fire(registry)
    return [living, Listener.heard]


@claim("bound-method-holds-self")
def listeners_dropped():
    found = {how: events_heard(how, 10, "drops them") for how in STORED}
    for how, counts in found.items():
        show(f"10 listeners dropped: alive, and calls on an event, with {how}", counts)
    return found == {STORED[0]: [10, 10], STORED[1]: [0, 0], STORED[2]: [0, 0]}


@claim("plain-ref-to-method-is-dead")
def listeners_kept():
    found = {how: events_heard(how, 10, "keeps them") for how in STORED}
    for how, counts in found.items():
        show(f"10 listeners kept: alive, and calls on an event, with {how}", counts)
    return found == {STORED[0]: [10, 10], STORED[1]: [10, 0], STORED[2]: [10, 10]}


# %% A kept exception holds every frame it went through
def descend(depth):
    order = Order()
    if depth > 1:
        descend(depth - 1)
    elif order:
        raise ValueError("the card was refused")


KEPT = [
    "the exception",
    "traceback.format_exc()",
    "error.with_traceback(None)",
    "RuntimeError() raised from it, .with_traceback(None)",
]


def what_is_kept(how, depth):
    """What an error log keeps of a failure that happened so deep."""
    try:
        try:
            descend(depth)
        except ValueError as error:
            if how == KEPT[1]:
                return traceback.format_exc()
            if how == KEPT[3]:
                raise RuntimeError from error
            return error if how == KEPT[0] else error.with_traceback(None)
    except RuntimeError as error:
        return error.with_traceback(None)


@probe
def locals_held(how, depth):
    """How many orders live that were local to the functions that failed."""
    forget_all()
    kept = what_is_kept(how, depth)
    living = alive()
    del kept
    return living


@claim("exception-holds-frames")
def orders_in_a_traceback():
    found = {how: [locals_held(how, depth) for depth in (1, 5, 20)] for how in KEPT}
    for how, counts in found.items():
        show(f"locals held after failing 1, 5, 20 calls deep, keeping {how}", counts)
    deep = [1, 5, 20]
    return found == {KEPT[0]: deep, KEPT[1]: [0, 0, 0], KEPT[2]: [0, 0, 0], KEPT[3]: deep}


# %% Cycles are late, not lost
class Ended(Order):
    """An order in a cycle with itself, and with a finaliser."""

    ended = 0

    def __init__(self):
        super().__init__()
        self.me = self

    def __del__(self):
        Ended.ended += 1


@claim("cycles-are-late-not-lost")
def cycles():
    forget_all()
    Ended.ended = 0
    gc.disable()
    try:
        for _ in repeat(None, 100):
            Ended()
        before, after = alive(collect=False), alive()
    finally:
        gc.enable()
    show("of 100 objects in cycles, with __del__: alive before and after a collection", [before, after])
    show("finalisers run, and objects in gc.garbage", [Ended.ended, len(gc.garbage)])
    return (before, after) == (100, 0) and Ended.ended == 100 and not gc.garbage


@claim("weak-keys-with-values-that-point-back")
def weak_keys():
    forget_all()
    plain, back = weakref.WeakKeyDictionary(), weakref.WeakKeyDictionary()
    for _ in repeat(None, 10):
        plain[Order()] = "a note"
    without = alive()
    for _ in repeat(None, 10):
        order = Order()
        back[order] = {"of": order}
    del order
    held = alive()
    show("alive of 10 weak keys: with plain values, with values that refer to their key", [without, held])
    back.clear()
    show("and when those values are gone", alive())
    return without == 0 and held == 10 and alive() == 0


def finished(generator):
    list(generator)
    return generator


def started(generator):
    next(generator)
    return generator


def twice(thing):
    yield thing
    yield thing


def holders():
    """What each of these is called, and how it is set up: (what the program still has, the object in question)."""
    weak_values, weak_keys, order = weakref.WeakValueDictionary(), weakref.WeakKeyDictionary(), Listener()
    weak_values["order"] = order
    back = Listener()
    weak_keys[back] = {"of": back}
    method, half, done = Listener(), Listener(), Listener()
    return {
        "an object that refers to itself and has a `__del__`": (None, Ended()),
        "a value in a WeakValueDictionary": (weak_values, order),
        "a key in a WeakKeyDictionary whose value refers to the key": (weak_keys, back),
        "the object whose bound method stands in a list": ([method.on_event], method),
        "the argument of a generator that was advanced once": (started(twice(half)), half),
        "the argument of a generator that has ended": (finished(twice(done)), done),
    }


@probe
def survivors(moment):
    """Which of the objects live, when nothing but what the program still has refers to them."""
    gc.disable()
    try:
        pairs = {what: (held, weakref.ref(thing)) for what, (held, thing) in holders().items()}
        if moment == "after gc.collect()":
            gc.collect()
        return [what for what, (_, reference) in pairs.items() if reference() is not None]
    finally:
        gc.enable()
        gc.collect()


# %% A little thing that holds a large one
MEGABYTE = 1 << 20


def traced(action):
    """Megabytes that live on because of what `action()` returns."""
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        kept = action()
        gc.collect()
        held = tracemalloc.get_traced_memory()[0] - before
        del kept
    finally:
        tracemalloc.stop()
    return held / MEGABYTE


def ten_megabytes():
    return bytes(10 * MEGABYTE)


def half_read():
    page = ten_megabytes()
    yield page[0]
    yield page[1]


def closed(generator):
    generator.close()
    return generator


@claim("small-holds-large")
def views():
    whole = {
        "a memoryview of 4 bytes": traced(lambda: memoryview(ten_megabytes())[:4]),
        "a match of 4 characters": traced(lambda: re.match("....", "x" * 10 * MEGABYTE)),
        "a generator that has yielded once": traced(lambda: started(half_read())),
    }
    part = {
        "a copy of those 4 bytes": traced(lambda: bytes(memoryview(ten_megabytes())[:4])),
        "the text of that match": traced(lambda: re.match("....", "x" * 10 * MEGABYTE).group()),
        "a generator that was closed": traced(lambda: closed(started(half_read()))),
    }
    for what, held in (whole | part).items():
        show(f"held by {what}", round(held, 2), "MB")
    return all(held > 9.9 for held in whole.values()) and all(held < 0.1 for held in part.values())


# %% Finding it: what grows, where it was made, and who holds it
REGISTRY = []


def handle_request(number):
    """A request that leaves something behind."""
    REGISTRY.append(bytes(1000 + number % 7))


def after_requests(count):
    """(objects that the collector knows, kilobytes allocated) more than before so many requests."""
    gc.collect()
    objects, size = len(gc.get_objects()), tracemalloc.get_traced_memory()[0]
    for number in range(count):
        handle_request(number)
    gc.collect()
    return len(gc.get_objects()) - objects, (tracemalloc.get_traced_memory()[0] - size) / 1024


@claim("collector-sees-containers-only")
def what_gc_counts():
    REGISTRY.clear()
    tracemalloc.start()
    try:
        grown = [after_requests(1000) for _ in range(4)]
    finally:
        tracemalloc.stop()
        REGISTRY.clear()
    show("objects in gc.get_objects() more, for each 1000 requests", [objects for objects, _ in grown])
    show("allocated more, for each 1000 requests", [round(size) for _, size in grown], "KB")
    return all(abs(objects) < 100 and size > 900 for objects, size in grown)


FIGURES = ["len(gc.get_objects())", "tracemalloc.get_traced_memory()[0]", "sys.getallocatedblocks()", "none of them"]
LEFT_BEHIND = {
    "a bytes object of 1000 bytes, in a list that was there before": lambda: REGISTRY.append(bytes(1000)),
    "a float, in a list that was there before": lambda: REGISTRY.append(float(len(REGISTRY))),
    "an instance of a class, in a list that was there before": lambda: REGISTRY.append(Listener()),
    "an object that refers to itself, which nobody else refers to": lambda: Ended() and None,
}


@probe
def figures_that_grow(what):
    """Which of FIGURES grow with every request, read after gc.collect(), when each request leaves this behind."""

    def read():
        gc.collect()
        return len(gc.get_objects()), tracemalloc.get_traced_memory()[0], sys.getallocatedblocks()

    REGISTRY.clear()
    Order.made = Forgetful()
    tracemalloc.start()
    try:
        before = read()
        for _ in repeat(None, 5000):
            LEFT_BEHIND[what]()
        more = [after - first for after, first in zip(read(), before, strict=True)]
    finally:
        tracemalloc.stop()
        REGISTRY.clear()
        forget_all()
    grown = [figure for figure, growth in zip(FIGURES[:3], more, strict=True) if growth >= 4500]
    return grown or FIGURES[3:]


class Forgetful(list):
    """Watches nothing, so that what is counted is what the request leaves."""

    def append(self, _reference):
        pass


@claim("tracemalloc-names-the-line")
def the_line_that_allocates():
    REGISTRY.clear()
    tracemalloc.start()
    try:
        before = tracemalloc.take_snapshot()
        for number in range(2000):
            handle_request(number)
        largest = tracemalloc.take_snapshot().compare_to(before, "lineno")[0]
    finally:
        tracemalloc.stop()
        REGISTRY.clear()
    where = largest.traceback[0]
    inside = handle_request.__code__.co_firstlineno < where.lineno <= handle_request.__code__.co_firstlineno + 2
    show("line that has most more", f"line {where.lineno}, {largest.size_diff // 1024} KB in {largest.count_diff} blocks")
    return inside and where.filename == handle_request.__code__.co_filename and largest.size_diff > 1_900_000


@claim("referrers-name-the-holder")
def who_holds_it():
    forget_all()
    shelf = {"orders": [Order() for _ in range(3)]}
    suspect = Order.made[0]()
    around = [one for one in gc.get_referrers(suspect) if isinstance(one, (list, dict))]
    above = [one for holder in around for one in gc.get_referrers(holder) if isinstance(one, dict)]
    show("containers that refer to the order, and to that container", [len(around), len(above)])
    return len(around) == 1 and around[0] is shelf["orders"] and any(one is shelf for one in above)
