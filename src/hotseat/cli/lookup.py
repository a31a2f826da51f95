"""From what a person typed to an item, a submission and the tools to judge it."""

from pathlib import Path

from hotseat.cli.exits import Broken, UsageError
from hotseat.core.submission import Submission
from hotseat.curriculum import Curriculum, ItemFolder, UnknownItem, Unreadable, load
from hotseat.curriculum.folder import read_submission


def curriculum() -> Curriculum:
    """The curriculum. Ends the command when the roadmap cannot be read."""
    try:
        return load()
    except Unreadable as error:
        raise Broken(f"The curriculum cannot be read. {error}") from None


def item(name: str) -> ItemFolder:
    """The item of this name. Ends the command when there is none, with the names that are near."""
    try:
        return curriculum().find(name)
    except UnknownItem as error:
        raise UsageError(str(error)) from None
    except Unreadable as error:
        raise Broken(f"The item {name} cannot be used: its folder is not as it should be. {error}") from None


def submission(path: Path, *, single: str) -> Submission:
    """The files at this path. Raises `SubmissionRefused`; ends the command when there is nothing to read."""
    try:
        return read_submission(path, single=single)
    except FileNotFoundError:
        raise UsageError(f"There is no file or folder {path}. Nothing was judged.") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}. Nothing was judged.") from None
