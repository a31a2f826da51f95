import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from hotseat.core.event import Event
from hotseat.core.report import Report
from hotseat.core.submission import Submission
from hotseat.core.verdict import Verdict
from hotseat.curriculum import ItemFolder
from hotseat.curriculum.attacks import Attack
from hotseat.judges.protocol import Tools
from hotseat.sandbox import NoProtection, Sandbox
from hotseat.sandbox.protection import UNCONTAINED
from hotseat.web.home import Home
from hotseat.web.running import attacking, tools

WRONG = frozenset({Verdict.WRONG_ANSWER})


def attack(name: str, verdicts: frozenset[Verdict] = WRONG) -> Attack:
    return Attack(name, name, "time", verdicts, "", name.encode())


@pytest.fixture
def judged(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A judge that gives each program the verdict that it consists of. Returns the programs."""
    handed_in: list[str] = []

    def judge(folder: ItemFolder, submission: Submission, use: Tools, seed: int) -> Iterator[Event]:
        handed_in.append(submission.text("solution.py"))
        yield Report(folder.item.id, Verdict(handed_in[-1]), "So it is.")

    monkeypatch.setattr(attacking, "judge", judge)
    monkeypatch.setattr(attacking, "tools", lambda: Tools(Sandbox(UNCONTAINED, Path())))
    monkeypatch.setattr(type(attacking.run_attacks), "enqueue", lambda self, run_id: None)
    monkeypatch.delenv("HOTSEAT_CONTENT", raising=False)
    tools.curriculum.cache_clear()
    attacking._runs.clear()
    yield handed_in
    tools.curriculum.cache_clear()


def test_each_attack_is_handed_in_and_counted(judged: list[str]) -> None:
    run = attacking.start([attack("wrong_answer"), attack("accepted"), attack("crashed")], own=False)
    attacking.run_attacks.func(run.id)
    assert judged == ["wrong_answer", "accepted", "crashed"]
    assert (run.repelled, [one.verdict for one in run.succeeded]) == (1, [Verdict.ACCEPTED, Verdict.CRASHED])
    assert run.stream.finished
    assert run.kept is None, "only a program of the learner's own is kept"


@pytest.mark.parametrize("verdict", ["accepted", "wrong_answer"])
def test_a_program_of_the_learner_is_kept_when_it_was_accepted(judged: list[str], home: Home, verdict: str) -> None:
    run = attacking.start([attack(verdict)], own=True)
    attacking.run_attacks.func(run.id)
    if verdict != "accepted":
        assert run.kept is None
        return
    assert run.kept is not None
    assert run.kept.parent == home.attacks
    assert run.kept.read_bytes() == b"accepted"
    assert stat.S_IMODE(home.attacks.stat().st_mode) == 0o700


def test_a_run_ends_another_of_its_sort_alone(judged: list[str]) -> None:
    runs = [attacking.start([attack("crashed")], own=own) for own in (True, False, True)]
    assert [run.stream.cancelled for run in runs] == [True, False, False]
    assert attacking.newest(own=True) is runs[2]
    attacking.run_attacks.func(runs[0].id)
    assert judged == [], "nobody waits for a run that was ended"


def test_what_cannot_be_run_says_why(judged: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def unprotected() -> None:
        raise NoProtection("No protection works here.")

    monkeypatch.setattr(attacking, "tools", unprotected)
    run = attacking.start([attack("crashed")], own=True)
    attacking.run_attacks.func(run.id)
    assert (run.failure, run.stream.finished, judged) == ("No protection works here.", True, [])
