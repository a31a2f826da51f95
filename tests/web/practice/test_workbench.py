from collections.abc import Callable

import pytest
from django.test import Client

from hotseat.core.submission import Submission
from hotseat.core.verdict import Verdict
from hotseat.web import actions
from hotseat.web.running import judging
from tests.web.curriculum import CODE
from tests.web.practice.conftest import NOW

Open = Callable[..., str]
Judged = Callable[..., None]
SECRETS = ("secretasked", "secretexpected", "secretgot", "secretmessage")


def page(learner: Client, attempt_id: str) -> str:
    """The attempt's page."""
    return learner.get(f"/attempts/{attempt_id}/").text


def test_the_workbench_holds_the_statement_and_the_starter(learner: Client, open_attempt: Open) -> None:
    text = page(learner, open_attempt(CODE))
    assert "the sum of two whole numbers" in text
    assert "raise NotImplementedError" in text
    assert "Each case appears here" in text


def test_a_draft_comes_back_and_gives_way_to_what_was_submitted(learner: Client, open_attempt: Open) -> None:
    attempt = open_attempt(CODE)
    learner.post(f"/attempts/{attempt}/draft", {"path": "solution.py", "text": "def add(a, b):\r\n    ..."})
    assert "def add(a, b):\n    ..." in page(learner, attempt)
    learner.post(f"/attempts/{attempt}/submit", {"text": "def add(a, b):\r\n    return a - b\r\n"})
    submission = actions.attempt(attempt).submission
    assert submission is not None
    assert submission.files["solution.py"] == b"def add(a, b):\n    return a - b\n"
    assert "return a - b" in page(learner, attempt)


def test_a_hidden_case_that_fails_gives_nothing_away(learner: Client, open_attempt: Open, judged: Judged) -> None:
    attempt = open_attempt(CODE)
    judged(attempt, Verdict.WRONG_ANSWER)
    text = page(learner, attempt)
    assert "add(1, 2)" in text
    assert "negative numbers" in text
    assert not [secret for secret in SECRETS if secret in text]
    assert "Show me the reference" in text
    assert "A + b" not in text
    assert "Reference</h2>" not in text


def test_passing_shows_the_reference_and_every_case(learner: Client, open_attempt: Open, judged: Judged) -> None:
    attempt = open_attempt(CODE)
    judged(attempt, Verdict.ACCEPTED)
    text = page(learner, attempt)
    assert "Reference</h2>" in text
    assert "secretasked" in text
    assert "How well did you recall it?" in text


def test_giving_up_shows_the_reference_too(learner: Client, open_attempt: Open, judged: Judged) -> None:
    attempt = open_attempt(CODE)
    judged(attempt, Verdict.TIME_LIMIT)
    learner.post(f"/attempts/{attempt}/give-up")
    text = page(learner, attempt)
    assert "Reference</h2>" in text
    assert "secretasked" in text


def test_trying_again_is_a_new_attempt_with_the_same_draw(learner: Client, open_attempt: Open, judged: Judged) -> None:
    first = open_attempt(CODE, seed=77)
    judged(first, Verdict.WRONG_ANSWER)
    answer = learner.post(f"/attempts/{first}/submit", {"text": "def add(a, b): return b + a"}, headers={"HX-Request": "true"})
    second = actions.attempts(CODE)[-1]
    assert second.id != first
    assert (second.seed, second.pending) == (77, True)
    assert answer.headers["HX-Push-Url"] == f"/attempts/{second.id}/"
    assert actions.attempt(first).report is not None


def test_a_double_click_submits_once(learner: Client, open_attempt: Open) -> None:
    attempt = open_attempt(CODE)
    for _ in range(2):
        learner.post(f"/attempts/{attempt}/submit", {"text": "def add(a, b): return a + b"})
    assert len(actions.attempts(CODE)) == 1


def test_other_code_is_refused_while_the_judge_is_at_work(learner: Client, open_attempt: Open) -> None:
    attempt = open_attempt(CODE)
    learner.post(f"/attempts/{attempt}/submit", {"text": "one"})
    refused = learner.post(f"/attempts/{attempt}/submit", {"text": "two"}, headers={"HX-Request": "true"})
    assert refused.status_code == 409
    assert "still%20at%20work" in refused.headers["X-Sentence"]
    assert len(actions.attempts(CODE)) == 1


def test_nothing_is_handed_in_while_too_many_wait(learner: Client, open_attempt: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    attempt = open_attempt(CODE)
    monkeypatch.setattr(judging, "full", lambda: True)
    refused = learner.post(f"/attempts/{attempt}/submit", {"text": "one"}, headers={"HX-Request": "true"})
    assert refused.status_code == 409
    assert "was%20not%20handed%20in" in refused.headers["X-Sentence"]
    assert actions.attempt(attempt).submission is None


def test_an_empty_submission_is_judged_and_a_huge_one_refused(learner: Client, open_attempt: Open) -> None:
    attempt = open_attempt(CODE)
    refused = learner.post(f"/attempts/{attempt}/submit", {"text": "x" * 1_000_001})
    assert refused.status_code == 400
    assert "is the most" in refused.text
    assert not actions.attempt(attempt).pending
    assert learner.post(f"/attempts/{attempt}/submit", {"text": ""}).status_code == 303
    assert actions.attempt(attempt).pending


def test_a_page_about_a_pending_attempt_wakes_the_judge(learner: Client, open_attempt: Open, monkeypatch: object) -> None:
    attempt = open_attempt(CODE)
    actions.submit(attempt, Submission.of({"solution.py": b"x"}), now=NOW)
    woken: list[str] = []
    monkeypatch.setattr(judging, "wake", woken.append)  # type: ignore[attr-defined]
    assert "Waiting for the judge" in page(learner, attempt)
    assert woken == [attempt]


def test_a_report_that_could_not_be_saved_offers_to_judge_again(learner: Client, open_attempt: Open, monkeypatch: object) -> None:
    attempt = open_attempt(CODE)
    actions.submit(attempt, Submission.of({"solution.py": b"x"}), now=NOW)
    monkeypatch.setattr(judging, "unsaved", lambda attempt_id: "The disk is full.")  # type: ignore[attr-defined]
    text = page(learner, attempt)
    assert "The disk is full." in text
    assert "Judge it again" in text
    assert "sse-connect" not in text


def test_an_attempt_whose_item_is_gone_still_shows_what_was_handed_in_and_found(
    learner: Client, open_attempt: Open, judged: Judged
) -> None:
    attempt = open_attempt("00000000-0000-4000-8000-0000000000ff")
    judged(attempt, Verdict.WRONG_ANSWER, solution_py=b"def add(a, b): return 41\n")
    text = page(learner, attempt)
    assert "no longer in the curriculum" in text
    assert "The judge said so." in text
    assert "41" in text
    assert learner.post(f"/attempts/{attempt}/submit", {"text": "x"}).status_code == 404
