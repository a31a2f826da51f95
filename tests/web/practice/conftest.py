from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from hotseat.core.report import CaseResult, Report
from hotseat.core.submission import Submission
from hotseat.core.verdict import Verdict
from hotseat.web import actions
from hotseat.web.running import judging

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)

Reported = Callable[[str, Report], None]


@pytest.fixture(autouse=True)
def _nobody_judges(monkeypatch: pytest.MonkeyPatch, learner: Client) -> None:
    """Nothing is judged in the background here: each test says what the judge found."""
    monkeypatch.setattr(judging, "wake", lambda attempt_id: None)


@pytest.fixture
def open_attempt() -> Callable[..., str]:
    """Opens an attempt at an item and returns its id."""

    def opened(item: str, *, test_out: bool = False, seed: int = 1) -> str:
        return actions.open_attempt(item, now=NOW, seed=seed, test_out=test_out).id

    return opened


@pytest.fixture
def judged() -> Callable[..., None]:
    """Submits an attempt and records a report with a shown and a hidden case."""

    def done(attempt_id: str, verdict: Verdict, **files: bytes) -> None:
        actions.submit(
            attempt_id,
            Submission.of({name.replace("_py", ".py"): data for name, data in files.items()} or {"solution.py": b"x = 1\n"}),
            now=NOW,
        )
        cases = (
            CaseResult("the example", verdict, 0.1, "", "add(1, 2)", "3", "4"),
            CaseResult(
                "negative numbers", verdict, 0.1, "secretmessage", "secretasked", "secretexpected", "secretgot", hidden=True
            ),
        )
        actions.record_report(attempt_id, Report("algorithms/adding", verdict, "The judge said so.", cases), now=NOW)

    return done
