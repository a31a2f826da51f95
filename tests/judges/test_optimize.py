"""`optimize`: results first, then speed; nothing here depends on how fast this machine is."""

from pathlib import Path

import pytest

from hotseat.core.event import Progress
from hotseat.core.item import Limits
from hotseat.core.verdict import Verdict
from hotseat.curriculum import ItemFolder
from hotseat.judges.calls.caller import Answer, How
from hotseat.judges.optimize.judge import fast_enough
from hotseat.judges.optimize.measure import Speed
from hotseat.proof.ratio import Ratio
from hotseat.sandbox import Sandbox
from tests.folders import events, folder, verdict_of

SLOW = """
def unique(values):
    found = []
    for value in values:
        if value not in found:
            found.append(value)
    return found
"""
FAST = "def unique(values):\n    return list(dict.fromkeys(values))\n"
CASES = """
    from hotseat.judges.calls import Case

    def cases(chance):
        yield Case("keeps the order", call="unique", args=([3, 1, 3, 2],), expect=[3, 1, 2])

    def workloads(chance):
        yield Case("a thousand", call="unique", args=([chance.randrange(1500) for _ in range(1500)],))
"""
SETTINGS = '[optimize]\nfile = "solution.py"\nat_least = 4.0\n'


@pytest.fixture
def item(tmp_path: Path) -> ItemFolder:
    return folder(tmp_path, "optimize", SETTINGS, starter__solution_py=SLOW, judge__cases_py=CASES)


def test_a_faster_program_that_keeps_its_results_is_accepted(item: ItemFolder, sandbox: Sandbox) -> None:
    said = events(item, sandbox, solution_py=FAST)
    assert sum(isinstance(event, Progress) for event in said) >= 7
    report = verdict_of(item, sandbox, solution_py=FAST)
    assert report.verdict is Verdict.ACCEPTED
    (measured,) = report.evidence["workloads"]
    assert 4 <= measured["low"] <= measured["ratio"] <= measured["high"]
    assert len(measured["pairs"]) >= 7


def test_the_baseline_itself_is_too_slow(item: ItemFolder, sandbox: Sandbox) -> None:
    report = verdict_of(item, sandbox, solution_py=SLOW)
    assert report.verdict is Verdict.TIME_LIMIT
    assert "4 times is asked for" in report.cases[-1].message


@pytest.mark.parametrize(
    ("source", "verdict", "case"),
    [
        ("def unique(values): return sorted(set(values))", "wrong_answer", "keeps the order"),
        ("def unique(values): return list(dict.fromkeys(values))[:500]", "wrong_answer", "speed: a thousand"),
        (
            "def unique(values):\n    if len(values) > 9: raise ValueError\n    return list(dict.fromkeys(values))",
            "crashed",
            "speed: a thousand",
        ),
    ],
)
def test_a_fast_wrong_program_is_wrong(item: ItemFolder, sandbox: Sandbox, source: str, verdict: str, case: str) -> None:
    report = verdict_of(item, sandbox, solution_py=source)
    failed = next(done for done in report.cases if done.verdict is not Verdict.ACCEPTED)
    assert (report.verdict.value, failed.name) == (verdict, case)


def test_a_patched_clock_does_not_make_it_fast(item: ItemFolder, sandbox: Sandbox) -> None:
    cheat = "import time\ntime.perf_counter = time.process_time = time.time = lambda: 0.0\n" + SLOW
    assert verdict_of(item, sandbox, solution_py=cheat).verdict is Verdict.TIME_LIMIT


def test_work_given_to_another_process_still_counts(item: ItemFolder, sandbox: Sandbox) -> None:
    """The parent only waits: its own clock shows nothing of the work that its child does."""
    moved = SLOW.replace("def unique", "def slow") + (
        "import json, os\n"
        "def unique(values):\n"
        "    read, write = os.pipe()\n"
        "    child = os.fork()\n"
        "    if child == 0:\n"
        "        os.write(write, json.dumps(slow(values)).encode())\n"
        "        os._exit(0)\n"
        "    os.close(write)\n"
        "    data = b''\n"
        "    while chunk := os.read(read, 65536): data += chunk\n"
        "    os.waitpid(child, 0)\n"
        "    return json.loads(data)\n"
    )
    assert verdict_of(item, sandbox, solution_py=moved).verdict is Verdict.TIME_LIMIT


@pytest.mark.parametrize(
    ("ratio", "verdict"),
    [
        (Ratio(6, 5, 7), Verdict.ACCEPTED),
        (Ratio(6, 4, 7), Verdict.ACCEPTED),
        (Ratio(6, 3.9, 7), Verdict.INCONCLUSIVE),
        (Ratio(3, 2, 4.1), Verdict.INCONCLUSIVE),
        (Ratio(3, 2, 3.9), Verdict.TIME_LIMIT),
    ],
)
def test_only_the_whole_interval_decides(ratio: Ratio, verdict: Verdict) -> None:
    assert fast_enough(Speed("w", ratio), 4.0, Limits()).verdict is verdict


def test_a_workload_that_hits_a_limit_says_which() -> None:
    case = fast_enough(Speed("w", None, failed=Answer(How.CPU, cpu=2.5)), 4.0, Limits())
    assert case.verdict is Verdict.TIME_LIMIT
    assert "2.5 s" in case.message
