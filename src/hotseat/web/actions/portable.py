"""The form of an export: one JSON value a line. A header, a line for each attempt and change of settings, an end.

docs/data.md describes it for people. The header carries the version, the end the counts, so that a file from a newer
Hotseat and a file that was cut short are recognised before anything is written.
"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec

FORMAT = "hotseat-export"
FORMAT_VERSION = 1

type Moment = Annotated[datetime, msgspec.Meta(tz=True)]
type Seed = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
type Small = Annotated[int, msgspec.Meta(ge=0, le=32767)]


class Line(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of every part of a line: unknown keys are errors, absent ones have their defaults."""


class File(Line):
    """A submitted file: its text where it is UTF-8, else its bytes in base64."""

    path: str
    text: str | None = None
    base64: bytes | None = None

    @classmethod
    def of(cls, path: str, data: bytes) -> "File":
        """The file with these bytes."""
        try:
            return cls(path=path, text=data.decode("utf-8"))
        except UnicodeDecodeError:
            return cls(path=path, base64=data)

    @property
    def data(self) -> bytes:
        """The file's bytes."""
        return self.base64 if self.base64 is not None else (self.text or "").encode()


class Commitment(Line):
    """A part of the submission that was committed to early."""

    path: str
    text: str
    committed_at: Moment
    seconds: Small | None = None


class Hint(Line):
    """A hint that was opened."""

    number: Small
    opened_at: Moment


class Submission(Line):
    """What was handed to the judge."""

    submitted_at: Moment
    files: list[File]


class Report(Line):
    """What the judge found, in the form of `judge --json`."""

    reported_at: Moment
    body: dict[str, Any]


class SelfAssessment(Line):
    """Criteria that the learner found in their answer, by criterion id."""

    id: UUID
    marks: dict[str, bool]
    assessed_at: Moment


class Rating(Line):
    """How well the learner recalled: 1 again, 2 hard, 3 good, 4 easy."""

    id: UUID
    rating: Annotated[int, msgspec.Meta(ge=1, le=4)]
    rated_at: Moment


class Draft(Line):
    """What the learner was writing."""

    path: str
    text: str
    saved_at: Moment


class Attempt(Line):
    """An attempt and everything that happened to it."""

    id: UUID
    item: UUID
    opened_at: Moment
    seed: Seed
    test_out: bool = False
    commitments: list[Commitment] = []
    hints: list[Hint] = []
    submission: Submission | None = None
    report: Report | None = None
    gave_up_at: Moment | None = None
    self_assessments: list[SelfAssessment] = []
    ratings: list[Rating] = []
    drafts: list[Draft] = []


class Settings(Line):
    """A change of settings."""

    id: UUID
    changed_at: Moment
    body: dict[str, Any]


class ResumeEvent(Line):
    """Something that happened to a résumé."""

    id: UUID
    resume: UUID
    happened_at: Moment
    body: dict[str, Any]


class ResumePage(Line):
    """A page that a résumé was read from."""

    resume: UUID
    number: Small
    text: str
    png: bytes = b""


class Header(Line):
    """The first line."""

    format: str
    format_version: int


class End(Line):
    """The last line: how many of each came before it."""

    attempts: int
    settings: int
    resume_events: int = 0
    resume_pages: int = 0


class Entry(Line):
    """Every other line: exactly one of these."""

    attempt: Attempt | None = None
    settings: Settings | None = None
    resume_event: ResumeEvent | None = None
    resume_page: ResumePage | None = None
    end: End | None = None


def write(line: Line) -> str:
    """The line's text, keys in their declared order, with no newline."""
    return msgspec.json.encode(line).decode()
