# %% One program, two interpreters (the second where it is installed)
import gc
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable

from hotseat.proof import Outcome, chart, claim, probe, show

PYPY = shutil.which("pypy3")

PROGRAM = """
import gc, json, sys, time

def write():
    open("unclosed.txt", "w").write("stuff")

def seconds(count):
    start = time.perf_counter()
    total = 0
    for number in range(count):
        total += number * number % 7
    return time.perf_counter() - start

class Thing:
    def __del__(self):
        events.append("freed")

events = []
write()
found = open("unclosed.txt").read()
thing = Thing()
thing = None
events.append("next line")
gc.collect()
gc.collect()
one, other = int("1" + "0" * 9), int("1" + "0" * 9)
times = [seconds(count) for count in (COUNT, COUNT)]
print(json.dumps([found, events, one is other, times]))
"""


def run(interpreter: str, count: int = 10) -> list:
    """What an interpreter reads from a file that was not closed, its order of freeing, `is` for numbers, times of two loops."""
    program = PROGRAM.replace("COUNT", str(count))
    done = subprocess.run([interpreter, "-c", program], capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


# %% When things are freed
class Postponed(io.TextIOWrapper):
    """A file that counting cannot free: it waits for a collection, as every object of a tracing collector does."""

    def __init__(self, path: str) -> None:
        super().__init__(open(path, "wb"), encoding="utf-8")
        self.me = self


Opener = Callable[[str], io.TextIOWrapper]


def counted(path: str) -> io.TextIOWrapper:
    return open(path, "w", encoding="utf-8")


def write_and_forget(opener: Opener, path: str) -> None:
    opener(path).write("stuff")


def write_and_rebind(opener: Opener, path: str) -> None:
    file = opener(path)
    file.write("stuff")
    file = None


def write_with(opener: Opener, path: str) -> None:
    with opener(path) as file:
        file.write("stuff")


def write_and_close(opener: Opener, path: str) -> None:
    file = opener(path)
    file.write("stuff")
    file.close()


def write_and_flush(opener: Opener, path: str) -> None:
    file = opener(path)
    file.write("stuff")
    file.flush()


WAYS = {
    "`open(p, 'w').write('stuff')`": write_and_forget,
    "`f = open(p, 'w'); f.write('stuff'); f = None`": write_and_rebind,
    "`with open(p, 'w') as f: f.write('stuff')`": write_with,
    "`f = open(p, 'w'); f.write('stuff'); f.close()`": write_and_close,
    "`f = open(p, 'w'); f.write('stuff'); f.flush()`": write_and_flush,
}


def written(opener: Opener) -> list[str]:
    """After which ways of writing the text can be read back at once, in the next line."""
    gc.disable()
    found = []
    try:
        for name, way in WAYS.items():
            way(opener, "written.txt")
            with open("written.txt", encoding="utf-8") as file:
                if file.read() == "stuff":
                    found.append(name)
            gc.collect()
    finally:
        gc.enable()
        os.remove("written.txt")
    return found


@claim("depends-on-counting")
def some_programs_rely_on_immediate_freeing() -> bool:
    at_once, later = written(counted), written(Postponed)
    show("written at once, with files that counting frees", len(at_once))
    show("written at once, with files that wait for a collection", later)
    return at_once == list(WAYS) and later == list(WAYS)[2:]


@claim("pypy-frees-later")
def pypy_frees_in_a_collection() -> bool | Outcome:
    here = run(sys.executable)
    show("CPython reads, and frees", [here[0], ", ".join(here[1])])
    if not PYPY:
        return Outcome.UNSHOWN
    there = run(PYPY)
    show("PyPy reads, and frees", [there[0], ", ".join(there[1])])
    return here[:2] == ["stuff", ["freed", "next line"]] and there[:2] == ["", ["next line", "freed"]]


# %% What a number is
def identical(n: int) -> list[str]:
    """Which of these comparisons by `is` are true in this interpreter."""
    tests = {
        "`int(str(n)) is int(str(n))`": int(str(n)) is int(str(n)),
        "`float(n) is float(n)`": float(n) is float(n),
        "`str(n) is str(n)`": str(n) is str(n),
        "`len(str(n)) is len(str(n))`": len(str(n)) is len(str(n)),
    }
    return [test for test, true in tests.items() if true]


@claim("numbers-are-objects")
def each_computed_number_is_an_object_of_its_own() -> bool:
    large = [identical(n) for n in (1000, 10**9, -1000)]
    ones = [float("1.5") for _ in range(1000)]
    whole = [int("1000000") for _ in range(1000)]
    show("different objects among 1000 equal floats, 1000 equal integers", [len(set(map(id, ones))), len(set(map(id, whole)))])
    return all(found == ["`len(str(n)) is len(str(n))`"] for found in large) and len(set(map(id, ones + whole))) == 2000


@claim("pypy-compares-numbers-by-value")
def is_compares_numbers_by_value_in_pypy() -> bool | Outcome:
    here = run(sys.executable)[2]
    if not PYPY:
        return Outcome.UNSHOWN
    there = run(PYPY)[2]
    show("two equal large integers compared with `is`: CPython, PyPy", [here, there])
    return here is False and there is True


# %% Where the time goes
def loop(numbers: Iterable[int]) -> int:
    total = 0
    for number in numbers:
        total += number
    return total


def by_sum(numbers: Iterable[int]) -> int:
    return sum(numbers)


def instructions(function: Callable[[Iterable[int]], int], size: int) -> int:
    """How many instructions of a function the interpreter executes for so many numbers."""
    monitoring, counted_so_far = sys.monitoring, 0

    def count(_code: object, _offset: int) -> None:
        nonlocal counted_so_far
        counted_so_far += 1

    tool = monitoring.PROFILER_ID
    monitoring.use_tool_id(tool, "counting")
    monitoring.register_callback(tool, monitoring.events.INSTRUCTION, count)
    monitoring.set_local_events(tool, function.__code__, monitoring.events.INSTRUCTION)
    try:
        function(range(size))
    finally:
        monitoring.set_local_events(tool, function.__code__, 0)
        monitoring.register_callback(tool, monitoring.events.INSTRUCTION, None)
        monitoring.free_tool_id(tool)
    return counted_so_far


@claim("instructions-per-turn")
def the_interpreter_executes_instructions_in_each_turn() -> bool:
    sizes = [10, 100, 1000]
    loops, sums = [instructions(loop, size) for size in sizes], [instructions(by_sum, size) for size in sizes]
    chart("Instructions that CPython executes", sizes, {"for loop": loops, "sum()": sums},
          x_label="numbers added", y_label="instructions executed", log_x=True, log_y=True)  # fmt: skip
    show("for 10, 100, 1000 numbers: a loop in Python", loops)
    show("sum(), whose loop is in C", sums)
    each = [(loops[at + 1] - loops[at]) / (sizes[at + 1] - sizes[at]) for at in range(2)]
    return each[0] == each[1] and 3 <= each[0] <= 12 and len(set(sums)) == 1


@claim("pypy-compiles-the-loop")
def pypy_runs_a_long_loop_much_faster() -> bool | Outcome:
    if not PYPY:
        return Outcome.UNSHOWN
    here, there = run(sys.executable, 2_000_000)[3], run(PYPY, 2_000_000)[3]
    show("the second run of 2 000 000 turns, CPython ÷ PyPy", round(here[1] / there[1], 1))
    return here[1] > 3 * there[1]


# %% A model: what a compiler for Python code can gain
def gain(seconds: float, outside: float, faster: float, slower: float, warm_up: float) -> float:
    """How many times as fast a run becomes: a share of it is outside Python code and gets slower, the rest gets faster."""
    python, native = seconds * (1 - outside), seconds * outside
    return seconds / (warm_up + python / faster + native * slower)


@claim("the-rest-bounds-the-gain")
def what_is_not_compiled_bounds_the_gain() -> bool:
    shares = [0.1, 0.3, 0.5, 0.8]
    most = [gain(600, share, 1e9, 1, 0) for share in shares]
    with_slower_calls = [gain(600, share, 10, 3, 2) for share in shares]
    short = gain(2, 0, 10, 1, 2)
    show("model: gain at most, with 10, 30, 50, 80 % outside Python code", [round(one, 2) for one in most])
    show("model: Python 10 times as fast, calls to C three times as slow", [round(one, 2) for one in with_slower_calls])
    show("model: a run of 2 s with 2 s of warm-up", round(short, 2))
    bound = all(abs(one - 1 / share) < 0.001 for one, share in zip(most, shares, strict=True))
    return bound and [one > 1 for one in with_slower_calls] == [True, True, False, False] and short < 1


# %% The questions' truths
@probe
def read_back(freeing: str) -> list[str]:
    return written(counted if freeing.startswith("as soon as") else Postponed)


@probe
def identical_for(n: int) -> list[str]:
    return identical(n)


@probe
def modelled_gain(seconds: int, percent: int, slower: int) -> float:
    return round(gain(seconds, percent / 100, 10, slower, 3), 3)
