"""The learner's store, for the commands that read or write it. They alone load Django, and only when they run."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from hotseat.cli.exits import Broken, UsageError


@contextmanager
def learner_data() -> Iterator[None]:
    """Makes the store ready; import `hotseat.web.actions` inside. What an action refuses ends the command with its sentence."""
    from hotseat.web.boot import setup
    from hotseat.web.home import HomeUnusable, learner_home

    try:
        setup(learner_home().path)
    except HomeUnusable as error:
        raise Broken(str(error)) from None
    from hotseat.web.actions import Refused, StorageFailed

    try:
        yield
    except StorageFailed as error:
        raise Broken(str(error)) from None
    except Refused as error:
        raise UsageError(str(error)) from None


def now() -> datetime:
    """This moment in the learner's own time zone."""
    return datetime.now().astimezone()
