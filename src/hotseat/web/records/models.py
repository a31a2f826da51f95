"""The tables. An attempt is one row, and each thing that happened to it is another; nothing is ever changed.

What is pending is derived: submitted and without a report. Only a draft is overwritten: it is what the learner is
writing now, not something that happened.
"""

import uuid

from django.db import models

from hotseat.web.records.append_only import AppendOnly


class Attempt(AppendOnly):
    """A try at an item was opened. `item` is the item's uuid; `seed` is what its chance is drawn from."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    item = models.UUIDField(db_index=True)
    opened_at = models.DateTimeField(db_index=True)
    seed = models.BigIntegerField()
    test_out = models.BooleanField(default=False)


class Commitment(AppendOnly):
    """The learner committed to a part of the submission before the rest was asked: their own answer, a prediction.

    `path` is the part's file in the submission. `seconds` is how long they spoke where they said it aloud.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="commitments")
    path = models.CharField(max_length=200)
    text = models.TextField()
    seconds = models.PositiveIntegerField(null=True)
    committed_at = models.DateTimeField()

    class Meta:
        """A part is committed to once."""

        constraints = (models.UniqueConstraint(fields=["attempt", "path"], name="one_commitment_per_part"),)


class Hint(AppendOnly):
    """The learner opened a hint. `number` counts from 1."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="hints")
    number = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()

    class Meta:
        """A hint is opened once."""

        constraints = (models.UniqueConstraint(fields=["attempt", "number"], name="one_opening_per_hint"),)


class Submission(AppendOnly):
    """The attempt was handed to the judge. Its files are `SubmittedFile` rows of the same transaction."""

    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, primary_key=True, related_name="submission")
    submitted_at = models.DateTimeField()


class SubmittedFile(AppendOnly):
    """One file of a submission, as its bytes."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="files")
    path = models.CharField(max_length=1000)
    data = models.BinaryField()

    class Meta:
        """A path occurs once in a submission."""

        constraints = (models.UniqueConstraint(fields=["submission", "path"], name="one_file_per_path"),)


class Report(AppendOnly):
    """The judge reported. One per attempt, so that judging twice is harmless: the second report is not taken.

    `body` is the report as `hotseat.core.report.Report.as_json` writes it.
    """

    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, primary_key=True, related_name="report")
    verdict = models.CharField(max_length=20)
    body = models.JSONField()
    reported_at = models.DateTimeField()


class GivingUp(AppendOnly):
    """The learner asked for the reference before passing."""

    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, primary_key=True, related_name="giving_up")
    gave_up_at = models.DateTimeField()


class SelfAssessment(AppendOnly):
    """The learner compared their answer with the criteria: by criterion id, whether it was there. The newest counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="self_assessments")
    marks = models.JSONField()
    assessed_at = models.DateTimeField()


class Rating(AppendOnly):
    """The learner said how well they recalled (1 to 4). The newest counts: a slip is mended by rating again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="ratings")
    rating = models.PositiveSmallIntegerField()
    rated_at = models.DateTimeField()


class SettingsChange(AppendOnly):
    """The learner saved their settings. The newest are in force."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    body = models.JSONField()
    changed_at = models.DateTimeField()


class Draft(models.Model):
    """What the learner is writing for an attempt and has not handed in; overwritten at every save."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="drafts")
    path = models.CharField(max_length=200)
    text = models.TextField()
    saved_at = models.DateTimeField()

    class Meta:
        """One draft for each file."""

        constraints = (models.UniqueConstraint(fields=["attempt", "path"], name="one_draft_per_file"),)
