"""From a request to a verdict: Hotseat's judge beside other ways to run the same 20 cases.

    hotseat bench judge             # about three minutes
    hotseat bench judge --quick     # half a minute, wider intervals
    hotseat bench judge --many      # 10,000 submissions in a row: do time and memory stay flat?

Every contender checks the same function on the same 20 cases. They take turns, one run each a round, so that a machine whose
speed drifts slows all alike. A ratio is the contender's time ÷ Hotseat's in the same round: the median, and its
99 % interval.
"""

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from textwrap import dedent
from threading import Event, Thread

from hotseat.core.report import Report
from hotseat.core.submission import Submission
from hotseat.core.verdict import Verdict
from hotseat.curriculum import ItemFolder
from hotseat.jail import processes
from hotseat.judges.protocol import Tools
from hotseat.judges.registry import judge
from hotseat.proof.ratio import ratio_of
from hotseat.sandbox import Cancelled, memory, open_sandbox
from tests.folders import folder

SOLUTION = "def double(n):\n    return n * 2\n"
CASES = """
    from hotseat.judges.calls import Case

    def cases(chance):
        for n in range(20):
            yield Case(f"twice {n}", call="double", args=(n,), expect=2 * n)
"""
DJANGO = '[code]\nfile = "solution.py"\nimports = ["django.db.models"]\n'
LOOP = "from solution import double\nfor n in range(20):\n    assert double(n) == 2 * n\n"
UNITTEST = """
    import unittest
    from solution import double

    class Twice(unittest.TestCase):
        pass

    for n in range(20):
        setattr(Twice, f"test_{n}", lambda self, n=n: self.assertEqual(double(n), 2 * n))
    unittest.main()
"""
PYTEST = """
    import pytest
    from solution import double

    @pytest.mark.parametrize("n", range(20))
    def test_twice(n):
        assert double(n) == 2 * n
"""
MEDIAN_LIMIT, P99_LIMIT, COLD_LIMIT, CANCEL_LIMIT = 5.0, 15.0, 400.0, 200.0
"""Milliseconds that a warm verdict, the slowest of a hundred, the first of all, and the end of a cancelled one may take."""
CANCELS = 20
MEMORY_LIMIT = 15.0
"""MiB of its own that a warm worker may hold."""


def main() -> int:
    """Measure and print. Exit 1 when a figure is beyond its limit."""
    parser = argparse.ArgumentParser(
        prog="hotseat bench judge", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--many", action="store_true", help="10,000 submissions in a row instead")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        item = folder(place, "code", '[code]\nfile = "solution.py"\n', starter__solution_py=SOLUTION, judge__cases_py=CASES)
        if options.many:
            return many(item, place)
        return beside_peers(item, place, 8 if options.quick else 25)


def beside_peers(item: ItemFolder, place: Path, rounds: int) -> int:
    """The comparison, then what has no peer: cold start, memory, throughput."""
    fresh = sources()
    cold = milliseconds(lambda: first_verdict(item, place, next(fresh)))
    with Tools(open_sandbox(place)) as tools:

        def ours() -> float:
            return judged(item, tools, next(fresh))

        peers = others(place)
        for _ in range(20):
            ours()
        alone = [ours() for _ in range(rounds * 40)]
        turns = [{"hotseat": ours()} | {name: milliseconds(run) for name, run in peers.items()} for _ in range(rounds)]
        private = workers_private(tools)
        with_django = folder(place / "django", "code", DJANGO, starter__solution_py=SOLUTION, judge__cases_py=CASES)
        for _ in range(20):
            judged(with_django, tools, next(fresh))
        django = [judged(with_django, tools, b"from django.db import models\n" + next(fresh)) for _ in range(rounds * 10)]
        ends = sorted(until_cancelled(item, tools, wait) for wait in range(0, 200, 200 // CANCELS))
        cores = os.cpu_count() or 1
        rate = verdicts_per_second(item, tools, fresh, threads=cores)
        protection = tools.sandbox.protection.tier
    alone.sort()
    middle, slowest = statistics.median(alone), alone[int(len(alone) * 0.99)]
    print(f"Python {sys.version.split()[0]}, {cores} cores, protection {protection}, 20 cases, {rounds} rounds\n")
    print(f"{'contender':34} {'median ms':>9}   times Hotseat's (99 % interval)")
    for name in turns[0]:
        ratio = ratio_of([turn[name] / turn["hotseat"] for turn in turns])
        print(f"{name:34} {statistics.median(turn[name] for turn in turns):9.1f}   {ratio if name != 'hotseat' else '1'}")
    found = {
        f"warm verdict, median of {len(alone)}, ms": (middle, MEDIAN_LIMIT),
        f"warm verdict, 99th percentile of {len(alone)}, ms": (slowest, P99_LIMIT),
        f"warm verdict with Django imported, median of {len(django)}, ms": (statistics.median(django), 2 * MEDIAN_LIMIT),
        "first verdict of a new process, ms": (cold, COLD_LIMIT),
        "private memory of a warm worker, MiB": (private, MEMORY_LIMIT),
        f"from cancelling an endless run to its end, the longest of {len(ends)}, ms": (ends[-1], CANCEL_LIMIT),
    }
    print()
    for name, (value, limit) in found.items():
        print(f"{name:72} {value:7.1f}   limit {limit:g}{'' if value <= limit else ': BEYOND IT'}")
    print(f"{'verdicts a second and core, all cores busy':72} {rate / cores:7.1f}")
    return int(any(value > limit for value, limit in found.values()))


def many(item: ItemFolder, place: Path, total: int = 10_000, part: int = 1000) -> int:
    """Time and memory of each thousand submissions, one after the other through the same judge."""
    fresh = sources()
    medians, sizes = [], []
    with Tools(open_sandbox(place)) as tools:
        judged(item, tools, next(fresh))
        print("submissions   median ms   this process MiB   descriptors   sandbox MiB")
        for done in range(part, total + 1, part):
            medians.append(statistics.median(judged(item, tools, next(fresh)) for _ in range(part)))
            sizes.append((own_memory(), sum(memory.held(zygote) for zygote in zygotes(tools)) / 2**20))
            descriptors = len(os.listdir("/proc/self/fd"))
            print(f"{done:11,} {medians[-1]:11.2f} {sizes[-1][0]:18.1f} {descriptors:13} {sizes[-1][1]:13.1f}", flush=True)
    slower = statistics.median(medians[-3:]) / statistics.median(medians[:3])
    grown = [later - earlier for earlier, later in zip(sizes[0], sizes[-1], strict=True)]
    print(f"\nthe last 3,000 took {slower:.2f} times what the first 3,000 took")
    print(f"memory grew by {grown[0]:.1f} MiB in this process and by {grown[1]:.1f} MiB in the sandbox")
    return int(slower > 1.2 or max(grown) > 8)


def sources() -> Iterator[bytes]:
    """The solution, each time as another file, so that nothing can be remembered from the one before."""
    for number in count():
        yield f"{SOLUTION}# {number}\n".encode()


def judged(item: ItemFolder, tools: Tools, source: bytes) -> float:
    """Milliseconds from the request to the verdict, which must be accepted. What it used is gone when this returns."""
    started = time.perf_counter()
    for event in judge(item, Submission.of({"solution.py": source}), tools, 1):
        if isinstance(event, Report):
            taken = (time.perf_counter() - started) * 1000
            if event.verdict is not Verdict.ACCEPTED:
                raise SystemExit(f"The right solution was judged {event}")
    return taken


def until_cancelled(item: ItemFolder, tools: Tools, after_ms: int) -> float:
    """Milliseconds from cancelling an endless submission, so long after its start, until nothing of it is left."""
    unwanted = Event()
    ended = [0.0]

    def run() -> None:
        sandbox = tools.sandbox.until(unwanted.is_set)
        with contextlib.suppress(Cancelled):
            list(judge(item, Submission.of({"solution.py": b"while True: pass"}), replace(tools, sandbox=sandbox), 1))
        ended[0] = time.perf_counter()

    running = Thread(target=run)
    running.start()
    time.sleep(after_ms / 1000)
    cancelled = time.perf_counter()
    unwanted.set()
    running.join()
    return (ended[0] - cancelled) * 1000


def first_verdict(item: ItemFolder, place: Path, source: bytes) -> None:
    """With everything that a new process has to start first."""
    with Tools(open_sandbox(place)) as tools:
        judged(item, tools, source)


def others(place: Path) -> dict[str, Callable[[], None]]:
    """The peers: none of them contains what it runs or keeps its cases from it."""
    for name, text in (("solution.py", SOLUTION), ("loop.py", LOOP), ("by_unittest.py", UNITTEST), ("test_twice.py", PYTEST)):
        (place / name).write_text(dedent(text))
    lines = {
        "a bare interpreter that does nothing": ["-I", "-S", "-c", "pass"],
        "a loop over the cases": ["-B", "loop.py"],
        "unittest": ["-B", "by_unittest.py"],
        "pytest": ["-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir=.", "-c", os.devnull, "test_twice.py"],
    }
    return {name: starter(line, place) for name, line in lines.items()}


def starter(line: list[str], place: Path) -> Callable[[], None]:
    """Runs the interpreter with these arguments, in a folder that has the solution and its tests."""

    def run() -> None:
        subprocess.run([sys.executable, *line], cwd=place, check=True, capture_output=True)

    return run


def milliseconds(run: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    run()
    return (time.perf_counter() - started) * 1000


def zygotes(tools: Tools) -> list[int]:
    """The processes that hold the sandbox's zygotes."""
    return [zygote.pid for zygote in tools.sandbox._zygotes.values() if zygote.pid is not None]


def workers_private(tools: Tools) -> float:
    """MiB that a worker's processes have for themselves: the most of any. The zygote is their elder sibling."""
    found = []
    for pid in zygotes(tools):
        below = processes.children(pid)
        while len(below) == 1:
            below = processes.children(below[0])
        found += [sum(_private(each) for each in processes.tree(worker)) for worker in below[1:]]
    return max(found) / 2**20


def own_memory() -> float:
    """MiB that this process has for itself."""
    return _private(os.getpid()) / 2**20


def _private(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith(("Private_Clean", "Private_Dirty")))


def verdicts_per_second(item: ItemFolder, tools: Tools, fresh: Iterator[bytes], *, threads: int, seconds: float = 5.0) -> float:
    """With so many submissions in work at any time."""
    done = [0] * threads
    texts = [[next(fresh) for _ in range(2000)] for _ in range(threads)]
    over = time.perf_counter() + seconds

    def work(number: int) -> None:
        while time.perf_counter() < over and texts[number]:
            judged(item, tools, texts[number].pop())
            done[number] += 1

    workers = [Thread(target=work, args=(number,)) for number in range(threads)]
    started = time.perf_counter()
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    return sum(done) / (time.perf_counter() - started)


if __name__ == "__main__":
    sys.exit(main())
