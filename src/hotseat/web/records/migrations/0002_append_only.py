"""The database itself refuses to change or delete history, whoever asks."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

HISTORY = (
    "attempt",
    "commitment",
    "hint",
    "submission",
    "submittedfile",
    "report",
    "givingup",
    "selfassessment",
    "rating",
    "settingschange",
)


def refuse_changes(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add a trigger for every table and way of changing it."""
    for table in HISTORY:
        for change in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER records_{table}_no_{change.lower()} BEFORE {change} ON records_{table} "
                f"BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"
            )


def allow_changes(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers."""
    for table in HISTORY:
        for change in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER records_{table}_no_{change}")


class Migration(migrations.Migration):
    """After the tables, before any row."""

    dependencies = (("records", "0001_attempts"),)
    operations = (migrations.RunPython(refuse_changes, allow_changes),)
