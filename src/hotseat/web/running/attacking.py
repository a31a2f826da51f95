"""Attacks on the judge that run while the learner watches: the known ones, or one of their own. Nothing of them is history."""

import hashlib
import threading
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.tasks import task

from hotseat.core.report import Report
from hotseat.core.submission import Submission, SubmissionRefused
from hotseat.core.verdict import Verdict
from hotseat.curriculum import UnknownItem, Unreadable
from hotseat.curriculum.attacks import ITEM, Attack
from hotseat.judges.protocol import Tools
from hotseat.judges.registry import judge, single
from hotseat.sandbox import NoProtection
from hotseat.web.running.stream import Stream
from hotseat.web.running.tools import curriculum, tools

REMEMBERED = 16
"""How many runs are kept for pages that come back."""


@dataclass(frozen=True, slots=True)
class Attacked:
    """What came of one attack: the verdict with its sentence, and how long it took."""

    attack: Attack
    verdict: Verdict
    message: str
    seconds: float

    @property
    def repelled(self) -> bool:
        """Whether the verdict is one that leaves the judge right."""
        return self.verdict in self.attack.verdicts


@dataclass(slots=True)
class AttackRun:
    """One run. `own` says that it is the learner's program and not the corpus.

    `failure` is why it could not go on, as a sentence; `kept` the file of a learner's program that was accepted.
    """

    id: str
    attacks: tuple[Attack, ...]
    own: bool
    stream: Stream[Attacked] = field(default_factory=Stream)
    failure: str = ""
    kept: Path | None = None

    @property
    def repelled(self) -> int:
        """How many attacks have got a verdict that leaves the judge right."""
        return sum(attacked.repelled for attacked in self.stream.events)

    @property
    def succeeded(self) -> list[Attacked]:
        """Those that fooled the judge."""
        return [attacked for attacked in self.stream.events if not attacked.repelled]


_lock = threading.Lock()
_runs: dict[str, AttackRun] = {}


def start(attacks: Sequence[Attack], *, own: bool) -> AttackRun:
    """Have a worker hand in these attacks, one after the other. A run of the same sort that is under way is ended first."""
    run = AttackRun(uuid4().hex, tuple(attacks), own)
    with _lock:
        for other in _runs.values():
            if other.own == own and not other.stream.finished:
                other.stream.cancel()
        _runs[run.id] = run
        for old in [known for known in _runs if _runs[known].stream.finished][:-REMEMBERED]:
            del _runs[old]
    run_attacks.enqueue(run.id)
    return run


def run_of(run_id: str) -> AttackRun | None:
    """The run with this id, while it is remembered."""
    return _runs.get(run_id)


def newest(*, own: bool) -> AttackRun | None:
    """The newest run of this sort in this process."""
    with _lock:
        return next((run for run in reversed(_runs.values()) if run.own == own), None)


def close() -> None:
    """End every run."""
    for run in list(_runs.values()):
        run.stream.cancel()


@task(queue_name="attacking")
def run_attacks(run_id: str) -> None:
    """Hand in a run's attacks until they are through or nobody wants them any more."""
    run = _runs.get(run_id)
    if run is None:
        return
    try:
        if not run.stream.cancelled:
            run.stream.drain(_attacked(run))
        if run.own and any(attacked.verdict is Verdict.ACCEPTED for attacked in run.stream.events):
            run.kept = _keep(run.attacks[0].source)
    except (NoProtection, UnknownItem, Unreadable, OSError) as error:
        run.failure = str(error)
    finally:
        run.stream.finish()


def _attacked(run: AttackRun) -> Generator[Attacked]:
    shared = tools()
    use = Tools(run.stream.sandbox(shared.sandbox), shared.examiners)
    for attack in run.attacks:
        started = time.monotonic()
        verdict, message = _judged(attack, use)
        here = attack.where(scratch_on_disk=shared.sandbox.protection.scratch_on_disk)
        yield Attacked(here, verdict, message, time.monotonic() - started)


def _keep(source: bytes) -> Path:
    """Write an accepted program of the learner's own where the one command that makes it a wrong submission finds it."""
    folder: Path = settings.HOME.attacks
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{hashlib.sha256(source).hexdigest()[:12]}.py"
    path.write_bytes(source)
    return path


def _judged(attack: Attack, use: Tools) -> tuple[Verdict, str]:
    folder = curriculum().find(ITEM)
    try:
        submission = Submission.of({single(folder): attack.source})
    except SubmissionRefused as refused:
        return Verdict.CRASHED, str(refused)
    *_, report = judge(folder, submission, use, 1)
    assert isinstance(report, Report)
    return report.verdict, report.message
