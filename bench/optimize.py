"""Does `optimize` see what is there, and nothing else? The same program against itself, and one that is 1.3 times as fast.

    hotseat bench optimize            # 200 comparisons of each, on a quiet machine and beside a busy neighbour: half an hour
    hotseat bench optimize --runs 20  # some minutes

A comparison is the judge's own: pairs of fresh processes until the interval lies on one side of the bound asked for, 1.15. The
program against itself must come to "no difference" (an interval that holds 1) in 99 of 100, and the faster one must be found (an
interval above 1) in 95 of 100. Exit 1 when they do not.
"""

import argparse
import tempfile
from pathlib import Path

from bench.growth import neighbour
from hotseat.curriculum import ItemFolder
from hotseat.judges.calls.caller import Caller
from hotseat.judges.optimize.measure import Speed, compare
from hotseat.judges.protocol import Tools
from hotseat.sandbox import open_sandbox
from tests.folders import folder

BASELINE = "def work(n):\n    total = 0\n    for i in range({times} * n):\n        total += i & 7\n    return {times} and n\n"
CASES = """
    from hotseat.judges.calls import Case

    def cases(chance):
        yield Case("one", call="work", args=(1,), expect=1)

    def workloads(chance):
        yield Case("many", call="work", args=(30_000,))
"""
AT_LEAST = 1.15
SAME, FASTER = 0.99, 0.95


def main() -> int:
    """Compare and count. Exit 1 when too little was seen, or too much."""
    parser = argparse.ArgumentParser(
        prog="hotseat bench optimize", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=200, metavar="N", help="comparisons of each sort (default: 200)")
    options = parser.parse_args()
    failed = False
    with tempfile.TemporaryDirectory() as name, Tools(open_sandbox()) as tools:
        item = folder(
            Path(name),
            "optimize",
            '[optimize]\nfile = "solution.py"\nat_least = 1.15\n',
            starter__solution_py=BASELINE.format(times=13),
            judge__cases_py=CASES,
        )
        for busy in (False, True):
            with neighbour(busy=busy):
                for words, times, wanted in (("the program itself", 13, SAME), ("1.3 times as fast", 10, FASTER)):
                    speeds = [compared(item, tools, BASELINE.format(times=times)) for _ in range(options.runs)]
                    ratios = [speed.ratio for speed in speeds if speed.ratio is not None]
                    right = sum(ratio.low > 1 if times == 10 else ratio.low <= 1 <= ratio.high for ratio in ratios)
                    pairs = sum(len(speed.pairs) for speed in speeds) / len(speeds)
                    failed = failed or right < wanted * options.runs
                    where = "beside a busy neighbour" if busy else "on a quiet machine"
                    print(
                        f"{words}, {where}: {right} of {options.runs} told rightly, median ratio "
                        f"{sorted(ratio.median for ratio in ratios)[len(ratios) // 2]:.3f}, {pairs:.1f} pairs each",
                        flush=True,
                    )
    return int(failed)


def compared(item: ItemFolder, tools: Tools, candidate: str) -> Speed:
    """One comparison with the baseline."""
    limits = item.item.limits
    with (
        Caller(tools.sandbox, {"solution.py": candidate.encode()}, "solution.py", limits) as fast,
        Caller(tools.sandbox, item.starter(), "solution.py", limits) as slow,
        tools.examiners.lend(item, tools.sandbox, 1, "workloads") as examiner,
    ):
        *_, speed = compare(slow, fast, examiner.cases()[0], AT_LEAST)
    assert isinstance(speed, Speed)
    return speed


if __name__ == "__main__":
    raise SystemExit(main())
