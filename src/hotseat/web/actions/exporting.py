"""Everything the learner has, as lines of text, and as a copy of the database."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from django.conf import settings
from django.db import transaction

from hotseat.web.actions import portable
from hotseat.web.actions.errors import Refused, failure
from hotseat.web.records import models
from hotseat.web.resume import models as resume


def export_lines() -> Iterator[str]:
    """The export, line by line without newlines, as it stood at one moment. The same data gives the same lines."""
    with transaction.atomic():
        attempts = [_attempt(row) for row in _rows()]
        changes = [
            portable.Settings(id=row.id, changed_at=row.changed_at, body=row.body)
            for row in models.SettingsChange.objects.order_by("changed_at", "id")
        ]
        events = [
            portable.ResumeEvent(id=row.id, resume=row.resume, happened_at=row.happened_at, body=row.body)
            for row in resume.Event.objects.order_by("happened_at", "id")
        ]
        pages = [
            portable.ResumePage(resume=row.resume, number=row.number, text=row.text, png=bytes(row.png))
            for row in resume.PageRead.objects.order_by("resume", "number")
        ]
    yield portable.write(portable.Header(format=portable.FORMAT, format_version=portable.FORMAT_VERSION))
    yield from (portable.write(portable.Entry(attempt=attempt)) for attempt in attempts)
    yield from (portable.write(portable.Entry(settings=change)) for change in changes)
    yield from (portable.write(portable.Entry(resume_event=event)) for event in events)
    yield from (portable.write(portable.Entry(resume_page=page)) for page in pages)
    end = portable.End(attempts=len(attempts), settings=len(changes), resume_events=len(events), resume_pages=len(pages))
    yield portable.write(portable.Entry(end=end))


def backup(path: Path) -> None:
    """Write a copy of the database to `path`, as it stands at one moment, while the app may be writing.

    The copy is one file and appears whole or not at all. Raises `Refused` when the file exists, `StorageFailed` when it
    cannot be written.
    """
    if path.exists():
        raise Refused(f"{path} exists. It was left as it is. Name another file.")
    partial = path.with_name(f".{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        with closing(sqlite3.connect(settings.HOME.database)) as source, closing(sqlite3.connect(partial)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        partial.chmod(0o600)
        partial.replace(path)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise failure(error) from error


def _rows() -> Iterator[models.Attempt]:
    rows = models.Attempt.objects.select_related("submission", "report", "giving_up").order_by("opened_at", "id")
    yield from rows.prefetch_related("submission__files", "commitments", "hints", "self_assessments", "ratings", "drafts")


def _attempt(row: models.Attempt) -> portable.Attempt:
    submission = getattr(row, "submission", None)
    report = getattr(row, "report", None)
    giving_up = getattr(row, "giving_up", None)
    return portable.Attempt(
        id=row.id,
        item=row.item,
        opened_at=row.opened_at,
        seed=row.seed,
        test_out=row.test_out,
        commitments=[
            portable.Commitment(path=one.path, text=one.text, committed_at=one.committed_at, seconds=one.seconds)
            for one in sorted(row.commitments.all(), key=lambda one: (one.committed_at, one.path))
        ],
        hints=[
            portable.Hint(number=one.number, opened_at=one.opened_at)
            for one in sorted(row.hints.all(), key=lambda one: one.number)
        ],
        submission=portable.Submission(
            submitted_at=submission.submitted_at,
            files=[
                portable.File.of(file.path, bytes(file.data))
                for file in sorted(submission.files.all(), key=lambda file: file.path)
            ],
        )
        if submission
        else None,
        report=portable.Report(reported_at=report.reported_at, body=report.body) if report else None,
        gave_up_at=giving_up.gave_up_at if giving_up else None,
        self_assessments=[
            portable.SelfAssessment(id=one.id, marks=one.marks, assessed_at=one.assessed_at)
            for one in sorted(row.self_assessments.all(), key=lambda one: (one.assessed_at, one.id))
        ],
        ratings=[
            portable.Rating(id=one.id, rating=one.rating, rated_at=one.rated_at)
            for one in sorted(row.ratings.all(), key=lambda one: (one.rated_at, one.id))
        ],
        drafts=[
            portable.Draft(path=one.path, text=one.text, saved_at=one.saved_at)
            for one in sorted(row.drafts.all(), key=lambda one: one.path)
        ],
    )
