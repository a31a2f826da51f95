# %% Circles: what the collector looks for
import gc
import sys
import sysconfig
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from hotseat.proof import Outcome, chart, claim, paired_ratio, probe, show

FREE_THREADED = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
# The three generations of which the answer speaks; 3.14.0 to 3.14.4 had two, free-threaded builds have none.
THREE_GENERATIONS = not FREE_THREADED and not (3, 14) <= sys.version_info < (3, 14, 5)


class Node:
    finalised: list[str] = []
    saved: list["Node"] = []

    def __init__(self, name: str, saves_itself: bool = False) -> None:
        self.name, self.saves_itself = name, saves_itself
        self.next: Node | None = None

    def __del__(self) -> None:
        type(self).finalised.append(f"{self.name} sees {self.next.name if self.next else 'nothing'}")
        if self.saves_itself:
            type(self).saved.append(self)


def circle(size: int, tail: int = 0, saving: bool = False) -> list[Node]:
    """So many nodes in a circle, and behind the last a chain of others; the first may save itself when it is finalised."""
    nodes = [Node(f"n{number}", saving and number == 0) for number in range(size)]
    for number, node in enumerate(nodes):
        node.next = nodes[(number + 1) % size]
    chain = [Node(f"t{number}") for number in range(tail)]
    for before, after in zip([nodes[-1], *chain], chain, strict=False):
        before.tail = after
    return nodes + chain


@contextmanager
def quiet() -> Iterator[None]:
    """No automatic collections, and nothing left over from before."""
    gc.collect()
    gc.disable()
    Node.finalised.clear()
    Node.saved.clear()
    try:
        yield
    finally:
        gc.enable()
        Node.saved.clear()
        gc.collect()


def alive_in_circle(size: int, held: bool) -> list[int]:
    """Nodes alive after all names but perhaps one are gone: before a collection, after it."""
    with quiet():
        nodes = circle(size)
        watches = [weakref.ref(node) for node in nodes]
        outside = nodes[size // 2] if held else None
        nodes.clear()
        before = sum(watch() is not None for watch in watches)
        gc.collect()
        after = sum(watch() is not None for watch in watches)
        del outside
        return [before, after]


@claim("unreachable-from-outside")
def one_outside_reference_keeps_the_whole_circle() -> bool:
    sizes = [1, 2, 10, 1000]
    held, dropped = [alive_in_circle(size, True) for size in sizes], [alive_in_circle(size, False) for size in sizes]
    show("circle of 1000: alive before and after a collection, held by one reference", held[-1])
    show("the same, held by none", dropped[-1])
    return held == [[size, size] for size in sizes] and dropped == [[size, 0] for size in sizes]


# %% When it starts
@contextmanager
def collections(threshold: tuple[int, int, int] | None = None) -> Iterator[list[int]]:
    """The generations that are collected by themselves meanwhile, in order, perhaps with other thresholds."""
    seen: list[int] = []
    usual = gc.get_threshold()

    def watch(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            seen.append(info["generation"])

    gc.collect()
    if threshold:
        gc.set_threshold(*threshold)
    gc.callbacks.append(watch)
    try:
        yield seen
    finally:
        gc.callbacks.remove(watch)
        gc.set_threshold(*usual)


def keep_all(count: int) -> None:
    kept = [None] * count
    for number in range(count):
        kept[number] = [number]


def drop_each(count: int) -> None:
    for number in range(count):
        [number]


def keep_fifty(count: int) -> None:
    kept = [None] * 50
    for number in range(count):
        kept[number % 50] = [number]


def keep_every_second(count: int) -> None:
    kept = [None] * count
    for number in range(count):
        kept[number - number % 2] = [number]


def keep_five_thousand(count: int) -> None:
    kept = [None] * 5000
    for number in range(count):
        kept[number % 5000] = [number]


def keep_floats(count: int) -> None:
    kept = [None] * count
    for number in range(count):
        kept[number] = number + 0.5


HABITS = {
    "keeps all of them": keep_all,
    "drops each at once": drop_each,
    "keeps the last fifty of them": keep_fifty,
    "makes floats in place of lists and keeps all of them": keep_floats,
}
OTHER_HABITS = {"keeps every second of them": keep_every_second, "keeps the last five thousand of them": keep_five_thousand}


def started(count: int, habit: Callable[[int], None]) -> int:
    """How many collections start by themselves at a first threshold of 1000."""
    with collections((1000, 10, 10)) as seen:
        habit(count)
    return len(seen)


@claim("net-growth-starts-it")
def what_is_freed_again_does_not_count() -> bool:
    found = {name: started(100_500, habit) for name, habit in HABITS.items()}
    show("collections during 100 500 new lists, at a threshold of 1000", str(found))
    many, *others = found.values()
    return 90 <= many <= 101 and max(others) <= 1


# %% Generations
def generation_of(thing: object) -> int:
    """The generation in which the collector has an object, or -1."""
    return next((n for n in range(3) if any(one is thing for one in gc.get_objects(generation=n))), -1)


def after_collections(calls: list[int]) -> list[int]:
    """The generation of a new list after each of these collections."""
    with quiet():
        thing: list[object] = []
        places = [generation_of(thing)]
        for generation in calls:
            gc.collect(generation)
            places.append(generation_of(thing))
    return places


def freed_by(calls: list[int], last: int) -> bool:
    """Whether a circle that survived some collections, and is dropped then, is freed by one more."""
    with quiet():
        node = circle(1)[0]
        watch = weakref.ref(node)
        for generation in calls:
            gc.collect(generation)
        del node
        gc.collect(last)
        return watch() is None


@claim("survivors-move-up")
def what_survives_is_looked_at_less_often() -> bool | Outcome:
    if not THREE_GENERATIONS:
        return Outcome.UNSHOWN
    places = after_collections([0, 1, 2])
    aged = [[freed_by(calls, last) for last in (0, 1, 2)] for calls in ([], [0], [0, 1])]
    show("generation of a list: new, after collect(0), collect(1), collect(2)", places)
    show("a circle dropped after two survived collections: freed by collect(0), (1), (2)", aged[2])
    return places == [0, 1, 2, 2] and aged == [[True, True, True], [False, True, True], [False, False, True]]


def full_collections(count: int) -> list[int]:
    """Young, middle and full collections while so many lists are kept, at thresholds of (100, 2, 2)."""
    with collections((100, 2, 2)) as seen:
        keep_all(count)
    return [seen.count(generation) for generation in range(3)]


@claim("full-ones-are-held-back")
def a_full_collection_waits_for_growth_by_a_quarter() -> bool | Outcome:
    sizes = [20_000, 40_000, 80_000, 160_000]
    counts = [full_collections(size) for size in sizes]
    chart("Collections while lists are made and kept, thresholds (100, 2, 2)", [str(size) for size in sizes],
          {"generation 1": [one[1] for one in counts], "generation 2, full": [one[2] for one in counts]},
          x_label="lists kept", y_label="collections", kind="bars")  # fmt: skip
    show("young, middle, full collections for 160 000 kept lists", counts[-1])
    if not THREE_GENERATIONS:
        return Outcome.UNSHOWN
    due = [middle / 3 for _, middle, _ in counts]
    return counts[-1][2] < due[-1] / 4 and counts[-1][2] - counts[-2][2] <= 6 and counts[-1][1] > 1.8 * counts[-2][1]


# %% What one collection costs
@claim("cost-is-the-living")
def a_full_collection_walks_what_is_alive() -> Outcome:
    live = [[number] for number in range(200_000)]
    gc.collect()

    def frozen() -> None:
        gc.freeze()
        gc.collect()
        gc.unfreeze()

    ratio = paired_ratio(gc.collect, frozen, rounds=9)
    show("a collection that finds nothing, with 200 000 live lists ÷ the same with these frozen", str(ratio))
    live.clear()
    return Outcome.UNSHOWN if FREE_THREADED else ratio.above(3)


@claim("only-containers-are-tracked")
def what_refers_to_nothing_is_not_looked_at() -> bool | Outcome:
    atoms = [7, 1.5, "text", b"bytes", None]
    holders = [[], [1], {"a": []}, {1}, Node("x"), circle]
    pair = tuple([1, "a"])
    loose = tuple([1, []])
    gc.collect()
    tracked = [[gc.is_tracked(one) for one in group] for group in (atoms, holders)]
    show("tracked after a collection: (1, 'a'), (1, [])", [gc.is_tracked(pair), gc.is_tracked(loose)])
    if sys.version_info >= (3, 14):
        return Outcome.UNSHOWN
    return not any(tracked[0]) and all(tracked[1]) and not gc.is_tracked(pair) and gc.is_tracked(loose)


# %% Finalisers
def reachable(start: Node | None) -> int:
    """How many nodes can be reached from one."""
    found: dict[int, Node] = {}
    todo = [start]
    while todo:
        node = todo.pop()
        if node is not None and id(node) not in found:
            found[id(node)] = node
            todo += [node.next, getattr(node, "tail", None)]
    return len(found)


def buried(size: int, tail: int, saving: bool) -> list[int]:
    """Finalisers run by a collection, nodes reachable again, finalisers run when what was saved is dropped and collected too."""
    with quiet():
        circle(size, tail, saving)
        gc.collect()
        first = len(Node.finalised)
        again = reachable(Node.saved[0] if Node.saved else None)
        Node.saved.clear()
        gc.collect()
        return [first, again, len(Node.finalised)]


@claim("finalised-once-and-whole")
def finalisers_see_whole_objects_and_run_once() -> bool:
    plain, saved = buried(3, 2, False), buried(3, 2, True)
    with quiet():
        circle(3)
        gc.collect()
        sights = sorted(Node.finalised)
    show("what the finalisers of a circle see", sights)
    show("circle of 3 with a tail of 2: finalised, reachable again, finalised in all", plain)
    show("the same when one of them saves itself", saved)
    whole = sights == ["n0 sees n1", "n1 sees n2", "n2 sees n0"]
    return whole and plain == [5, 0, 5] and saved == [5, 5, 5] and not gc.garbage


# %% The questions' truths
@probe
def collections_started(count: int, habit: str) -> int:
    return started(count, (HABITS | OTHER_HABITS)[habit])


@probe
def where_and_freed(calls: str, last: int) -> list[int]:
    before = [int(part) for part in calls.split(", ")]
    return [after_collections(before)[-1], int(freed_by(before, last))]


@probe
def finalised_and_alive(size: int, tail: int, saving: str) -> list[int]:
    return buried(size, tail, saving == "stores itself in a global list")
