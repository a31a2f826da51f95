"""Is growth judged rightly? Functions of known growth against every bound, with a neighbour that keeps a core busy.

    hotseat bench growth              # about 1,000 judgements: half an hour
    hotseat bench growth --quick      # each function once, against its own bound and the one below: some minutes
    hotseat bench growth --only sum   # functions whose name holds this, with their measurements

A false fail says that a bound is broken which the function keeps; a false pass accepts one that it breaks. `inconclusive` is
neither, and is counted apart. Exit 1 for any false fail, or for more than 1 % of false passes.
"""

import argparse
import multiprocessing
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hotseat.core.report import Report
from hotseat.core.submission import Submission
from hotseat.core.verdict import Verdict
from hotseat.curriculum import ItemFolder
from hotseat.judges.growth.bound import BOUNDS
from hotseat.judges.protocol import Tools
from hotseat.judges.registry import judge
from hotseat.sandbox import open_sandbox
from tests.folders import folder
from tests.judges.growth.labelled import LABELLED, Labelled

CASES = """
    from hotseat.judges.calls import Case

    def cases(chance):
        yield Case("three numbers", call="f", args=([3, 1, 2],), check=lambda got: True)

    def growth(size, chance):
        return Case(f"{size:,} numbers", call="f", args=(chance.sample(range(1, 10**9), size),))
"""
JUDGEMENTS = 1000


def main() -> int:
    """Judge and count. Exit 1 when it is wrong too often."""
    parser = argparse.ArgumentParser(
        prog="hotseat bench growth", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="each function against two bounds")
    parser.add_argument("--only", metavar="NAME", help="functions whose name holds this, against every bound, told one by one")
    parser.add_argument("--quiet-machine", action="store_true", help="without the neighbour")
    options = parser.parse_args()
    wanted = [(one, bound) for one in LABELLED for bound in BOUNDS if one.keeps(bound) is not None]
    if options.only:
        wanted = [(one, bound) for one, bound in wanted if options.only in one.name]
    elif options.quick:
        wanted = [(one, bound) for one, bound in wanted if bound in _nearest(one)]
    else:
        wanted = (wanted * (JUDGEMENTS // len(wanted) + 1))[:JUDGEMENTS]
    counted: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name, neighbour(busy=not options.quiet_machine), Tools(open_sandbox()) as tools:
        items = {
            bound: folder(
                Path(name, str(number)),
                "code",
                f'[code]\nfile = "solution.py"\ngrowth = "{bound}"\n[limits]\ncpu_seconds = 4.0\n',
                starter__solution_py="def f(values): ...",
                judge__cases_py=CASES,
            )
            for number, bound in enumerate(BOUNDS)
        }
        for seed, (one, bound) in enumerate(wanted):
            report = judged(items[bound], one, tools, seed)
            word = _judged_rightly(one, bound, report.verdict)
            counted[word] += 1
            if word.startswith("false") or options.only:
                told = report.cases[-1].message if report.cases else report.message
                found = report.evidence.get("growth", {})
                print(f"{word}: {one.name} ({one.grows}) against {bound}: {report.verdict.value}: {told}")
                print(
                    f"    excess: steps {found.get('steps_excess')}, time {found.get('time_excess')}; {report.seconds:.1f} s",
                    flush=True,
                )
    total = sum(counted.values())
    print(f"\n{total} judgements of {len({one.name for one, _ in wanted})} functions: {dict(counted.most_common())}")
    return int(counted["false fail"] > 0 or counted["false pass"] > total / 100)


def judged(item: ItemFolder, one: Labelled, tools: Tools, seed: int) -> Report:
    """The report on a function."""
    *_, report = judge(item, Submission.of({"solution.py": one.source.encode()}), tools, seed)
    assert isinstance(report, Report)
    return report


def _nearest(one: Labelled) -> list[str]:
    """The cheapest bound that the function keeps and the dearest that it breaks."""
    kept = [bound for bound in BOUNDS if one.keeps(bound)]
    broken = [bound for bound in BOUNDS if one.keeps(bound) is False]
    return kept[:1] + broken[-1:]


def _judged_rightly(one: Labelled, bound: str, verdict: Verdict) -> str:
    if verdict in (Verdict.INCONCLUSIVE, Verdict.JUDGE_ERROR):
        return verdict.value
    passed = verdict is Verdict.ACCEPTED
    if one.keeps(bound):
        return "right pass" if passed else "false fail"
    return "false pass" if passed else "right fail"


@contextmanager
def neighbour(*, busy: bool) -> Iterator[None]:
    """A process that keeps one core busy meanwhile."""
    process = multiprocessing.Process(target=_spin, daemon=True) if busy else None
    if process:
        process.start()
    try:
        yield
    finally:
        if process:
            process.terminate()
            process.join()


def _spin() -> None:
    while True:
        sum(range(10_000))


if __name__ == "__main__":
    raise SystemExit(main())
