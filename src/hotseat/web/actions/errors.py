"""What an action says when it cannot do what it was asked. Every text is a sentence for the learner."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, transaction


class Refused(Exception):
    """The action does not fit what is there. Nothing was changed."""


class UnknownAttempt(Refused):
    """No attempt has this id."""


class StorageFailed(Exception):
    """The data could not be written. What was saved before is kept; what this action brought is not saved."""


@contextmanager
def writing() -> Iterator[None]:
    """One transaction: all of it is on the disk when the block ends, or nothing is. Raises `StorageFailed`."""
    try:
        with transaction.atomic():
            yield
    except (DatabaseError, OSError) as error:
        raise failure(error) from error


def failure(error: Exception) -> Exception:
    """The error as a `StorageFailed` with its reason and what to do; the error itself when it is no storage's failure."""
    text = str(error)
    if "full" in text or getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT):
        reason, fix = "the disk is full", "Free some space"
    elif "locked" in text:
        reason, fix = "another process held the data for too long", "Close it"
    elif "readonly" in text:
        reason, fix = "the data file may not be written to", "Correct its rights"
    elif "disk I/O" in text or isinstance(error, OSError):
        reason, fix = f"the disk reported an error ({text})", "Check the disk"
    else:
        return error
    return StorageFailed(f"This was not saved: {reason}. Everything saved before is kept. {fix}, then do it again.")
