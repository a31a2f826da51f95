import pytest

from hotseat.core.attempt import Rating
from hotseat.core.submission import MAX_BYTES, Submission, SubmissionRefused
from hotseat.core.verdict import Verdict
from hotseat.web import actions
from hotseat.web.actions import Refused, UnknownAttempt
from tests.web.actions.histories import FILES, ITEM, at, finished, report


def test_an_attempt_is_read_back_with_everything_that_happened_to_it() -> None:
    attempt = actions.attempt(finished())
    assert (attempt.item, attempt.seed, attempt.opened_at) == (ITEM, 7, at(0))
    assert attempt.submission == FILES
    assert (attempt.submitted_at, attempt.reported_at, attempt.rated_at) == (at(2), at(3), at(5))
    assert attempt.report == report()
    assert attempt.self_assessed == {"cost": True, "sharing": False}
    assert attempt.rating is Rating.GOOD
    assert actions.hints_opened(attempt.id) == 1
    assert actions.commitments(attempt.id)["answer.md"].seconds == 42


def test_attempts_come_oldest_first_and_can_be_asked_for_by_item() -> None:
    later, earlier = finished(60), finished(0)
    other = actions.open_attempt("00000000-0000-4000-8000-000000000009", now=at(30), seed=1)
    assert [attempt.id for attempt in actions.attempts()] == [earlier, other.id, later]
    assert [attempt.id for attempt in actions.attempts(ITEM)] == [earlier, later]


def test_reading_many_attempts_takes_as_many_queries_as_reading_one(django_assert_max_num_queries: object) -> None:
    for minute in range(0, 60, 10):
        finished(minute)
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        actions.attempts()


def test_what_is_submitted_without_a_report_is_pending() -> None:
    attempt = actions.open_attempt(ITEM, now=at(0), seed=1)
    assert actions.pending() == ()
    assert actions.submit(attempt.id, FILES, now=at(1)).pending
    assert actions.pending() == (attempt.id,)
    actions.record_report(attempt.id, report(), now=at(2))
    assert actions.pending() == ()


def test_submitting_the_same_files_again_changes_nothing() -> None:
    attempt = actions.open_attempt(ITEM, now=at(0), seed=1)
    actions.submit(attempt.id, FILES, now=at(1))
    assert actions.submit(attempt.id, FILES, now=at(2)).submitted_at == at(1)


def test_an_attempt_takes_one_submission_only() -> None:
    attempt = actions.open_attempt(ITEM, now=at(0), seed=1)
    actions.submit(attempt.id, FILES, now=at(1))
    with pytest.raises(Refused, match="submitted already"):
        actions.submit(attempt.id, Submission.of({"solution.py": b"other"}), now=at(2))
    assert actions.attempt(attempt.id).submission == FILES


def test_the_first_report_stands() -> None:
    attempt = actions.open_attempt(ITEM, now=at(0), seed=1)
    actions.submit(attempt.id, FILES, now=at(1))
    assert actions.record_report(attempt.id, report(Verdict.WRONG_ANSWER), now=at(2))
    assert not actions.record_report(attempt.id, report(Verdict.ACCEPTED), now=at(3))
    kept = actions.attempt(attempt.id)
    assert kept.report == report(Verdict.WRONG_ANSWER)
    assert kept.reported_at == at(2)


def test_nothing_is_reported_about_an_attempt_that_was_not_submitted() -> None:
    attempt = actions.open_attempt(ITEM, now=at(0), seed=1)
    with pytest.raises(Refused, match="not submitted"):
        actions.record_report(attempt.id, report(), now=at(1))


def test_the_first_commitment_to_a_part_stands_and_ends_its_draft() -> None:
    attempt = actions.open_attempt(ITEM, now=at(0), seed=1)
    actions.save_draft(attempt.id, "answer.md", "half a thou", now=at(1))
    actions.commit(attempt.id, "answer.md", "a thought", now=at(2))
    actions.commit(attempt.id, "answer.md", "what the page said afterwards", now=at(3))
    actions.save_draft(attempt.id, "answer.md", "a late keystroke", now=at(4))
    assert actions.commitments(attempt.id)["answer.md"].text == "a thought"
    assert actions.drafts(attempt.id) == {}


def test_a_draft_is_the_newest_text_until_it_is_submitted() -> None:
    attempt = actions.open_attempt(ITEM, now=at(0), seed=1)
    actions.save_draft(attempt.id, "solution.py", "x = 1", now=at(1))
    actions.save_draft(attempt.id, "solution.py", "x = 12", now=at(2))
    assert actions.drafts(attempt.id) == {"solution.py": "x = 12"}
    actions.submit(attempt.id, FILES, now=at(3))
    assert actions.drafts(attempt.id) == {}
    with pytest.raises(Refused, match="was submitted"):
        actions.save_draft(attempt.id, "solution.py", "x = 123", now=at(4))


@pytest.mark.parametrize(
    ("path", "text", "why"),
    [
        ("answer.md", "a\0b", "NUL"),
        ("answer.md", "\ud800", "surrogate"),
        ("answer.md", "x" * (MAX_BYTES + 1), "is the most"),
        ("../answer.md", "x", "plain relative path"),
    ],
)
def test_a_text_that_no_submission_could_hold_is_refused_with_a_sentence(path: str, text: str, why: str) -> None:
    attempt = actions.open_attempt(ITEM, now=at(0), seed=1)
    with pytest.raises(SubmissionRefused, match=why):
        actions.save_draft(attempt.id, path, text, now=at(1))
    assert actions.drafts(attempt.id) == {}


def test_the_newest_rating_and_assessment_count() -> None:
    attempt = finished()
    actions.rate(attempt, Rating.HARD, now=at(9))
    actions.self_assess(attempt, {"cost": False}, now=at(9))
    kept = actions.attempt(attempt)
    assert (kept.rating, kept.rated_at, kept.self_assessed) == (Rating.HARD, at(9), {"cost": False})


def test_an_attempt_that_is_not_finished_cannot_be_rated() -> None:
    attempt = actions.open_attempt(ITEM, now=at(0), seed=1)
    with pytest.raises(Refused, match="not finished"):
        actions.rate(attempt.id, Rating.GOOD, now=at(1))
    actions.submit(attempt.id, FILES, now=at(2))
    with pytest.raises(Refused, match="not finished"):
        actions.rate(attempt.id, Rating.GOOD, now=at(3))


def test_giving_up_finishes_an_attempt_and_again_changes_nothing() -> None:
    attempt = actions.open_attempt(ITEM, now=at(0), seed=1)
    actions.give_up(attempt.id, now=at(1))
    actions.give_up(attempt.id, now=at(2))
    actions.rate(attempt.id, Rating.AGAIN, now=at(3))
    assert actions.attempt(attempt.id).gave_up


def test_an_answer_that_no_machine_decides_can_be_rated() -> None:
    attempt = actions.open_attempt(ITEM, now=at(0), seed=1)
    actions.commit(attempt.id, "answer.md", "I gave her the incident.", now=at(1))
    actions.rate(attempt.id, Rating.GOOD, now=at(2))
    assert actions.attempt(attempt.id).rating is Rating.GOOD


@pytest.mark.parametrize("attempt_id", ["00000000-0000-4000-8000-000000000000", "nonsense", ""])
def test_an_unknown_attempt_is_said_to_be_unknown(attempt_id: str) -> None:
    with pytest.raises(UnknownAttempt, match="no attempt"):
        actions.attempt(attempt_id)
    with pytest.raises(UnknownAttempt, match="no attempt"):
        actions.give_up(attempt_id, now=at(0))
