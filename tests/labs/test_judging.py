"""The judge against real services in processes of their own: right, wrong, and broken in every way that it has to bear."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hotseat.core.verdict import Verdict
from hotseat.labs.edge.judging import Outcome, report
from hotseat.labs.edge.spawn import namespaces
from hotseat.labs.history import Call, Fault, Landed, Load, Op
from tests.labs.services import SHELF, outcome, reference, script, wrong
from tests.processes import alive_with, marker, wait_until

HEAD = """
import http.server, json, os, signal, subprocess, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/healthz":
            self.send_response(200); self.send_header("Content-Length", "2"); self.end_headers(); self.wfile.write(b"{}")
        else:
            self.other()
    def do_POST(self):
        self.other()
    def log_message(self, *_):
        pass
"""
SERVE = """
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""
ALWAYS_500 = f"{HEAD}\n    def other(self):\n        self.send_error(500)\n{SERVE}"


def broken(found: Outcome) -> list[str]:
    return [one.id for one, _ in found.judgement.broken]


def test_the_reference_is_accepted_when_it_is_killed_at_every_point(tmp_path: Path) -> None:
    acts = ("charge", "duplicates", "killed", "killed_and_late", "killed_while_refunding", "killed_after_201")
    found = outcome(reference(tmp_path / "service"), acts=acts, stage=3)
    assert (found.judgement.verdict, found.judgement.says) == (Verdict.ACCEPTED, "All 13 invariants held.")
    kills = [fault for _, fault in found.history.of(Fault) if fault.what == "kill" and fault.step]
    assert len(kills) >= 4
    assert {landed.step for _, landed in found.history.of(Landed)} == {step.id for step in found.plan.steps if step.lands}


def test_two_charges_for_one_key_are_found_made_small_and_seen_again(tmp_path: Path) -> None:
    found = outcome(wrong(tmp_path / "service", "pw1"), stage=2, shrink=True)
    assert (found.judgement.verdict, broken(found)[0]) == (Verdict.WRONG_ANSWER, "P1")
    assert found.smallest is not None
    assert [step.act for step in found.smallest.plan.steps] == ["duplicates"]
    assert found.smallest.broke == found.smallest.tried
    told = report("x", SHELF.system, found).evidence["counter_example"]
    assert told["invariant"] == "P1"
    assert sum(bool(event.get("effect")) for event in told["events"]) == 2


def test_a_late_packet_finds_a_service_that_believes_what_is_not_there_yet(tmp_path: Path) -> None:
    found = outcome(wrong(tmp_path / "service", "pw22"), acts=("killed_and_late",), stage=3)
    assert (found.judgement.verdict, broken(found)) == (Verdict.WRONG_ANSWER, ["P11"])
    late = [call for _, call in found.history.of(Call) if call.effect]
    arrives = next(fault for _, fault in found.history.of(Fault) if "arrives" in fault.what)
    assert [call.effect_at > arrives.at for call in late] == [True]


def test_a_service_that_always_fails_never_passes(tmp_path: Path) -> None:
    found = outcome(script(tmp_path / "service", ALWAYS_500))
    assert (found.judgement.verdict, broken(found)) == (Verdict.WRONG_ANSWER, ["P0"])


def test_a_service_that_never_calls_the_provider_is_not_accepted_for_it(tmp_path: Path) -> None:
    found = outcome(script(tmp_path / "service", ALWAYS_500), acts=("killed",), stage=3)
    assert found.judgement.verdict is Verdict.INCONCLUSIVE
    assert found.judgement.missed


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "import sys\nprint('no database', flush=True)\nsys.exit(3)",
            "ended by itself with exit code 3. It last printed: no database",
        ),
        (f"{HEAD}\n    def other(self):\n        os.kill(os.getpid(), 9)\n{SERVE}", "ended by itself with exit code 137"),
        (
            f"{HEAD}\n    def other(self):\n        sys.stderr.write('gone\\n')\n        os._exit(1)\n{SERVE}",
            "It last printed: gone",
        ),
    ],
    ids=["at once", "by a signal", "on a request"],
)
def test_a_service_that_ends_by_itself_has_crashed(tmp_path: Path, text: str, says: str) -> None:
    found = outcome(script(tmp_path / "service", text))
    assert found.judgement.verdict is Verdict.CRASHED
    assert says in found.judgement.says or "ended by signal 9" in found.judgement.says


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("self.connection.close()", "reset"),
        ("self.wfile.write(b'hello, I am not HTTP\\r\\n\\r\\n')", "garbage"),
        ("self.wfile.write(b'HTTP/1.1 200 OK\\r\\nContent-Length: 10000000\\r\\n\\r\\n' + b'x' * 10000000)", "too_big"),
        ("self.wfile.write(b'HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nzz\\r\\n')", "garbage"),
    ],
    ids=["closes", "no http", "ten megabytes", "bad chunk"],
)
def test_whatever_comes_instead_of_an_answer_is_told_apart(tmp_path: Path, answer: str, why: str) -> None:
    found = outcome(script(tmp_path / "service", f"{HEAD}\n    def other(self):\n        {answer}\n{SERVE}"), acts=("charge",))
    assert (found.judgement.verdict, broken(found)) == (Verdict.WRONG_ANSWER, ["P0"])
    assert {op.why for _, op in found.history.of(Op) if op.call == "create"} == {why}


FORKS = """
import os, pathlib, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        pathlib.Path("forked").write_text(" ".join(sys.argv))
        time.sleep(600)
"""


def forking(word: str, other: str) -> str:
    """A service that leaves its process group behind: a child's child in a session of its own."""
    return f"{HEAD}\n    def other(self):\n        {other}\nsubprocess.run([sys.executable, '-c', {FORKS!r}, {word!r}])\n{SERVE}"


@pytest.mark.parametrize("by", ["namespace", "mark"])
def test_nothing_is_left_running_not_even_what_was_forked_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str) -> None:
    if by == "mark":
        monkeypatch.setattr("hotseat.labs.edge.spawn.namespaces", lambda: None)
    word = marker()
    found = outcome(script(tmp_path / "service", forking(word, "self.send_error(500)")), acts=("charge",))
    assert found.judgement.verdict is Verdict.WRONG_ANSWER
    assert word in (tmp_path / "service" / "forked").read_text(), "there was something to be left"
    assert alive_with(word) == []


@pytest.mark.skipif(namespaces() is None, reason="without process namespaces a killed judge cannot end what it started")
def test_nothing_is_left_running_when_the_judge_itself_is_killed(tmp_path: Path) -> None:
    word = marker()
    service = script(tmp_path / "service", forking(word, "signal.pause()"))
    command = [sys.executable, "-m", "hotseat", "lab", "run", "--json"]
    with subprocess.Popen(command, cwd=service, stdout=subprocess.DEVNULL) as judge:
        wait_until(lambda: alive_with(word), 60.0)
        os.kill(judge.pid, signal.SIGKILL)
    wait_until(lambda: not alive_with(word))


ODD = [
    b"{}", b"[]", b"null", b"7", b'"x"', b"NaN", b'{"id": 7}', b'{"id": "a/../b c\\r\\n"}', b'{"id": "x", "status": []}', b'{"id": "\\ud800"}',
    b'{"data": 7}', b'{"data": [7, null, {}]}', b'{"data": [{"id": "x", "seq": "y", "amount": "z", "dir": 5}], "next_cursor": {}}',
    b'{"id": "x", "amount": 99999999999999999999999999}', b"[" * 5000, b"\xff\xfe", b"",
]  # fmt: skip


def test_whatever_a_service_answers_the_judge_goes_on_and_never_accepts_it(tmp_path: Path) -> None:
    other = """data = Handler.odd[Handler.turn % len(Handler.odd)]
        Handler.turn += 1
        if self.path.startswith('/ledger'):
            data = b'{"data": [{"seq": 1, "amount": "z", "dir": 5}, {"seq": 2, "account": "provider", "amount": []}]}'
        self.send_response(200); self.send_header('Content-Length', str(len(data))); self.end_headers(); self.wfile.write(data)"""
    text = f"{HEAD}\n    odd, turn = {ODD!r}, 0\n    def other(self):\n        {other}\n{SERVE}"
    found = outcome(script(tmp_path / "service", text), acts=("charge", "manual", "refunds", "later", "refused", "pages"))
    assert found.judgement.verdict is Verdict.WRONG_ANSWER
    assert "P0" in broken(found)


def test_a_service_on_a_database_that_the_judge_starts_is_judged_as_any_other(tmp_path: Path) -> None:
    acts = ("charge", "refunds_at_once", "killed", "killed_while_refunding")
    found = outcome(reference(tmp_path / "service", "fastapi-postgres"), acts=acts, stage=3)
    assert found.judgement.verdict is Verdict.ACCEPTED, found.judgement.says
    assert {call.proc for _, call in found.history.of(Call)} <= {"api.0", "api.1", "settler.0"}


def test_what_each_process_printed_is_kept_with_the_history(tmp_path: Path) -> None:
    text = f"print('hello from', os.environ['LAB_PROC'], flush=True)\n{ALWAYS_500}"
    service = script(tmp_path / "service", f"import os\n{text}", count=2)
    outcome(service, acts=("charge",))
    kept = tmp_path / "service-kept"
    assert [(kept / "logs" / f"api.{number}.log").read_text().strip() for number in (0, 1)] == [
        "hello from api.0",
        "hello from api.1",
    ]
    first = json.loads((kept / "history.jsonl").read_text().splitlines()[0])
    assert (first["event"], first["lab"]) == ("run", "payments/1")


def test_a_shell_around_the_service_does_not_keep_it_from_draining(tmp_path: Path) -> None:
    service = reference(tmp_path / "service")
    text = (service / "lab.toml").read_text()
    (service / "lab.toml").write_text(text.replace("exec python3 service.py", "cd . && python3 service.py"))
    assert (service / "lab.toml").read_text() != text
    found = outcome(service, acts=("load",), stage=5)
    assert found.judgement.verdict in (Verdict.ACCEPTED, Verdict.INCONCLUSIVE), found.judgement.says
    assert sum(fault.what == "terminate" for _, fault in found.history.of(Fault)) >= 1
    assert [load.errors for _, load in found.history.of(Load)] == [0]


def test_an_interrupted_run_ends_at_once_and_leaves_nothing(tmp_path: Path) -> None:
    word = marker()
    service = script(tmp_path / "service", forking(word, "signal.pause()"))
    with subprocess.Popen([sys.executable, "-m", "hotseat", "lab", "run"], cwd=service, stderr=subprocess.PIPE) as judge:
        wait_until(lambda: alive_with(word), 60.0)
        judge.send_signal(signal.SIGINT)
        _, said = judge.communicate()
    assert (judge.returncode, said) == (130, b"hotseat: Interrupted.\n")
    assert alive_with(word) == []
