"""The folder that `start` lays out: the learner's files, and one small file that says which attempt they belong to."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hotseat.cli.exits import UsageError
from hotseat.core.attempt import Attempt
from hotseat.core.submission import Submission
from hotseat.curriculum import ItemFolder, Unreadable
from hotseat.curriculum.folder import read_submission
from hotseat.curriculum.reading import Strict, read_toml, require_version
from hotseat.judges.registry import single

NAME = ".hotseat.toml"
QUESTION = "question.md"
"""Laid out to be read; never part of a submission."""


class StateFile(Strict):
    """The keys of .hotseat.toml."""

    format_version: int
    item: str
    uuid: str
    attempt: str
    seed: int


@dataclass(frozen=True, slots=True)
class WorkFolder:
    """A folder with its state: the item by id (for people) and uuid, the attempt, and what the attempt's chance is drawn from."""

    path: Path
    item: str
    uuid: str
    attempt: str
    seed: int

    def submission(self, folder: ItemFolder) -> Submission:
        """The learner's files, without what editors leave beside them. Raises `SubmissionRefused` or `OSError`."""
        files = read_submission(self.path, single=single(folder)).files
        return Submission.of({name: data for name, data in files.items() if name != QUESTION and not name.endswith("~")})


def found(path: Path) -> WorkFolder | None:
    """The work folder at this path, None where there is no state. Ends the command for a state that cannot be read."""
    file = path / NAME
    if not file.is_file():
        return None
    try:
        state = read_toml(file, StateFile)
        require_version(file, state.format_version)
    except Unreadable as error:
        raise UsageError(f"{error} Your files beside it are untouched. `hotseat start` in another folder begins anew.") from None
    return WorkFolder(path, state.item, state.uuid, state.attempt, state.seed)


def remember(path: Path, item: str, attempt: Attempt) -> None:
    """Write which attempt the folder belongs to. Raises `OSError`."""
    text = (
        "# Written by `hotseat start`; `hotseat submit` and `hotseat watch` read it. The other files are yours.\n"
        f"format_version = 1\nitem = {json.dumps(item)}\nuuid = {json.dumps(attempt.item)}\n"
        f"attempt = {json.dumps(attempt.id)}\nseed = {attempt.seed}\n"
    )
    partial = path / f"{NAME}.partial"
    partial.write_text(text, encoding="utf-8")
    partial.replace(path / NAME)


def lay(path: Path, files: Mapping[str, bytes]) -> tuple[list[str], list[str]]:
    """Write the files that are not there yet: the names written, and those left as they are. Raises `OSError`."""
    written, kept = [], []
    for name, data in files.items():
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with target.open("xb") as file:
                file.write(data)
            written.append(name)
        except FileExistsError:
            kept.append(name)
    return written, kept
