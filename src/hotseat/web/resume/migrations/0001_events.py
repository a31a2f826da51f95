"""The tables, and triggers that refuse to change or delete a row, whoever asks."""

import uuid

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from hotseat.web.resume.guarding import TABLES, guard, unguard


def refuse_changes(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the triggers."""
    for table in TABLES:
        for statement in guard(table):
            schema_editor.execute(statement)


def allow_changes(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop them."""
    for table in TABLES:
        for statement in unguard(table):
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    """The first one."""

    initial = True

    dependencies = ()
    operations = (
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("resume", models.UUIDField(db_index=True)),
                ("happened_at", models.DateTimeField()),
                ("body", models.JSONField()),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="PageRead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("resume", models.UUIDField()),
                ("number", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                ("png", models.BinaryField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("resume", "number"), name="one_row_per_page")],
            },
        ),
        migrations.RunPython(refuse_changes, allow_changes),
    )
