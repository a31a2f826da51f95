"""What happens to an attempt, from open to rated. Each function is one mutation, done when it returns."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from hotseat.core.attempt import Attempt, Rating
from hotseat.core.report import Report
from hotseat.core.submission import MAX_BYTES, Submission, SubmissionRefused
from hotseat.web.actions.errors import Refused, UnknownAttempt, writing
from hotseat.web.actions.reads import attempt, core_attempt
from hotseat.web.records import models


def open_attempt(item_uuid: str, *, now: datetime, seed: int, test_out: bool = False) -> Attempt:
    """Open an attempt at the item with this uuid. `seed` is 64 bits at most; `test_out` marks "I know this"."""
    with writing():
        row = models.Attempt.objects.create(item=UUID(item_uuid), opened_at=now, seed=seed, test_out=test_out)
    return core_attempt(row)


def save_draft(attempt_id: str, path: str, text: str, *, now: datetime) -> None:
    """Keep what the learner is writing; what they committed to already stays as it is.

    Raises `Refused` once the attempt is submitted, `SubmissionRefused` for an unfit text.
    """
    _plain_text(path, text)
    with writing():
        row = _open(attempt_id)
        if row.commitments.filter(path=path).exists():
            return
        models.Draft.objects.update_or_create(attempt=row, path=path, defaults={"text": text, "saved_at": now})


def commit(attempt_id: str, path: str, text: str, *, now: datetime, seconds: int | None = None) -> None:
    """Commit to a part of the submission before the rest is asked; the first commitment to a part stands.

    `seconds` says how long the learner spoke, where they said it aloud. Raises `Refused` once the attempt is submitted.
    """
    _plain_text(path, text)
    with writing():
        row = _open(attempt_id)
        if not row.commitments.filter(path=path).exists():
            models.Commitment.objects.create(attempt=row, path=path, text=text, seconds=seconds, committed_at=now)
            models.Draft.objects.filter(attempt=row, path=path).delete()


def open_hint(attempt_id: str, number: int, *, now: datetime) -> None:
    """Note that the learner opened this hint, counted from 1. Again changes nothing."""
    with writing():
        row = _row(attempt_id)
        if not row.hints.filter(number=number).exists():
            models.Hint.objects.create(attempt=row, number=number, opened_at=now)


def submit(attempt_id: str, submission: Submission, *, now: datetime) -> Attempt:
    """Hand the submission to the judge: from now on the attempt is pending, and a report will come whatever happens.

    The same files again change nothing. Raises `Refused` when the attempt has another submission.
    """
    with writing():
        row = _row(attempt_id)
        before = core_attempt(row)
        if before.submission is not None:
            if before.submission != submission:
                raise Refused(
                    "This attempt was submitted already, with other files. They are kept. Open a new attempt to try again."
                )
            return before
        submitted = models.Submission.objects.create(attempt=row, submitted_at=now)
        models.SubmittedFile.objects.bulk_create(
            models.SubmittedFile(submission=submitted, path=path, data=data) for path, data in submission.files.items()
        )
        models.Draft.objects.filter(attempt=row).delete()
    return attempt(attempt_id)


def record_report(attempt_id: str, report: Report, *, now: datetime) -> bool:
    """Keep what the judge found. False when the attempt has its report already: the first one stands.

    Raises `Refused` for an attempt that was never submitted.
    """
    with writing():
        row = _row(attempt_id)
        if not models.Submission.objects.filter(attempt=row).exists():
            raise Refused("This attempt was not submitted, so there is nothing to report about.")
        try:
            with transaction.atomic():
                models.Report.objects.create(attempt=row, verdict=report.verdict, body=report.as_json(), reported_at=now)
        except IntegrityError:
            return False
    return True


def give_up(attempt_id: str, *, now: datetime) -> None:
    """Ask for the reference before passing. Again changes nothing."""
    with writing():
        row = _row(attempt_id)
        if not models.GivingUp.objects.filter(attempt=row).exists():
            models.GivingUp.objects.create(attempt=row, gave_up_at=now)


def self_assess(attempt_id: str, marks: Mapping[str, bool], *, now: datetime) -> None:
    """Keep which criteria the learner found in their own answer. The newest assessment counts."""
    with writing():
        models.SelfAssessment.objects.create(attempt=_row(attempt_id), marks=dict(marks), assessed_at=now)


def rate(attempt_id: str, rating: Rating, *, now: datetime) -> None:
    """Keep how well the learner recalled. The newest rating counts.

    Raises `Refused` while there is nothing to rate: the attempt has no report, was not given up and not assessed.
    """
    with writing():
        row = _row(attempt_id)
        known = core_attempt(row)
        if known.report is None and not known.gave_up and (known.pending or not _self_assessed(row)):
            raise Refused("This attempt is not finished. Submit it or give it up, then rate it.")
        models.Rating.objects.create(attempt=row, rating=int(rating), rated_at=now)


def _self_assessed(row: models.Attempt) -> bool:
    """Whether the learner compared an answer of theirs with criteria that no machine decides."""
    return row.commitments.exists() and not models.Submission.objects.filter(attempt=row).exists()


def _row(attempt_id: str) -> models.Attempt:
    try:
        return models.Attempt.objects.get(id=UUID(attempt_id))
    except (models.Attempt.DoesNotExist, ValueError):
        raise UnknownAttempt(f"There is no attempt {attempt_id}. It may be in another data folder (HOTSEAT_HOME).") from None


def _open(attempt_id: str) -> models.Attempt:
    """The row of an attempt that can still be written to."""
    row = _row(attempt_id)
    if models.Submission.objects.filter(attempt=row).exists():
        raise Refused("This attempt was submitted; what it holds is kept as it is. Open a new attempt to try again.")
    return row


def _plain_text(path: str, text: str) -> None:
    """Raises `SubmissionRefused` for what could not become a part of a submission."""
    if "\0" in text:
        raise SubmissionRefused("The text holds a NUL character. Remove it, then save again.")
    try:
        data = text.encode()
    except UnicodeEncodeError:
        raise SubmissionRefused("The text holds half of a character (a lone surrogate). Remove it, then save again.") from None
    if len(data) > MAX_BYTES:
        raise SubmissionRefused(f"The text is {len(data):,} bytes; {MAX_BYTES:,} is the most. Shorten it, then save again.")
    Submission.of({path: data})
