"""The tables. What happens to a résumé is a row each; nothing is changed, and only erasing all of it deletes."""

import uuid

from django.db import models

from hotseat.web.records.append_only import AppendOnly


class Event(AppendOnly):
    """Something happened to a résumé. `body` is the event as `hotseat.resume.events.event_body` writes it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    resume = models.UUIDField(db_index=True)
    happened_at = models.DateTimeField()
    body = models.JSONField()


class PageRead(AppendOnly):
    """A page that a résumé was read from: its text, and a picture (PNG) where the format has pages. `number` counts from 1."""

    resume = models.UUIDField()
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    png = models.BinaryField()

    class Meta:
        """A résumé has each of its pages once."""

        constraints = (models.UniqueConstraint(fields=["resume", "number"], name="one_row_per_page"),)
