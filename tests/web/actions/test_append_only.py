import pytest
from django.db import DatabaseError, connection, transaction

from hotseat.web.records import models
from hotseat.web.records.append_only import AppendOnly, NotAppendOnly
from hotseat.web.resume import models as resume
from tests.web.actions.histories import finished

HISTORY = [model for model in AppendOnly.__subclasses__() if not model._meta.abstract]


def rows() -> dict[str, int]:
    """How many rows each table of the history has."""
    return {model.__name__: model.objects.count() for model in HISTORY}


def test_the_history_is_every_table_but_the_drafts() -> None:
    assert len(HISTORY) == 12
    assert not issubclass(models.Draft, AppendOnly)


@pytest.mark.parametrize("model", HISTORY, ids=lambda model: model.__name__)
@pytest.mark.parametrize("change", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
def test_the_database_refuses_to_change_history(model: type[AppendOnly], change: str) -> None:
    finished()
    _add_the_rest()
    before = rows()
    column = model._meta.pk.column
    statement = change.format(table=model._meta.db_table, column=column)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert rows() == before
    assert before[model.__name__] > 0


def test_a_row_cannot_be_saved_twice() -> None:
    finished()
    row = models.Rating.objects.get()
    row.rating = 4
    with pytest.raises(NotAppendOnly):
        row.save()
    with pytest.raises(NotAppendOnly):
        row.delete()
    with pytest.raises(NotAppendOnly):
        models.Rating.objects.update(rating=4)
    with pytest.raises(NotAppendOnly):
        models.Rating.objects.all().delete()
    assert models.Rating.objects.get().rating == 3


def _add_the_rest() -> None:
    """Rows of the tables that a finished attempt leaves empty."""
    attempt = models.Attempt.objects.get()
    models.GivingUp.objects.create(attempt=attempt, gave_up_at=attempt.opened_at)
    models.SettingsChange.objects.create(body={}, changed_at=attempt.opened_at)
    resume.Event.objects.create(resume=attempt.id, happened_at=attempt.opened_at, body={})
    resume.PageRead.objects.create(resume=attempt.id, number=1, text="", png=b"")
