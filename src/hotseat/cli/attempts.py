"""Attempts as the terminal handles them. Needs the store to be ready."""

import secrets
from collections.abc import Generator
from contextlib import closing
from typing import cast

from hotseat.cli.learner_data import now
from hotseat.cli.reports import Teller
from hotseat.cli.terminal import note
from hotseat.core.attempt import Attempt
from hotseat.core.event import Event
from hotseat.core.report import Report
from hotseat.core.submission import Submission
from hotseat.core.verdict import Verdict
from hotseat.curriculum import ItemFolder
from hotseat.judges.protocol import Tools
from hotseat.judges.registry import judge


def open_one(folder: ItemFolder, *, seed: int | None = None, test_out: bool = False) -> Attempt:
    """The attempt at the item to go on with, else a new one (with this seed, where the same cases are wanted)."""
    from hotseat.web import actions

    newest = next(reversed(actions.attempts(folder.item.uuid)), None)
    if newest and untouched(newest) and newest.test_out == test_out and seed in (None, newest.seed):
        return newest
    draw = secrets.randbits(32) if seed is None else seed
    return actions.open_attempt(folder.item.uuid, now=now(), seed=draw, test_out=test_out)


def untouched(attempt: Attempt) -> bool:
    """Whether the attempt was opened and nothing was handed in, given up or rated."""
    return attempt.submission is None and not attempt.gave_up and attempt.rating is None and not attempt.self_assessed


def submit_and_judge(folder: ItemFolder, attempt_id: str, submission: Submission, use: Tools, *, quiet: bool = False) -> Report:
    """Submit, judge and keep the report. An interrupt is kept as `inconclusive`, then raised again."""
    from hotseat.web import actions
    from hotseat.web.running.judging import CANCELLED

    try:
        attempt = actions.submit(attempt_id, submission, now=now())
        return _judged(folder, attempt, use, quiet=quiet)
    except KeyboardInterrupt:
        if actions.attempt(attempt_id).pending:
            actions.record_report(attempt_id, Report(folder.item.id, Verdict.INCONCLUSIVE, CANCELLED), now=now())
            note(f"\n{CANCELLED}")
        raise


def _judged(folder: ItemFolder, attempt: Attempt, use: Tools, *, quiet: bool) -> Report:
    """The report on what was submitted, which is kept."""
    from hotseat.web import actions

    assert attempt.submission is not None
    teller = Teller()
    with closing(cast("Generator[Event]", judge(folder, attempt.submission, use, attempt.seed))) as events:
        for event in events:
            if not quiet:
                teller.tell(event)
            if isinstance(event, Report):
                actions.record_report(attempt.id, event, now=now())
                return event
    raise AssertionError("a judgement ends with its report")


def settle(use: Tools) -> None:
    """Judge what an earlier run submitted and did not live to judge. The app does the same when it starts."""
    from hotseat.web import actions
    from hotseat.web.running.tools import curriculum

    for attempt_id in actions.pending():
        attempt = actions.attempt(attempt_id)
        folder = curriculum().by_uuid.get(attempt.item)
        if folder is not None and attempt.pending:
            note(f"Judging what was submitted to {folder.item.id} and never judged …")
            _judged(folder, attempt, use, quiet=True)
