"""What can be done with a résumé. The pages and the terminal call these alike."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.db import DatabaseError, connection

from hotseat.intake import ReadResume
from hotseat.resume.events import Added, AnyEvent, Happened, Imported, NewLine, event_body, read_event
from hotseat.resume.line import MOST, tidy
from hotseat.resume.sections import Section
from hotseat.resume.state import Resume, resume_after
from hotseat.web.actions.errors import Refused, failure, writing
from hotseat.web.resume import models
from hotseat.web.resume.guarding import TABLES, guard, unguard


class NoResume(Refused):
    """There is no résumé, or none with this id."""


def keep(name: str, read: ReadResume, *, now: datetime) -> UUID:
    """Keep what was read as the newest résumé. Returns its id."""
    resume = uuid4()
    lines = tuple(NewLine(id=str(uuid4()), section=line.section, text=line.text, bullet=line.bullet) for line in read.lines)
    event = Imported(name=name[:200], format=read.format, lines=lines, pages=len(read.pages))
    with writing():
        models.Event.objects.create(resume=resume, happened_at=now, body=event_body(event))
        for number, page in enumerate(read.pages, start=1):
            models.PageRead.objects.create(resume=resume, number=number, text=page.text, png=page.png)
    return resume


def record(resume: UUID, event: AnyEvent, *, now: datetime) -> None:
    """Something happened to this résumé. Raises `Refused` where it has no such line, or has room for no other one."""
    found = get(resume)
    if isinstance(event, Added):
        if len(found.lines) >= MOST:
            raise Refused(f"This résumé has {MOST} lines, which is the most. Nothing was added. Take one out first.")
        if not tidy(event.line.text):
            raise Refused("The line is empty. Nothing was added. Write it first.")
    elif not isinstance(event, Imported) and found.line(event.line) is None:
        raise Refused("This line is no longer there. What you wrote was not saved. Copy it, and open the résumé again.")
    with writing():
        models.Event.objects.create(resume=resume, happened_at=now, body=event_body(event))


def add_line(resume: UUID, section: Section, text: str, *, after: str, now: datetime) -> str:
    """Add a line that was not read. Returns its id."""
    line = NewLine(id=str(uuid4()), section=section, text=text, bullet=True)
    record(resume, Added(line=line, after=after), now=now)
    return line.id


def all_resumes() -> list[tuple[UUID, Resume]]:
    """Every résumé, the newest first."""
    by_resume: dict[UUID, list[Happened]] = {}
    for row in models.Event.objects.order_by("happened_at", "id"):
        by_resume.setdefault(row.resume, []).append(_happened(row))
    found = [(resume, state) for resume, happened in by_resume.items() if (state := resume_after(happened))]
    return sorted(found, key=lambda one: (one[1].imported_at, one[0]), reverse=True)


def newest() -> tuple[UUID, Resume] | None:
    """The résumé that was imported last."""
    return next(iter(all_resumes()), None)


def get(resume: UUID) -> Resume:
    """The résumé with this id. Raises `NoResume`."""
    found = resume_after(_happened(row) for row in models.Event.objects.filter(resume=resume).order_by("happened_at", "id"))
    if found is None:
        raise NoResume("There is no such résumé: it may have been erased. Import it again to work on it.")
    return found


def pages(resume: UUID) -> list[models.PageRead]:
    """The pages that it was read from, without their pictures' bytes."""
    return list(models.PageRead.objects.filter(resume=resume).order_by("number").defer("png"))


def picture(resume: UUID, number: int) -> bytes:
    """The picture of a page; nothing where there is none."""
    row = models.PageRead.objects.filter(resume=resume, number=number).first()
    return bytes(row.png) if row else b""


def erase() -> tuple[int, list[Path]]:
    """Erase every résumé with all that was written to it, so that no byte of it stays in the database's file.

    Returns how many rows there were, and the files that still hold copies: backups are the learner's own to delete. Raises
    `StorageFailed`.
    """
    count = sum(model.objects.count() for model in (models.Event, models.PageRead))
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")
        with writing(), connection.cursor() as cursor:
            for table in TABLES:
                for statement in (*unguard(table), f"DELETE FROM {table}", *guard(table)):  # noqa: S608 - names of our own
                    cursor.execute(statement)
        with connection.cursor() as cursor:
            # What was deleted may still stand in pages that are free, and in the log of what was written.
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy = cursor.fetchone()[0]
            cursor.execute("PRAGMA secure_delete=OFF")
    except DatabaseError as error:
        raise failure(error) from error
    if busy:
        raise Refused(
            "The résumé is erased, but another process kept the database's log open, which may still hold its text. "
            "Close the app and run `hotseat resume --erase` once more."
        )
    return count, holding_copies()


def holding_copies() -> list[Path]:
    """The backups in the data folder that hold rows of a résumé."""
    backups: Path = settings.HOME.backups
    return [path for path in sorted(backups.glob("*.sqlite3")) if _holds(path)] if backups.is_dir() else []


def _holds(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as copy:
            return bool(copy.execute("SELECT EXISTS (SELECT 1 FROM resume_event)").fetchone()[0])
    except sqlite3.Error:
        return False


def _happened(row: models.Event) -> Happened:
    return Happened(row.happened_at, read_event(row.body))
