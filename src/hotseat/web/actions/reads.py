"""What the store holds, as the core's values."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet

from hotseat.core.attempt import Attempt, Rating
from hotseat.core.report import Report
from hotseat.core.submission import Submission
from hotseat.web.actions.errors import UnknownAttempt
from hotseat.web.records import models


def attempt(attempt_id: str) -> Attempt:
    """The attempt with this id. Raises `UnknownAttempt`."""
    try:
        return core_attempt(_whole().get(id=UUID(attempt_id)))
    except (models.Attempt.DoesNotExist, ValueError):
        raise UnknownAttempt(f"There is no attempt {attempt_id}. It may be in another data folder (HOTSEAT_HOME).") from None


def attempts(item_uuid: str | None = None) -> tuple[Attempt, ...]:
    """Every attempt, or those at one item, oldest first."""
    rows = _whole() if item_uuid is None else _whole().filter(item=UUID(item_uuid))
    return tuple(core_attempt(row) for row in rows)


def pending() -> tuple[str, ...]:
    """The ids of the attempts that the judge owes a report, oldest first."""
    owed = models.Submission.objects.filter(attempt__report__isnull=True).order_by("submitted_at", "attempt_id")
    return tuple(str(attempt_id) for attempt_id in owed.values_list("attempt_id", flat=True))


def drafts(attempt_id: str) -> dict[str, str]:
    """What the learner is writing for this attempt, by path."""
    return dict(models.Draft.objects.filter(attempt=UUID(attempt_id)).values_list("path", "text"))


def commitments(attempt_id: str) -> dict[str, models.Commitment]:
    """What the learner committed to in this attempt, by path, in that order."""
    return {row.path: row for row in models.Commitment.objects.filter(attempt=UUID(attempt_id)).order_by("committed_at", "id")}


def hints_opened(attempt_id: str) -> int:
    """How many hints the learner opened in this attempt."""
    return models.Hint.objects.filter(attempt=UUID(attempt_id)).count()


def core_attempt(row: models.Attempt) -> Attempt:
    """The row and everything that happened to it as one value."""
    submission = getattr(row, "submission", None)
    report = getattr(row, "report", None)
    assessed = list(row.self_assessments.all())
    ratings = list(row.ratings.all())
    newest_marks = max(assessed, key=lambda one: (one.assessed_at, one.id)).marks if assessed else {}
    newest_rating = max(ratings, key=lambda one: (one.rated_at, one.id)) if ratings else None
    return Attempt(
        id=str(row.id),
        item=str(row.item),
        opened_at=row.opened_at,
        seed=row.seed,
        submission=Submission({file.path: bytes(file.data) for file in submission.files.all()}) if submission else None,
        submitted_at=submission.submitted_at if submission else None,
        report=Report.from_json(report.body) if report else None,
        reported_at=report.reported_at if report else None,
        gave_up=hasattr(row, "giving_up"),
        test_out=row.test_out,
        self_assessed=newest_marks,
        rating=Rating(newest_rating.rating) if newest_rating else None,
        rated_at=newest_rating.rated_at if newest_rating else None,
    )


def _whole() -> QuerySet[models.Attempt]:
    """Attempts with everything that happened to them, in a fixed number of queries."""
    files = Prefetch("submission__files", queryset=models.SubmittedFile.objects.order_by("path"))
    return (
        models.Attempt.objects.select_related("submission", "report", "giving_up")
        .prefetch_related(files, "self_assessments", "ratings")
        .order_by("opened_at", "id")
    )
