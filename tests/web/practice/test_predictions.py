from collections.abc import Callable

import pytest
from django.test import Client

from hotseat.sandbox import Sandbox
from hotseat.web import actions
from hotseat.web.practice import predictions
from tests.web.curriculum import PREDICT

Open = Callable[..., str]


@pytest.fixture(autouse=True)
def _sandbox(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(predictions, "tools", lambda: type("Tools", (), {"sandbox": sandbox}))
    predictions._printed.cache_clear()


def test_a_prediction_is_committed_to_before_anything_runs(learner: Client, open_attempt: Open) -> None:
    text = learner.get(f"/attempts/{open_attempt(PREDICT)}/").text
    assert "What it prints, line by line" in text
    assert "It prints</h3>" not in text
    assert "What if the list is made inside?" not in text


def test_then_it_runs_and_the_counterfactual_is_asked(learner: Client, open_attempt: Open) -> None:
    attempt = open_attempt(PREDICT)
    learner.post(f"/attempts/{attempt}/predict", {"path": "prediction.txt", "text": "[1]\r\n[2]"})
    text = learner.get(f"/attempts/{attempt}/").text
    assert "[1]\n[1, 2]</pre>" in text
    assert "Line 2 is the first that differs." in text
    assert "What if the list is made inside?" in text
    assert "def add(item, bucket=None):" in text
    assert not actions.attempt(attempt).pending


def test_the_last_commitment_hands_all_of_them_in(learner: Client, open_attempt: Open) -> None:
    attempt = open_attempt(PREDICT)
    learner.post(f"/attempts/{attempt}/predict", {"path": "prediction.txt", "text": "[1]\n[1, 2]"})
    learner.post(f"/attempts/{attempt}/predict", {"path": "counterfactual-1.txt", "text": "[1]\n[2]"})
    submission = actions.attempt(attempt).submission
    assert submission is not None
    assert submission.files == {"prediction.txt": b"[1]\n[1, 2]", "counterfactual-1.txt": b"[1]\n[2]"}


def test_a_prediction_cannot_be_changed_or_jumped_ahead_of(learner: Client, open_attempt: Open) -> None:
    attempt = open_attempt(PREDICT)
    learner.post(f"/attempts/{attempt}/predict", {"path": "counterfactual-1.txt", "text": "early"})
    assert actions.commitments(attempt) == {}
    learner.post(f"/attempts/{attempt}/predict", {"path": "prediction.txt", "text": "first"})
    learner.post(f"/attempts/{attempt}/predict", {"path": "prediction.txt", "text": "second"})
    assert actions.commitments(attempt)["prediction.txt"].text == "first"
