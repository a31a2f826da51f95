"""The one place where a page learns what time it is."""

from datetime import datetime


def now() -> datetime:
    """This moment in the learner's own time zone."""
    return datetime.now().astimezone()
