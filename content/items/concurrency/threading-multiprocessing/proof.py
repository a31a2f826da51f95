# %% The same work by a thread, by a forked process and by a spawned one
import functools
import multiprocessing
import operator
import os
import pickle
import signal
import subprocess
import sys
import sysconfig
import threading
import time
import warnings
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from hotseat.proof import Outcome, claim, probe, show

warnings.filterwarnings("ignore", message=".*multi-threaded, use of fork.*", category=DeprecationWarning)
HAS_GIL = not sysconfig.get_config_var("Py_GIL_DISABLED")


def pool(kind: str, workers: int = 1) -> Executor:
    if kind == "thread":
        return ThreadPoolExecutor(workers)
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context(kind))


# %% What the worker sees, and what it leaves behind
total = 0


def add(times: int) -> int:
    """Change a global of this module; return what it holds then."""
    global total
    for _ in range(times):
        total += 1
    return total


def set_and_add(kind: str, before: int, times: int) -> list[int]:
    """The caller sets the global, a worker adds to it: what the worker returns, and what the caller holds afterwards."""
    global total
    total = before
    with pool(kind) as workers:
        returned = workers.submit(add, times).result()
    return [returned, total]


@claim("threads-share-processes-copy")
def threads_share_and_processes_copy() -> bool:
    found = {kind: set_and_add(kind, 5, 2) for kind in ("thread", "fork", "spawn")}
    for kind, (returned, held) in found.items():
        show(f"the caller sets a global to 5, a {kind} worker adds 2: the worker returns, the caller holds", [returned, held])
    return found == {"thread": [7, 7], "fork": [7, 5], "spawn": [2, 5]}


# %% What is sent, how often, and what cannot be
class Report:
    """Knows much, is asked little; counts how often it is pickled."""

    pickled = 0

    def __init__(self, rows: int) -> None:
        self.rows = list(range(rows))

    def __reduce__(self) -> tuple[Any, ...]:
        Report.pickled += 1
        return Report, (len(self.rows),)

    def line(self, number: int) -> int:
        return self.rows[number]


kept: Report | None = None


def keep(report: Report) -> None:
    global kept
    kept = report


def line_of_kept(number: int) -> int:
    assert kept is not None
    return kept.line(number)


def pickles(way: str, tasks: int, chunk: int = 5) -> int:
    """How often a report is pickled when a worker answers so many questions about it."""
    report, Report.pickled = Report(100), 0
    if way == "a thread pool, submit(report.line, n)":
        with pool("thread") as workers:
            [workers.submit(report.line, number).result() for number in range(tasks)]
    elif way == "a process pool, submit(report.line, n)":
        with pool("fork") as workers:
            [workers.submit(report.line, number).result() for number in range(tasks)]
    elif way.startswith("a process pool, map(report.line"):
        with pool("fork") as workers:
            list(workers.map(report.line, range(tasks), chunksize=chunk))
    else:
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), initializer=keep, initargs=(report,)) as workers:
            list(workers.map(line_of_kept, range(tasks)))
    return Report.pickled


@claim("a-bound-method-sends-its-object")
def a_bound_method_sends_its_object_with_each_task() -> bool:
    tasks = [1, 5, 20]
    threads, submitted = (
        [pickles(f"a {kind} pool, submit(report.line, n)", count) for count in tasks] for kind in ("thread", "process")
    )
    mapped = [pickles("a process pool, map(report.line, numbers, chunksize=5)", count) for count in tasks]
    once = pickles("initializer", 20)
    show("times that the report is pickled for 1, 5 and 20 tasks: threads", threads)
    show("a process pool, submit(report.line, n)", submitted)
    show("a process pool, map in chunks of 5", mapped)
    show("sent once by the initializer of a spawned worker, 20 tasks", once)
    return threads == [0, 0, 0] and submitted == tasks and mapped == [1, 1, 4] and once == 1


def things() -> dict[str, Any]:
    def nested() -> None: ...

    return {
        "a lambda": lambda: 1,
        "a function defined in another function": nested,
        "an open file": sys.__stderr__,
        "a threading.Lock": threading.Lock(),
        "a generator": (number for number in range(3)),
        "a function of a module": add,
        "a Path": Path("x"),
    }


def sendable(kind: str) -> list[str]:
    """The things that a task in such a pool can be given as an argument."""
    found = []
    with pool(kind) as workers:
        for name, thing in things().items():
            try:
                workers.submit(id, thing).result()
            except (TypeError, AttributeError, pickle.PicklingError):
                continue
            found.append(name)
    return found


@claim("processes-take-what-pickles")
def a_process_takes_only_what_can_be_pickled() -> bool:
    by_thread, by_process = sendable("thread"), sendable("fork")
    show("taken by a thread", by_thread)
    show("taken by a process", by_process)
    return len(by_thread) == 7 and by_process == ["a function of a module", "a Path"]


# %% Death: of a worker, of a task
def maybe_die(number: int, deadly: int) -> int:
    if number == deadly:
        os._exit(7)
    return number


def results_with_a_death(tasks: int, deadly: int) -> int:
    """Results that a pool of one process gives when this task ends its process. The others raise BrokenProcessPool."""
    with pool("fork") as workers:
        futures = []
        for number in range(tasks):
            try:
                futures.append(workers.submit(maybe_die, number, deadly))
            except BrokenProcessPool:
                break
        return sum(isinstance(future.exception(), type(None)) for future in futures)


@claim("a-dead-process-breaks-its-pool")
def a_dead_process_breaks_its_pool_and_a_thread_the_program() -> bool:
    deadly = [0, 3, 9]
    found = [results_with_a_death(10, number) for number in deadly]
    program = "import os, concurrent.futures as f\nwith f.ThreadPoolExecutor(1) as pool: pool.submit(os._exit, 7).result()\nprint('alive')"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    show("results of 10 tasks, of which the first, the fourth, the last ends its process", found)
    show("a thread that ends the process: exit code, and printed afterwards", [done.returncode, done.stdout])
    return found == deadly and (done.returncode, done.stdout) == (7, "")


def wait_forever(ready: Any, path: str) -> None:
    try:
        ready.set()
        while True:
            time.sleep(60)
    finally:
        Path(path).touch()


@claim("running-work-cannot-be-cancelled")
def running_work_is_not_cancelled_only_killed() -> bool:
    ready, release = threading.Event(), threading.Event()
    with pool("thread") as workers:
        running = workers.submit(lambda: (ready.set(), release.wait()))
        ready.wait()
        queued = workers.submit(print)
        cancelled = [running.cancel(), queued.cancel()]
        release.set()
    context = multiprocessing.get_context("fork")
    started = context.Event()
    process = context.Process(target=wait_forever, args=(started, "cleaned-up"))
    process.start()
    started.wait()
    process.terminate()
    process.join()
    cleaned = Path("cleaned-up").exists()
    show("cancel() of a running task, of a queued one", cancelled)
    show("terminate() of a process: exit code, and whether its finally ran", [process.exitcode, cleaned])
    return cancelled == [False, True] and process.exitcode == -signal.SIGTERM and not cleaned


# %% Fork copies the moment, spawn begins anew
lock = threading.Lock()


def look_at_lock() -> list[Any]:
    return [lock.locked(), threading.active_count()]


def tell(target: Callable[[], Any], channel: Any) -> None:
    channel.send(target())


def ask(method: str, target: Callable[[], Any]) -> Any:
    """What a function returns in a process of its own."""
    context = multiprocessing.get_context(method)
    ours, theirs = context.Pipe()
    process = context.Process(target=tell, args=(target, theirs))
    process.start()
    answer = ours.recv()
    process.join()
    return answer


def asked_while_held(method: str) -> tuple[bool, bool]:
    """A thread of the caller holds the lock: does a new process find it taken, and does the holder exist there?"""
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with lock:
            held.set()
            release.wait()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    locked, threads = ask(method, look_at_lock)
    release.set()
    holder.join()
    return locked, threads > 1


@claim("fork-copies-a-held-lock")
def fork_copies_a_held_lock_without_its_holder() -> bool:
    found = {method: asked_while_held(method) for method in ("fork", "spawn")}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        asked_while_held("fork")
    for method, (locked, there) in found.items():
        show(f"{method}: the lock is taken in the child, its holder exists there", [locked, there])
    warned = any("multi-threaded" in str(warning.message) for warning in caught)
    show("Python warns of a fork beside threads", warned)
    return found == {"fork": (True, False), "spawn": (False, False)} and warned


PROGRAM = """
import multiprocessing
print("imported as", __name__, flush=True)

def work():
    print("working", flush=True)

def main():
    process = multiprocessing.get_context("{method}").Process(target=work)
    process.start()
    process.join()

{start}
"""
GUARDED, UNGUARDED = 'if __name__ == "__main__":\n    main()', "main()"


def printed(method: str, start: str) -> tuple[list[str], bool]:
    """What the program prints, and whether it was told of the missing guard."""
    Path("program.py").write_text(PROGRAM.format(method=method, start=start))
    done = subprocess.run([sys.executable, "program.py"], capture_output=True, text=True, check=False)
    return done.stdout.splitlines(), "bootstrapping phase" in done.stderr


@claim("spawn-imports-main-anew")
def spawn_imports_the_main_module_anew() -> bool:
    spawned, bare = printed("spawn", GUARDED), printed("spawn", UNGUARDED)
    show("spawn, guarded", spawned[0])
    show("spawn, no guard: printed, and refused to start a process while importing", [*bare[0], bare[1]])
    default = multiprocessing.get_start_method()
    show("default start method here", default)
    expected = "fork" if sys.version_info < (3, 14) else "forkserver"
    again = ["imported as __main__", "imported as __mp_main__"]
    right = spawned == ([*again, "working"], False) and bare == (again, True)
    return right and (sys.platform != "linux" or default == expected)


# %% Who computes at the same time
def count_up(counter: Any, stop: Any) -> None:
    while not stop.is_set():
        counter.value += 1


LONG = functools.partial(pow, 3, 500_000)


def progress_during(kind: str, call: Callable[[], object]) -> int:
    """How far another worker counts while this one makes a call that keeps the lock of its interpreter."""
    context = multiprocessing.get_context("fork")
    counter = context.Value("q", 0, lock=False)
    stop: Any = threading.Event() if kind == "thread" else context.Event()
    start = threading.Thread if kind == "thread" else context.Process
    worker = start(target=count_up, args=(counter, stop))
    worker.start()
    while not counter.value:
        time.sleep(0)
    read = functools.partial(getattr, counter, "value")
    # One chain of C functions: nothing in it hands the lock over, unless the call itself lets go.
    before, _, after = list(map(operator.call, [read, call, read]))
    stop.set()
    worker.join()
    return after - before


@claim("each-process-has-its-own-lock")
def each_process_has_its_own_lock() -> bool | Outcome:
    if not HAS_GIL:
        return Outcome.UNSHOWN
    thread, process = (progress_during(kind, LONG) for kind in ("thread", "process"))
    show("steps that another thread makes during a long pow", thread)
    show("steps that another process makes meanwhile", process)
    return thread == 0 and process > 0


# %% Truths of the probes
@probe
def returned_and_held(kind: str, before: int, times: int) -> list[int]:
    kinds = {"a thread": "thread", "a forked process": "fork", "a spawned process": "spawn"}
    return set_and_add(kinds[kind], before, times)


@probe
def times_pickled(way: str, tasks: int) -> int:
    return pickles(way, tasks)


@probe
def things_taken(kind: str) -> list[str]:
    return sendable("thread" if kind == "ThreadPoolExecutor" else "fork")


@probe
def results_left(tasks: int, deadly: int) -> int:
    return results_with_a_death(tasks, deadly - 1)


@probe
def lock_in_child(method: str, holder: str) -> str:
    if holder == "another thread of the parent":
        locked, there = asked_while_held("fork" if method == "fork" else "spawn")
    else:
        with lock:
            locked, threads = ask("fork" if method == "fork" else "spawn", look_at_lock)
        there = threads > 1
    if not locked:
        return "it is free"
    return "it is taken, and its holder can release it" if there else "it is taken, and nobody there will release it"
