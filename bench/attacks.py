"""Every known attack on the judge, behind every protection that this machine has: a table of verdicts.

    hotseat bench attacks             # the corpus, and 200 combined out of it: some minutes
    hotseat bench attacks > table.md  # it is Markdown

A verdict in bold is one that the attack is not permitted to get, and the exit code then is 1. After each attack a right
submission is judged twice: both must be accepted, and the first may not take longer than the second. A run as root and one as
an ordinary user see different protections. `tests/attacks` checks more: that no process, file, mount or memory is left.
"""

import argparse
import platform
import sys
import tempfile
import time
from pathlib import Path

from hotseat.core.report import Report
from hotseat.core.submission import Submission
from hotseat.core.verdict import Verdict
from hotseat.curriculum import ItemFolder, load
from hotseat.curriculum.attacks import ITEM, Attack, read_attacks
from hotseat.judges.protocol import Tools
from hotseat.judges.registry import judge
from hotseat.proof.ratio import ratio_of
from hotseat.sandbox import Sandbox
from hotseat.sandbox.protection import Protection, candidates
from tests.attacks.combining import combined

COMBINED = 200
WARM_UP = 20


def main() -> int:
    """Judge and print. Exit 1 where a verdict is not permitted, or the right submission is refused after an attack."""
    argparse.ArgumentParser(
        prog="hotseat bench attacks", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    ).parse_args()
    curriculum = load()
    corpus = list(read_attacks(curriculum.root))
    folder = curriculum.folders[ITEM]
    right = next(attack for attack in corpus if attack.group == "control" and attack.verdicts == {Verdict.ACCEPTED})
    attacks = [*corpus, *(combined(corpus, number) for number in range(COMBINED))]
    failures = 0
    columns: list[dict[str, Verdict]] = []
    tiers = list(candidates())
    for tier in tiers:
        found, slower = table(tier, folder, attacks, right)
        columns.append(found)
        wrong = [attack.name for attack in attacks if found[attack.name] not in permitted(attack, tier)]
        failures += len(wrong)
        print(
            f"- `{tier.tier}`: {len(attacks) - len(wrong)} of {len(attacks)} verdicts are permitted{_named(wrong)}; "
            f"the right submission after an attack takes {slower} times as long as after itself."
        )
    print(f"\nPython {platform.python_version()}, Linux {platform.release()}. {len(corpus)} attacks of the corpus, one by one:\n")
    print(f"| attack | permitted | {' | '.join(tier.tier for tier in tiers)} |\n| --- | --- |{' --- |' * len(tiers)}")
    for attack in corpus:
        shown = " | ".join(
            str(column[attack.name]) if column[attack.name] in permitted(attack, tier) else f"**{column[attack.name]}**"
            for tier, column in zip(tiers, columns, strict=True)
        )
        print(f"| {attack.name}: {attack.title} | {', '.join(sorted(attack.verdicts))} | {shown} |")
    return int(failures > 0)


def table(tier: Protection, folder: ItemFolder, attacks: list[Attack], right: Attack) -> tuple[dict[str, Verdict], object]:
    """The verdict on each attack, and how many times as long the right submission takes after one as after itself."""
    found: dict[str, Verdict] = {}
    after: list[float] = []
    with tempfile.TemporaryDirectory() as cache, Tools(Sandbox(tier, Path(cache))) as tools:
        for _ in range(WARM_UP):
            judged(folder, tools, right)
        for attack in attacks:
            found[attack.name] = judged(folder, tools, attack)[0].verdict
            report, seconds = judged(folder, tools, right)
            after.append(seconds / judged(folder, tools, right)[1])
            if report.verdict is not Verdict.ACCEPTED:
                raise SystemExit(f"After {attack.name} the right submission was judged {report.verdict}: {report.message}")
    return found, ratio_of(after)


def permitted(attack: Attack, tier: Protection) -> frozenset[Verdict]:
    """The verdicts that leave the judge right behind this protection."""
    return attack.where(scratch_on_disk=tier.scratch_on_disk).verdicts


def judged(folder: ItemFolder, tools: Tools, attack: Attack) -> tuple[Report, float]:
    """The report, and the seconds until it."""
    started = time.perf_counter()
    *_, report = judge(folder, Submission.of({"solution.py": attack.source}), tools, 1)
    assert isinstance(report, Report)
    return report, time.perf_counter() - started


def _named(wrong: list[str]) -> str:
    return f", and {', '.join(wrong)} not" if wrong else ""


if __name__ == "__main__":
    sys.exit(main())
