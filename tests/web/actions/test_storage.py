import errno
import sqlite3

import pytest
from django.db import OperationalError, connection

from hotseat.core.submission import Submission
from hotseat.web import actions
from hotseat.web.actions import StorageFailed
from hotseat.web.actions.errors import failure
from tests.web.actions.histories import ITEM, at, finished


def test_a_full_disk_saves_nothing_of_the_step_and_keeps_everything_before() -> None:
    kept = finished()
    attempt = actions.open_attempt(ITEM, now=at(20), seed=1)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StorageFailed, match=r"not saved: the disk is full. Everything saved before is kept. Free some space"):
            actions.submit(attempt.id, Submission.of({"solution.py": b"x" * 500_000}), now=at(21))
        cursor.execute("PRAGMA max_page_count = 1073741823")
    assert actions.attempt(attempt.id).submission is None
    assert actions.attempt(kept).rating is not None
    actions.submit(attempt.id, Submission.of({"solution.py": b"x" * 500_000}), now=at(22))


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OperationalError("database or disk is full"), "the disk is full"),
        (OperationalError("database is locked"), "another process held the data for too long"),
        (OperationalError("attempt to write a readonly database"), "may not be written to"),
        (sqlite3.OperationalError("disk I/O error"), "the disk reported an error"),
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
        (PermissionError(errno.EACCES, "Permission denied"), "Permission denied"),
    ],
)
def test_what_the_storage_reports_becomes_a_sentence(error: Exception, reason: str) -> None:
    told = failure(error)
    assert isinstance(told, StorageFailed)
    assert reason in str(told)
    assert "Everything saved before is kept" in str(told)


def test_a_defect_is_not_taken_for_a_full_disk() -> None:
    error = OperationalError("no such column: mood")
    assert failure(error) is error
