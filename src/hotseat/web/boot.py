"""Makes Django ready on a learner's data folder: for the app, for the terminal, for a worker."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from hotseat.web.home import Home, HomeUnusable

APPS = ("records", "resume")
"""The apps that have tables."""


class NewerData(HomeUnusable):
    """The data was written by a newer Hotseat."""


class DataUnreadable(HomeUnusable):
    """The data file is no database that this Hotseat can read."""


def setup(home: Path) -> None:
    """Configure Django on this data folder and bring the data to today's form.

    Import models and actions only after it. Data in today's form costs one query. Raises `HomeUnusable`, or its
    `NewerData` and `DataUnreadable`, with a sentence for the learner; nothing was changed then.
    """
    place = Home(home.expanduser().resolve())
    place.create()
    waiting = _not_applied(place)
    os.environ["HOTSEAT_HOME"] = str(place.path)
    os.environ["DJANGO_SETTINGS_MODULE"] = "hotseat.web.settings"
    import django

    django.setup()
    if waiting:
        _migrate(place)


def known_migrations() -> frozenset[str]:
    """The names of the changes of form that this Hotseat knows; those of an app but `records` begin with its name."""
    folders = {app: Path(__file__).parent / app / "migrations" for app in APPS}
    return frozenset(_named(app, path.stem) for app, folder in folders.items() for path in folder.glob("[0-9]*.py"))


def applied_migrations(connection: sqlite3.Connection) -> frozenset[str]:
    """The names of the changes of form that this database has. Raises `sqlite3.OperationalError` where it has no tables."""
    rows = connection.execute("SELECT app, name FROM django_migrations").fetchall()
    return frozenset(_named(app, name) for app, name in rows)


def _named(app: str, name: str) -> str:
    return name if app == "records" else f"{app}.{name}"


def _not_applied(home: Home) -> frozenset[str]:
    """The changes of form that the data still needs. Reads the file itself: loading Django's own answer takes longer."""
    if not home.database.exists():
        return known_migrations()
    try:
        with closing(sqlite3.connect(f"{home.database.as_uri()}?mode=rw", uri=True, timeout=20)) as connection:
            applied = applied_migrations(connection)
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return known_migrations()
        raise DataUnreadable(f"The data file {home.database} cannot be opened: {error}. Nothing was changed.") from None
    except sqlite3.DatabaseError as error:
        raise DataUnreadable(
            f"The data file {home.database} is damaged or is no database: {error}. Nothing was changed. "
            f"Move it away and put a backup from {home.backups} in its place, or start without it."
        ) from None
    if newer := applied - known_migrations():
        raise NewerData(
            f"A newer Hotseat wrote the data in {home.path} (it has {', '.join(sorted(newer))}). "
            "Nothing was changed. Get the newest Hotseat, or set HOTSEAT_HOME to another folder."
        )
    return known_migrations() - applied


def _migrate(home: Home) -> None:
    """Bring the data to today's form, one process at a time, after copying what is there."""
    from django.core.management import call_command

    with _locked(home.migration_lock):
        waiting = _not_applied(home)
        if not waiting:
            return
        if waiting != known_migrations():
            _keep_copy(home, before=min(waiting))
        call_command("migrate", verbosity=0, interactive=False)


def _keep_copy(home: Home, *, before: str) -> None:
    home.backups.mkdir(mode=0o700, exist_ok=True)
    with (
        closing(sqlite3.connect(home.database)) as source,
        closing(sqlite3.connect(home.backups / f"before-{before}.sqlite3")) as copy,
    ):
        source.backup(copy)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
