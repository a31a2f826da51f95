"""`code`: cases are put to fresh processes, and nothing that the submission says about itself counts."""

import contextlib
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hotseat.core.event import CaseDone
from hotseat.core.report import Report
from hotseat.core.submission import Submission
from hotseat.core.verdict import Verdict
from hotseat.curriculum import ItemFolder
from hotseat.jail import processes
from hotseat.judges.protocol import Tools
from hotseat.judges.registry import TRIES, check, judge
from hotseat.sandbox import Cancelled, Sandbox, WorkerLost, open_sandbox
from tests.folders import events, folder, verdict_of
from tests.processes import alive_with, marker, wait_until

CASES = """
    from hotseat.judges.calls import Case

    SECRET = "the-hidden-answer-4217"

    def cases(chance):
        yield Case("doubles", call="double", args=(21,), expect=42, shown=True)
        yield Case("doubles what was drawn", call="double", args=(n := chance.randrange(1000),), expect=2 * n)
        yield Case("a text", call="double", args=("ab",), check=lambda got: got == "abab" or "Twice the text is wanted.")
        yield Case("in use", program="result = [double(n) for n in (1, 2)]", expect=[2, 4])
"""
SETTINGS = """
    [limits]
    cpu_seconds = 1.0
    wall_seconds = 5
    memory_mib = 128
    output_kib = 16
    [code]
    file = "solution.py"
"""
RIGHT = "def double(n):\n    return n * 2\n"


@pytest.fixture
def item(tmp_path: Path) -> ItemFolder:
    return folder(tmp_path, "code", SETTINGS, starter__solution_py="def double(n): ...", judge__cases_py=CASES)


def test_a_right_submission_is_accepted(item: ItemFolder, sandbox: Sandbox) -> None:
    said = events(item, sandbox, solution_py=RIGHT)
    assert [type(event) for event in said] == [CaseDone] * 4 + [Report]
    report = verdict_of(item, sandbox, solution_py=RIGHT)
    assert report.verdict is Verdict.ACCEPTED
    assert report.protection == sandbox.protection.tier
    assert report.message == "All 4 cases are right."
    assert report.cases[0].asked == "double(21)"


def test_a_sandbox_that_is_ended_from_outside_costs_nobody_the_verdict(item: ItemFolder, tmp_path: Path) -> None:
    own = open_sandbox(tmp_path)
    with Tools(own) as tools:
        said = []
        for event in judge(item, Submission.of({"solution.py": RIGHT.encode()}), tools, 1):
            said.append(event)
            if isinstance(event, CaseDone) and event.number == 1:
                for pid in [pid for one in own._zygotes.values() if one.pid for pid in processes.tree(one.pid)]:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
    *done, report = said
    assert isinstance(report, Report)
    assert report.verdict is Verdict.ACCEPTED, report.message
    assert [event.number for event in done if isinstance(event, CaseDone)] == [1, 2, 3, 4]


def test_a_sandbox_that_is_ended_again_and_again_is_a_judge_error(
    item: ItemFolder, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def cases(_: object) -> None:
        tried.append(1)
        raise WorkerLost("something outside the sandbox ended it")

    monkeypatch.setattr("hotseat.judges.examiner.examiner.Examiner.cases", cases)
    *_, report = judge(item, Submission.of({"solution.py": RIGHT.encode()}), tools, 1)
    assert isinstance(report, Report)
    assert report.verdict is Verdict.JUDGE_ERROR
    assert len(tried) == TRIES


def test_where_many_cases_would_hit_a_limit_two_do_at_most(tmp_path: Path, sandbox: Sandbox) -> None:
    cases = """
        from hotseat.judges.calls import Case

        def cases(chance):
            for n in range(12):
                yield Case(f"case {n}", call="double", args=(n,), expect=2 * n)
    """
    settings = SETTINGS.replace("cpu_seconds = 1.0", "cpu_seconds = 0.2")
    item = folder(tmp_path, "code", settings, starter__solution_py="def double(n): ...", judge__cases_py=cases)
    slow = "def double(n):\n    while n > 3:\n        pass\n    return n * 2\n"
    *done, report = events(item, sandbox, solution_py=slow)
    late = [event for event in done if isinstance(event, CaseDone) and event.case.verdict is Verdict.TIME_LIMIT]
    assert len(late) <= 2
    assert isinstance(report, Report)
    assert [case.name for case in report.cases] == [f"case {n}" for n in range(5)]
    assert report.verdict is Verdict.TIME_LIMIT


@pytest.mark.parametrize(("imports", "found"), [("", [False, False]), ('imports = ["fractions", "not.there"]', [True, True])])
def test_what_an_item_imports_beforehand_is_there_and_packages_with_it(
    tmp_path: Path, sandbox: Sandbox, imports: str, found: list[bool]
) -> None:
    cases = f"""
        from hotseat.judges.calls import Case

        def cases(chance):
            yield Case("there", call="there", args=(), expect={found})
    """
    item = folder(tmp_path, "code", SETTINGS + imports, starter__solution_py="def there(): ...", judge__cases_py=cases)
    looks = """
import importlib.util, sys
before = "fractions" in sys.modules
def there():
    return [before, importlib.util.find_spec("django") is not None]
"""
    assert verdict_of(item, sandbox, solution_py=looks).verdict is Verdict.ACCEPTED


def test_the_seed_draws_the_cases(item: ItemFolder, sandbox: Sandbox) -> None:
    one, again, other = (verdict_of(item, sandbox, seed, solution_py=RIGHT).cases[1].asked for seed in (1, 1, 2))
    assert one == again != other


@pytest.mark.parametrize(
    ("source", "verdict", "case", "message"),
    [
        ("def double(n): return n + n if n != 'ab' else 'ba'", "wrong_answer", "a text", "Twice the text is wanted."),
        ("def double(n): return float(n * 2)", "wrong_answer", "doubles", "of type int and is float"),
        ("def double(n): return (n * 2,)[0] if n == 21 else 0", "wrong_answer", "doubles what was drawn", "not the expected"),
        ("def double(n): return object()", "wrong_answer", "doubles", "a value of type object"),
        ("def double(n): raise ValueError('boom')", "crashed", "doubles", "ValueError: boom"),
        ("def double(n): return 1 / 0", "crashed", "doubles", "line 1"),
        ("import nothing_of_this_name", "crashed", "doubles", "ModuleNotFoundError"),
        ("def double(n:", "crashed", "doubles", "does not compile"),
        ("def treble(n): return 0", "crashed", "doubles", "defines no 'double'"),
        ("while True: pass", "time_limit", "doubles", "processor time; 1 s is the limit"),
        ("import time; time.sleep(60)", "time_limit", "doubles", "5 s is the limit"),
        ("def double(n): return [0] * 10**9", "memory_limit", "doubles", "more than 128 MiB"),
        ("while True: print('x' * 1000)", "output_limit", "doubles", "more than 16 KiB"),
        ("def double(n): return 'x' * (5 << 20)", "wrong_answer", "doubles", "4,194,304 is the most"),
        ("import sys; sys.exit(0)", "crashed", "doubles", "SystemExit"),
        ("import os; os._exit(0)", "crashed", "doubles", "exit code 0 before it answered"),
        ("import os; os.abort()", "crashed", "doubles", "signal 6"),
        ("import os, signal; os.kill(os.getppid(), signal.SIGKILL)", "crashed", "doubles", "ended the process that runs it"),
        ("import os, signal; os.kill(-1, signal.SIGKILL)", "crashed", "doubles", "ended the process that runs it"),
        ("import os; os.closerange(0, 1000)\ndef double(n): return n * 2", "crashed", "doubles", ""),
        ("def double(n): return double(n)", "crashed", "doubles", "RecursionError"),
    ],
)
def test_a_wrong_submission_gets_its_verdict_from_its_case(
    item: ItemFolder, sandbox: Sandbox, source: str, verdict: str, case: str, message: str
) -> None:
    report = verdict_of(item, sandbox, solution_py=source)
    failed = next(case for case in report.cases if case.verdict is not Verdict.ACCEPTED)
    assert (report.verdict.value, failed.name) == (verdict, case)
    assert message in failed.message


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"other_py": b"x = 1"}, "has no solution.py. Its files: other.py"),
        ({"solution_py": b"\xff\xfe\x00"}, "not UTF-8"),
        ({"solution_py": b""}, "defines no 'double'"),
        ({"solution_py": b"x = 1\0"}, "does not compile"),
    ],
)
def test_files_that_cannot_be_judged_are_crashed(item: ItemFolder, sandbox: Sandbox, files: dict[str, Any], message: str) -> None:
    report = verdict_of(item, sandbox, **files)
    assert report.verdict is Verdict.CRASHED
    assert message in report.message + report.cases[0].message if report.cases else report.message


FORGERIES = {
    "an answer that equals everything": """
        class Any(int):
            def __eq__(self, other): return True
            __hash__ = int.__hash__
        def double(n): return Any(3)
    """,
    "its own words on the answer's pipe": """
        import os
        def double(n):
            for fd in range(3, 64):
                try: os.write(fd, b'{"value":"42"}\\n')
                except OSError: pass
            return 0
    """,
    "words of the judge on every descriptor": """
        import os
        for fd in range(0, 64):
            try: os.write(fd, b'{"answer":"{\\\\"value\\\\":\\\\"42\\\\"}\\\\n","cpu":0,"wall":0,"dirty":false}\\n')
            except OSError: pass
        os._exit(0)
    """,
    "patched encoding": """
        import json, hotseat.judges.calls.wire as wire
        wire.encode = lambda value: "42"
        json.dumps = lambda *a, **k: '{"value":"42"}'
        def double(n): return None
    """,
    "right answers for whoever can look into the judge's half of the sandbox": """
        import os
        def double(n):
            for look in (lambda path: os.listdir(f"{path}/fd"), lambda path: open(f"{path}/maps").read(1)):
                try:
                    look(f"/proc/{os.getppid()}")
                    return n * 2
                except PermissionError:
                    pass
            return None
    """,
    "frames of the caller": """
        import sys
        def double(n):
            frame = sys._getframe()
            while frame:
                for value in frame.f_locals.values():
                    if isinstance(value, dict) and "expect" in value: return value["expect"]
                frame = frame.f_back
            return None
    """,
    "a search of the memory and the disk for the answer": """
        import gc, os
        def double(n):
            for thing in gc.get_objects():
                if isinstance(thing, str) and "hidden-answer" in thing: return thing
            for root in ("/", "/scratch", "/tmp"):
                for folder, _, names in os.walk(root):
                    if folder.startswith(("/proc", "/usr", "/sys", "/dev")) or folder.endswith("/lib"): names[:], _[:] = [], []
                    if "cases.py" in names: return open(os.path.join(folder, "cases.py")).read()
            return None
    """,
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_result_is_not_accepted(item: ItemFolder, sandbox: Sandbox, name: str) -> None:
    report = verdict_of(item, sandbox, solution_py=FORGERIES[name])
    assert report.verdict in (Verdict.WRONG_ANSWER, Verdict.CRASHED)
    assert "hidden-answer" not in str(report.as_json())


STATE = {
    "a module's variable": """
        count = 0
        def double(n):
            global count
            count += 1
            return n * 2 if count == 1 else "remembered"
    """,
    "a file": """
        import os
        def double(n):
            if os.path.exists("seen"): return "remembered"
            open("seen", "w").close()
            return n * 2
    """,
    "a file in shared memory": """
        import os
        def double(n):
            if os.path.exists("/dev/shm/seen"): return "remembered"
            open("/dev/shm/seen", "w").close()
            return n * 2
    """,
    "its own source, rewritten with its old times": """
        import os
        def double(n):
            stat = os.stat("solution.py")
            text = open("solution.py").read()
            if "MARK" "-2" in text: return "remembered"
            os.chmod("solution.py", 0o644)
            open("solution.py", "w").write(text.replace("MARK" "-1", "MARK" "-2"))
            os.utime("solution.py", ns=(stat.st_atime_ns, stat.st_mtime_ns))
            return n * 2
        # MARK-1
    """,
    "a process that listens": """
        import os, socket
        def double(n):
            client = socket.socket(socket.AF_UNIX)
            try:
                client.connect("\\0seen")
                return "remembered"
            except OSError:
                pass
            server = socket.socket(socket.AF_UNIX)
            server.bind("\\0seen")
            server.listen()
            if os.fork() == 0:
                os.setsid()
                server.accept()
                os._exit(0)
            return n * 2
    """,
}


@pytest.mark.parametrize("name", STATE)
def test_nothing_is_remembered_from_case_to_case(item: ItemFolder, sandbox: Sandbox, name: str) -> None:
    cases = verdict_of(item, sandbox, solution_py=STATE[name]).cases
    assert [case.verdict for case in cases[:3]] == [Verdict.ACCEPTED] * 3


@pytest.mark.parametrize("limit", [1_000, 10**9])
def test_a_recursion_without_an_end_is_a_crash_that_says_so(item: ItemFolder, sandbox: Sandbox, limit: int) -> None:
    source = f"import sys\nsys.setrecursionlimit({limit})\ndef double(n):\n    return double(n)\n"
    report = verdict_of(item, sandbox, solution_py=source)
    assert report.verdict is Verdict.CRASHED
    assert "RecursionError" in report.cases[0].message
    assert report.cases[0].message.count("return double(n)") <= 12


def test_what_is_printed_is_kept_for_the_learner(item: ItemFolder, sandbox: Sandbox) -> None:
    report = verdict_of(
        item, sandbox, solution_py="import sys\nprint('see me')\nprint('and me', file=sys.stderr, flush=True)\n" + RIGHT
    )
    assert report.verdict is Verdict.ACCEPTED
    assert report.output.count("and me") == 1


def test_a_hidden_case_gives_nothing_away(item: ItemFolder, sandbox: Sandbox) -> None:
    report = verdict_of(item, sandbox, solution_py="def double(n): return 41")
    shown, hidden, *_ = report.concealed().cases
    assert (shown.asked, shown.expected, shown.got) == ("double(21)", "42", "41")
    assert (hidden.asked, hidden.expected, hidden.got, hidden.message) == ("", "", "", "")
    assert report.cases[1].asked.startswith("double(")


def test_closing_the_judgement_leaves_nothing_running(item: ItemFolder, tools: Tools) -> None:
    word = marker()
    source = f"import os, sys\ndef double(n):\n    if n == 21: return 42\n    os.execv(sys.executable, [sys.executable, '-S', '-c', 'import time; time.sleep(60)', '{word}'])\n"
    running = judge(item, Submission.of({"solution.py": source.encode()}), tools, 1)
    assert isinstance(running, Iterator)
    first = next(running)
    assert isinstance(first, CaseDone)
    assert first.case.verdict is Verdict.ACCEPTED
    running.close()  # type: ignore[attr-defined]
    wait_until(lambda: not alive_with(word))


def test_a_judgement_that_is_no_longer_wanted_ends_without_a_report(item: ItemFolder, tools: Tools) -> None:
    endless = Submission.of({"solution.py": b"while True: pass"})
    with pytest.raises(Cancelled):
        list(judge(item, endless, replace(tools, sandbox=tools.sandbox.until(lambda: True)), 1))


@pytest.mark.parametrize(
    "cases",
    [
        "def cases(chance): raise RuntimeError('the item is broken')",
        "def cases(chance): return []",
        "x = ",
        "from hotseat.judges.calls import Case\ndef cases(chance):\n    yield Case('a', call='double', args=(1,), check=lambda got: 1 / 0)",
        "from hotseat.judges.calls import Case\ndef cases(chance):\n    yield Case('a', call='double', args=(object(),), expect=1)",
        "import os\nos._exit(0)",
    ],
)
def test_a_broken_item_is_a_judge_error_and_no_verdict_on_the_learner(tmp_path: Path, sandbox: Sandbox, cases: str) -> None:
    broken = folder(tmp_path, "code", SETTINGS, starter__solution_py=RIGHT, judge__cases_py=cases)
    assert verdict_of(broken, sandbox, solution_py=RIGHT).verdict is Verdict.JUDGE_ERROR


def test_a_check_names_what_the_item_lacks(tmp_path: Path) -> None:
    found = check(folder(tmp_path, "code", '[code]\nfile = "solution.py"\nfiles = 3\n'))
    assert [problem.rule for problem in found] == ["kind-table"]
    assert "files" in found[0].message
    found = check(folder(tmp_path / "other", "code", '[code]\nfile = "solution.py"\n'))
    assert [problem.where for problem in found] == ["algorithms/small/starter/solution.py", "algorithms/small/judge/cases.py"]


@pytest.mark.parametrize(("imports", "verdict"), [('["django"]', Verdict.ACCEPTED), ("[]", Verdict.CRASHED)])
def test_installed_packages_are_there_where_the_item_says_so(
    tmp_path: Path, sandbox: Sandbox, imports: str, verdict: Verdict
) -> None:
    extra = f'[code]\nfile = "solution.py"\nimports = {imports}\n'
    asking = """
        from hotseat.judges.calls import Case
        def cases(chance):
            yield Case("together", call="version", expect=6)
            yield Case("apart", call="version", args=(1,), expect=7)
    """
    item = folder(tmp_path, "code", extra, starter__solution_py="", judge__cases_py=asking)
    report = verdict_of(item, sandbox, solution_py="import django\ndef version(more=0): return django.VERSION[0] + more\n")
    assert report.verdict is verdict
