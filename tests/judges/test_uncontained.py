"""Where a learner agreed to run their own code without walls, judging harms nothing but what the code itself harms."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hotseat.core.event import CaseDone
from hotseat.core.report import Report
from hotseat.core.submission import Submission
from hotseat.core.verdict import Verdict
from hotseat.judges.examiner.examiners import Examiners
from hotseat.judges.protocol import Tools
from hotseat.judges.registry import judge
from hotseat.sandbox import Sandbox
from hotseat.sandbox.protection import UNCONTAINED
from tests.folders import folder, verdict_of
from tests.processes import alive_with, marker

CASES = """
    from hotseat.judges.calls import Case

    def cases(chance):
        for n in range(4):
            yield Case(f"double {n}", call="double", args=(n,), expect=2 * n)
"""


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Sandbox]:
    with closing(Sandbox(UNCONTAINED, tmp_path / "cache")) as sandbox:
        yield sandbox


def test_the_learner_s_other_processes_are_left_alone(tmp_path: Path, bare: Sandbox) -> None:
    item = folder(tmp_path, "code", '[code]\nfile = "solution.py"\n', starter__solution_py="", judge__cases_py=CASES)
    started: list[subprocess.Popen[bytes]] = []
    try:
        with closing(Examiners()) as examiners:
            wrong = Submission.of({"solution.py": b"def double(n):\n    return -1\n"})
            for event in judge(item, wrong, Tools(bare, examiners), 1):
                if isinstance(event, CaseDone) and not started:
                    started.append(subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE))
        assert isinstance(event, Report)
        assert event.verdict is Verdict.WRONG_ANSWER
        assert len(event.cases) == 4
        assert started[0].poll() is None
    finally:
        for process in started:
            process.kill()
            process.communicate()


def test_what_a_case_leaves_is_ended_all_the_same(tmp_path: Path, bare: Sandbox) -> None:
    word = marker()
    item = folder(tmp_path, "code", '[code]\nfile = "solution.py"\n', starter__solution_py="", judge__cases_py=CASES)
    leaving = f"""
        import subprocess, sys
        def double(n):
            subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", "{word}"], start_new_session=True)
            return -1
    """
    report = verdict_of(item, bare, solution_py=leaving)
    assert report.verdict is Verdict.WRONG_ANSWER
    assert report.protection == "uncontained"
    assert alive_with(word) == []
