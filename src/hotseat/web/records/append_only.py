"""Rows that are written once. The database refuses to change them too (migration `0002_append_only`)."""

from typing import Any, NoReturn

from django.db import models


class NotAppendOnly(TypeError):
    """Code tried to change or delete a row of the learner's history."""


class AppendOnlyQuerySet[M: models.Model](models.QuerySet[M]):
    """A query set that adds and reads."""

    def update(self, **_fields: Any) -> NoReturn:
        """Refused."""
        raise NotAppendOnly(f"{self.model.__name__} rows are never changed. Add a row that says what happened.")

    def delete(self) -> NoReturn:
        """Refused."""
        raise NotAppendOnly(f"{self.model.__name__} rows are never deleted.")


class AppendOnly(models.Model):
    """Base of every row of the learner's history."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        """Not a table of its own."""

        abstract = True

    def save(self, **options: Any) -> None:
        """Add the row. Raises `NotAppendOnly` when it is in the database already."""
        if not self._state.adding:
            raise NotAppendOnly(f"This {type(self).__name__} is written. Add a row that says what happened.")
        super().save(force_insert=True, using=options.get("using"))

    def delete(self, *_args: Any, **_options: Any) -> NoReturn:
        """Refused."""
        raise NotAppendOnly(f"{type(self).__name__} rows are never deleted.")
