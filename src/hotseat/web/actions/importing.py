"""Takes an export in: all of it or nothing, and what is here already stays as it is."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import msgspec
from django.db.models import Model

from hotseat.core.report import Report
from hotseat.core.submission import Submission
from hotseat.web.actions import portable
from hotseat.web.actions.errors import Refused, writing
from hotseat.web.actions.reads import core_attempt
from hotseat.web.actions.settings import read_settings
from hotseat.web.records import models
from hotseat.web.resume.transfer import Resumes


class ImportRefused(Refused):
    """The file cannot be taken in. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import did, in attempts: `added` are new here, `extended` gained something, `unchanged` were here whole.

    `differing` were here with another submission and stay as they are. `settings` counts the changes of settings added,
    `resume` the events of résumés.
    """

    added: int = 0
    extended: int = 0
    unchanged: int = 0
    differing: int = 0
    settings: int = 0
    resume: int = 0


def import_lines(lines: Iterable[str]) -> ImportSummary:
    """Take in what `export_lines` wrote. Importing it again changes nothing. Raises `ImportRefused` or `StorageFailed`."""
    attempts, changes, resumes = _read(lines)
    counts = dict.fromkeys(("added", "extended", "unchanged", "differing"), 0)
    with writing():
        for attempt in attempts:
            counts[_take(attempt)] += 1
        known = set(models.SettingsChange.objects.values_list("id", flat=True))
        new = [change for change in changes if change.id not in known]
        for change in new:
            models.SettingsChange.objects.create(id=change.id, body=change.body, changed_at=change.changed_at)
        taken = resumes.take()
    return ImportSummary(**counts, settings=len(new), resume=taken)


def _read(lines: Iterable[str]) -> tuple[list[portable.Attempt], list[portable.Settings], Resumes]:
    """Every line checked, before anything is written."""
    numbered = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
    _check_header(numbered)
    attempts: list[portable.Attempt] = []
    changes: list[portable.Settings] = []
    resumes = Resumes()
    for number, text in numbered:
        with _at_line(number):
            match msgspec.json.decode(text, type=portable.Entry):
                case portable.Entry() as entry if len(_parts(entry)) != 1:
                    raise ValueError("it is not one attempt, one change of settings, one part of a résumé or the end")
                case portable.Entry(end=portable.End() as end):
                    told = (end.attempts, end.settings, end.resume_events, end.resume_pages)
                    if told != (len(attempts), len(changes), len(resumes.events), len(resumes.pages)):
                        raise ValueError(
                            f"it counts {end.attempts} attempts and {end.settings} settings, which are not all there"
                        )
                    return attempts, changes, resumes
                case portable.Entry(attempt=portable.Attempt() as attempt):
                    _check(attempt)
                    attempts.append(attempt)
                case portable.Entry(settings=portable.Settings() as change):
                    read_settings(change.body)
                    changes.append(change)
                case portable.Entry() as entry:
                    resumes.add(entry)
    raise ImportRefused(
        "This file is cut short: its last line is missing. Nothing was imported. Export again, or use another copy."
    )


def _parts(entry: portable.Entry) -> list[object]:
    found = (entry.attempt, entry.settings, entry.resume_event, entry.resume_page, entry.end)
    return [part for part in found if part is not None]


def _check_header(numbered: Iterator[tuple[int, str]]) -> None:
    try:
        _, text = next(numbered)
        header = msgspec.json.decode(text)
        known, version = header["format"] == portable.FORMAT, header["format_version"]
    except (StopIteration, msgspec.DecodeError, UnicodeDecodeError, TypeError, KeyError):
        known, version = False, None
    if not known:
        raise ImportRefused("This is no Hotseat export: its first line does not say so. Nothing was imported.")
    if version != portable.FORMAT_VERSION:
        raise ImportRefused(
            f"This file has format {version!r}; this Hotseat reads {portable.FORMAT_VERSION}. "
            "Nothing was imported. Update Hotseat, then import it."
        )


@contextmanager
def _at_line(number: int) -> Iterator[None]:
    try:
        yield
    except (ValueError, TypeError, KeyError) as error:
        raise ImportRefused(f"Line {number} of this file cannot be read: {error}. Nothing was imported.") from None


def _check(attempt: portable.Attempt) -> None:
    """Raises `ValueError` or a relative for an attempt that could not have come about here."""
    if attempt.submission is not None:
        Submission.of({file.path: file.data for file in attempt.submission.files})
    if attempt.report is not None:
        if attempt.submission is None:
            raise ValueError("a report without a submission")
        Report.from_json(attempt.report.body)


def _take(incoming: portable.Attempt) -> str:
    """Add what is not here yet of one attempt. Returns which count of the summary it belongs to."""
    row = models.Attempt.objects.filter(id=incoming.id).first()
    if row is None:
        row = models.Attempt.objects.create(
            id=incoming.id, item=incoming.item, opened_at=incoming.opened_at, seed=incoming.seed, test_out=incoming.test_out
        )
        _extend(row, incoming)
        return "added"
    if _differs(row, incoming):
        return "differing"
    return "extended" if _extend(row, incoming) else "unchanged"


def _differs(row: models.Attempt, incoming: portable.Attempt) -> bool:
    """Whether the same attempt took two ways: other files were submitted here than there."""
    here = core_attempt(row).submission
    there = incoming.submission
    other_files = here and there and here.files != {file.path: file.data for file in there.files}
    return bool(other_files) or (row.item, row.seed) != (incoming.item, incoming.seed)


def _extend(row: models.Attempt, incoming: portable.Attempt) -> bool:
    """Add the rows that this attempt lacks. Returns whether there were any."""
    missing = list(_missing(row, incoming))
    for each in missing:
        each.save()
    return bool(missing)


def _missing(row: models.Attempt, incoming: portable.Attempt) -> Iterator[Model]:
    for part in incoming.commitments:
        if not row.commitments.filter(path=part.path).exists():
            yield models.Commitment(
                attempt=row, path=part.path, text=part.text, seconds=part.seconds, committed_at=part.committed_at
            )
    for hint in incoming.hints:
        if not row.hints.filter(number=hint.number).exists():
            yield models.Hint(attempt=row, number=hint.number, opened_at=hint.opened_at)
    if incoming.submission and not hasattr(row, "submission"):
        submission = models.Submission(attempt=row, submitted_at=incoming.submission.submitted_at)
        yield submission
        for file in incoming.submission.files:
            yield models.SubmittedFile(submission=submission, path=file.path, data=file.data)
    if incoming.report and not hasattr(row, "report"):
        body, when = incoming.report.body, incoming.report.reported_at
        yield models.Report(attempt=row, verdict=body["verdict"], body=body, reported_at=when)
    if incoming.gave_up_at and not hasattr(row, "giving_up"):
        yield models.GivingUp(attempt=row, gave_up_at=incoming.gave_up_at)
    for one in incoming.self_assessments:
        if not models.SelfAssessment.objects.filter(id=one.id).exists():
            yield models.SelfAssessment(id=one.id, attempt=row, marks=one.marks, assessed_at=one.assessed_at)
    for rated in incoming.ratings:
        if not models.Rating.objects.filter(id=rated.id).exists():
            yield models.Rating(id=rated.id, attempt=row, rating=rated.rating, rated_at=rated.rated_at)
    for draft in incoming.drafts:
        if not row.drafts.filter(path=draft.path).exists() and not hasattr(row, "submission"):
            yield models.Draft(attempt=row, path=draft.path, text=draft.text, saved_at=draft.saved_at)
