# %% Reference counts: when an object goes, and which counts stand still
import gc
import json
import os
import re
import subprocess
import sys
import sysconfig
import weakref
from collections.abc import Callable

from hotseat.proof import Outcome, chart, claim, probe, show

FREE_THREADED = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
# A release build with the small-object allocator of which the answer speaks (debug builds put marks round each block).
PYMALLOC = not FREE_THREADED and sysconfig.get_config_var("WITH_PYMALLOC") != 0 and not hasattr(sys, "gettotalrefcount")
MIB = 1024 * 1024


class Thing:
    """Something that a weak reference can watch."""


def alone() -> Thing:
    """An object to which nobody will refer but the caller."""
    return Thing()


def in_a_circle() -> Thing:
    """Two objects that refer to each other; the caller gets one of them."""
    one, other = Thing(), Thing()
    one.other, other.other = other, one
    return one


def gone_at_once(make: Callable[[], Thing]) -> bool:
    """Whether the object is gone when its last name is, with the collector switched off."""
    gc.disable()
    try:
        thing = make()
        watch = weakref.ref(thing)
        del thing
        return watch() is None
    finally:
        gc.enable()
        gc.collect()


@claim("last-reference-frees")
def the_last_reference_frees_without_a_collector() -> bool:
    alone_goes, circle_goes = gone_at_once(alone), gone_at_once(in_a_circle)
    show("gone when its last name is, collector off: alone, in a circle", [alone_goes, circle_goes])
    return alone_goes and not circle_goes


def added_by(value: object, references: int) -> int:
    """By how much `sys.getrefcount` rises when a list refers to the value so many times."""
    before = sys.getrefcount(value)
    many = [value] * references
    after = sys.getrefcount(value)
    many.clear()
    return after - before


def everyday() -> dict[str, object]:
    """Values that are in use everywhere, the computed ones computed at run time."""
    return {"None": None, "True": True, "int('256')": int("256"), "()": (), "''": "", "'a'": chr(97), "int": int}


@claim("immortals-are-not-counted")
def references_to_immortals_are_not_counted() -> bool:
    added = {name: added_by(value, 1000) for name, value in everyday().items()}
    fresh = {"Thing()": added_by(Thing(), 1000), "int('1000000')": added_by(int("1000000"), 1000)}
    show("count of None", sys.getrefcount(None))
    show("added by 1000 references", str(added | fresh))
    return set(added.values()) == {0} and set(fresh.values()) == {1000}


# %% The collector: it counts containers, not bytes
def collections_during(make: Callable[[int], object], count: int) -> int:
    """How many collections start by themselves while so many objects are made and kept."""
    started = []
    kept = [None] * count
    gc.collect()
    gc.callbacks.append(lambda phase, info: started.append(phase) if phase == "start" else None)
    try:
        for number in range(count):
            kept[number] = make(number)
    finally:
        gc.callbacks.pop()
    return len(started)


@claim("containers-start-collections")
def only_containers_start_collections() -> bool:
    lists = collections_during(lambda number: [number], 50_000)
    floats = collections_during(float, 50_000)
    texts = collections_during(str, 50_000)
    show("collections while making 50 000 lists, floats, strings", [lists, floats, texts])
    return lists > 0 and floats == 0 and texts == 0


def held_by_circles(circles: int, size: int) -> int:
    """MiB still held after so many circles, each with `size` MiB in it, were made and dropped, the collector being on."""
    watched = []

    class Block(bytearray):
        pass

    gc.collect()
    for _ in range(circles):
        circle: list[object] = []
        block = Block(size * MIB)
        circle += [circle, block]
        watched.append(weakref.ref(block))
    del circle, block
    held = sum(watch() is not None for watch in watched) * size
    gc.collect()
    return held


@claim("bytes-do-not-start-it")
def megabytes_in_circles_do_not_start_the_collector() -> bool:
    held = [held_by_circles(circles, 8) for circles in (1, 5, 12)]
    show("MiB still held after dropping 1, 5, 12 circles of 8 MiB", held)
    return held == [8, 40, 96]


@claim("threshold-by-version")
def the_young_threshold_depends_on_the_version() -> bool | Outcome:
    threshold = fresh("print(json.dumps(gc.get_threshold()))").printed
    show("gc.get_threshold() of a fresh interpreter", str(tuple(threshold)))
    expected = {(3, 12): [700, 10, 10], (3, 13): [2000, 10, 10]}.get(sys.version_info[:2])
    if expected is None or FREE_THREADED:
        return Outcome.UNSHOWN
    return threshold == expected


# %% A fresh interpreter for each experiment, so that nothing else is in its arenas
class Fresh:
    """What a fresh interpreter printed, and its number of arenas each time it reported its allocator."""

    def __init__(self, printed: list, arenas: list[int]) -> None:
        self.printed = printed
        self.arenas = arenas


START = """
import ctypes, gc, json, sys, tracemalloc
MIB = 1024 * 1024
def resident():
    try:
        with open("/proc/self/smaps_rollup") as file:
            return next(int(line.split()[1]) / 1024 for line in file if line.startswith("Rss:"))
    except OSError:
        return None
"""


def fresh(program: str, allocator: str = "default", **values: object) -> Fresh:
    """Run a program in a new interpreter; its last print is JSON, and `sys._debugmallocstats()` reports the arenas."""
    given = "".join(f"{name} = {value!r}\n" for name, value in values.items())
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")} | {"PYTHONMALLOC": allocator}
    command = [sys.executable, "-S", "-c", START + given + program]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=20)
    arenas = re.findall(r"^# arenas allocated current\s*=\s*([\d,]+)", done.stderr, re.MULTILINE)
    return Fresh(json.loads(done.stdout), [int(number.replace(",", "")) for number in arenas])


# %% Blocks, pools, arenas: what is small, and what it takes
BLOCKS = """
found = []
for size in sizes:
    kept = [None] * count
    before = sys.getallocatedblocks()
    sys._debugmallocstats()
    for number in range(count):
        kept[number] = bytes(size - 33)
    sys._debugmallocstats()
    after = sys.getallocatedblocks()
    assert sys.getsizeof(kept[0]) == size
    places = sorted(map(id, kept))
    found.append([min(second - first for first, second in zip(places, places[1:])), after - before])
    kept.clear()
print(json.dumps(found))
"""


def blocks(sizes: list[int], count: int = 400, allocator: str = "default") -> Fresh:
    """Make objects of each size in turn; print the least distance of two of them and the growth of the block count."""
    return fresh(BLOCKS, allocator, sizes=sizes, count=count)


def arenas_taken(sizes: list[int], count: int) -> list[int]:
    """How many new arenas so many objects of each size take."""
    arenas = blocks(sizes, count).arenas
    return [after - before for before, after in zip(arenas[::2], arenas[1::2], strict=True)]


@claim("small-is-up-to-512")
def arenas_serve_requests_up_to_512_bytes() -> bool | Outcome:
    if not PYMALLOC:
        return Outcome.UNSHOWN
    taken = arenas_taken([256, 512, 513, 1024], 20_000)
    show("new arenas for 20 000 objects of 256, 512, 513, 1024 bytes", taken)
    return taken[0] >= 3 and taken[1] >= 6 and taken[2:] == [0, 0]


@claim("blocks-come-in-sixteens")
def a_block_is_the_next_multiple_of_sixteen() -> bool | Outcome:
    if not PYMALLOC or sys.maxsize < 2**32:
        return Outcome.UNSHOWN
    sizes = [40, 100, 330, 512]
    apart = [apart for apart, _ in blocks(sizes).printed]
    show("bytes of the objects", sizes)
    show("bytes from one to the next", apart)
    return apart == [-(-size // 16) * 16 for size in sizes]


@claim("blocks-are-counted-large-ones-too")
def the_block_count_includes_large_requests() -> bool | Outcome:
    if not PYMALLOC:
        return Outcome.UNSHOWN
    counted = [growth for _, growth in blocks([100, 513, 100_000], 1000).printed]
    show("growth of sys.getallocatedblocks() for 1000 objects of 100, 513, 100 000 bytes", counted)
    return all(1000 <= count <= 1020 for count in counted)


@claim("pythonmalloc-replaces-it")
def pythonmalloc_takes_the_arenas_away() -> bool | Outcome:
    if not PYMALLOC:
        return Outcome.UNSHOWN
    replaced = blocks([256], 2000, allocator="malloc")
    show("arenas reported, growth of the block count under PYTHONMALLOC=malloc", [len(replaced.arenas), replaced.printed[0][1]])
    return replaced.arenas == [] and replaced.printed[0][1] == 0


# %% Why the process does not shrink
SURVIVORS = """
kept = [None] * count
sys._debugmallocstats()
start = resident()
for number in range(count):
    kept[number] = bytes(479)
sys._debugmallocstats()
full = resident()
few = len(kept[::step])
survivors = kept[::step] if spread else kept[:few]
kept.clear()
sys._debugmallocstats()
held = resident()
survivors.clear()
sys._debugmallocstats()
print(json.dumps([few, start, full, held]))
"""


def survivors(step: int, spread: bool = True, count: int = 40_000) -> Fresh:
    """Fill arenas with objects of 512 bytes and keep one in `step`: spread over all of them, or the first ones together."""
    return fresh(SURVIVORS, count=count, step=step, spread=spread)


def arenas_held(step: int, spread: bool = True, count: int = 40_000) -> tuple[int, int, int]:
    """How many objects are kept, how many arenas all of them took, and how many of these the kept ones hold."""
    run = survivors(step, spread, count)
    before, full, held, _ = run.arenas
    return run.printed[0], full - before, held - before


@claim("one-survivor-holds-an-arena")
def few_spread_survivors_hold_all_arenas() -> bool | Outcome:
    if not PYMALLOC:
        return Outcome.UNSHOWN
    steps = [1000, 2500, 10_000]
    found = [arenas_held(step) for step in steps]
    together = arenas_held(1000, spread=False)
    kept, filled, held = found[steps.index(1000)]
    show("of 40 000 objects kept; arenas they filled; arenas still held", [kept, filled, held])
    show("the same number, kept together: arenas still held", together[2])
    chart(
        "Arenas of 1 MiB still held by the objects that were kept, one in so many",
        x=steps,
        series={"spread over all arenas": [each[2] for each in found]},
        x_label="one object in so many is kept",
        y_label="arenas still held",
    )
    return kept == 40 and filled >= 19 and held >= filled - 1 and together[2] <= 2


@claim("rss-follows-the-arenas")
def resident_memory_follows_the_arenas() -> bool | Outcome | None:
    if not PYMALLOC:
        return Outcome.UNSHOWN
    spread, together = survivors(1000), survivors(1000, spread=False)
    if None in spread.printed:
        return Outcome.UNSHOWN
    left = [run.printed[3] - run.printed[1] for run in (spread, together)]
    show("MiB taken by 40 000 objects of 512 bytes", round(spread.printed[2] - spread.printed[1], 1), "MiB")
    show("MiB left when 40 remain: spread, together", [round(mib, 1) for mib in left], "MiB")
    return left[0] > 15 and left[1] < 5


LARGE = """
start = resident()
big = bytearray(b"x") * (size * MIB)
full = resident()
del big
print(json.dumps([start, full, resident()]))
"""


@claim("large-blocks-go-back")
def a_large_block_goes_back_at_once() -> bool | Outcome:
    start, full, after = fresh(LARGE, size=64).printed
    if start is None:
        return Outcome.UNSHOWN
    show("MiB more with 64 MiB in use, and after del", [round(full - start, 1), round(after - start, 1)], "MiB")
    return full - start > 60 and after - start < 8


MIDDLE = """
start = resident()
kept = [bytes(4000) for _ in range(20_000)]
full = resident()
last = kept[-1]
del kept
held = resident()
try:
    trim = ctypes.CDLL(None).malloc_trim
except AttributeError:
    trim = None
if trim:
    trim(0)
print(json.dumps([start, full, held, resident() if trim else None]))
"""


@claim("the-heaps-end-holds-the-rest")
def one_block_at_the_end_of_the_heap_holds_the_rest() -> bool | Outcome:
    start, full, held, trimmed = fresh(MIDDLE).printed
    if start is None or trimmed is None:
        return Outcome.UNSHOWN
    measured = [round(mib - start, 1) for mib in (full, held, trimmed)]
    show("MiB more with 20 000 blocks of 4 KB; with the last one; after malloc_trim", measured, "MiB")
    return measured[0] > 70 and measured[1] > 60 and measured[2] < 15


# %% What is shared, what is kept for the next one
@claim("caches-share-values")
def small_values_are_shared_and_equal_ones_need_not_be() -> bool | Outcome:
    shared = [number for number in range(-50, 2000) if int(str(number)) is int(str(number))]
    words = ["".join(["memory ", "layers"]) for _ in range(2)]
    interned = [sys.intern(word) for word in words]
    show("integers that exist once, least and greatest", [min(shared), max(shared)])
    show("equal strings built twice: one object? after sys.intern?", [words[0] is words[1], interned[0] is interned[1]])
    strings = words[0] is not words[1] and interned[0] is interned[1] and chr(233) is chr(233)
    if sys.version_info >= (3, 15):
        return Outcome.UNSHOWN
    return strings and (min(shared), max(shared), len(shared)) == (-5, 256, 262)


FREED = """
kept = [None] * 1000
for number in range(1000):
    kept[number] = make()
full = sys.getallocatedblocks()
kept.clear()
print(json.dumps(full - sys.getallocatedblocks()))
"""


def blocks_freed(make: str) -> int:
    """By how much the block count falls when 1000 objects made by an expression are deleted."""
    return fresh(f"make = {make}\n" + FREED).printed


@claim("free-lists-are-short")
def a_free_list_keeps_eighty_lists() -> bool | Outcome:
    if not PYMALLOC:
        return Outcome.UNSHOWN
    lists, objects = blocks_freed("lambda: []"), blocks_freed("object")
    show("blocks freed by deleting 1000 lists, 1000 objects", [lists, objects])
    if sys.version_info >= (3, 14):
        return Outcome.UNSHOWN
    return lists == 920 and objects == 1000


# %% What a memory profiler of Python can see
FOREIGN = """
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
tracemalloc.start()
start, traced = resident(), tracemalloc.get_traced_memory()[0]
place = libc.malloc(size * MIB)
ctypes.memset(place, 1, size * MIB)
print(json.dumps([start, resident(), (tracemalloc.get_traced_memory()[0] - traced) / MIB]))
"""


@claim("tracemalloc-sees-pythons-own")
def tracemalloc_does_not_see_what_a_library_allocates() -> bool | Outcome:
    if sys.platform == "win32":
        return Outcome.UNSHOWN
    start, after, traced = fresh(FOREIGN, size=50).printed
    if start is None:
        return Outcome.UNSHOWN
    show("MiB more by the system, by tracemalloc, after a C library took 50", [round(after - start, 1), round(traced, 3)], "MiB")
    return after - start > 45 and traced < 1


# %% The questions' truths
@probe
def count_rises(first: str, second: str, third: str, references: int) -> list[int]:
    values = {**everyday(), "Thing()": Thing(), "int('1000000')": int("1000000"), "''.join(['ab', 'cd'])": "".join(["ab", "cd"])}
    return [added_by(values[name], references) for name in (first, second, third)]


@probe
def block_of(size: int) -> int:
    return blocks([size]).printed[0][0]


@probe
def arenas_left(count: int, step: int) -> int:
    return arenas_held(step, count=count)[2]


@probe
def megabytes_held(circles: int, size: int) -> int:
    return held_by_circles(circles, size)
