from dataclasses import replace
from datetime import UTC, datetime

from hotseat.core.attempt import Attempt, Rating
from hotseat.core.report import Report
from hotseat.core.verdict import Verdict

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def test_an_attempt_is_pending_from_its_submission_to_its_report() -> None:
    opened = Attempt("1", "uuid", NOON, 7)
    submitted = replace(opened, submitted_at=NOON)
    reported = replace(submitted, report=Report("a/b", Verdict.JUDGE_ERROR, ""), reported_at=NOON)
    assert [attempt.pending for attempt in (opened, submitted, reported)] == [False, True, False]


def test_ratings_have_the_numbers_of_spaced_repetition() -> None:
    assert [(rating.name, int(rating)) for rating in Rating] == [("AGAIN", 1), ("HARD", 2), ("GOOD", 3), ("EASY", 4)]
