"""What happens to a résumé. Its state is a function of these, in the order in which they happened."""

from datetime import datetime
from typing import Annotated

import msgspec

from hotseat.resume.sections import Section

type Text = Annotated[str, msgspec.Meta(max_length=20_000)]
type Id = Annotated[str, msgspec.Meta(max_length=200)]


class Event(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="event"):
    """Base of every event. Raises nothing: a body that does not fit is refused where it is read."""


class NewLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line as it was read, with the id that it keeps."""

    id: Id
    section: Section
    text: Text
    bullet: bool = False


class Imported(Event, frozen=True, kw_only=True, tag="imported"):
    """A document was read. `pages` is how many pictures of pages are kept beside it."""

    name: Text
    format: Id
    lines: tuple[NewLine, ...]
    pages: int = 0


class Corrected(Event, frozen=True, kw_only=True, tag="corrected"):
    """The learner corrected a line. An empty text takes the line out."""

    line: Id
    section: Section
    text: Text
    bullet: bool = False


class Added(Event, frozen=True, kw_only=True, tag="added"):
    """The learner added a line that was not read, after another one (at the end for "")."""

    line: NewLine
    after: Id = ""


class Answered(Event, frozen=True, kw_only=True, tag="answered"):
    """The learner wrote one of the four answers of a line. An empty text takes it back."""

    line: Id
    question: Id
    text: Text


class Followed(Event, frozen=True, kw_only=True, tag="followed"):
    """The learner answered a follow-up, in writing or aloud (then `seconds`), and said how well: 1 again to 4 easy."""

    line: Id
    follow_up: Id
    text: Text
    rating: Annotated[int, msgspec.Meta(ge=1, le=4)]
    seconds: Annotated[int, msgspec.Meta(ge=0, le=86_400)] = 0


class Chose(Event, frozen=True, kw_only=True, tag="chose"):
    """The learner said which leaf an ambiguous word of a line means, "" for none of them."""

    line: Id
    term: Text
    leaf: Id


type AnyEvent = Imported | Corrected | Added | Answered | Followed | Chose


class Happened(msgspec.Struct, frozen=True):
    """An event and when it happened, an aware moment."""

    at: datetime
    event: AnyEvent


def read_event(body: object) -> AnyEvent:
    """The event in these JSON values. Raises `msgspec.ValidationError`."""
    event: AnyEvent = msgspec.convert(body, AnyEvent.__value__)
    return event


def event_body(event: AnyEvent) -> dict[str, object]:
    """The event as JSON values."""
    body: dict[str, object] = msgspec.to_builtins(event)
    return body
