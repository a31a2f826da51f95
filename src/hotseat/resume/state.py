"""A résumé as it stands after everything that happened to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo

from hotseat.resume.events import Added, Answered, Chose, Corrected, Followed, Happened, Imported, NewLine
from hotseat.resume.line import ReadLine, tidy
from hotseat.resume.sections import Section

FOLLOW_UPS = 2
"""Follow-ups, answered on as many different days, that a line needs before it stands."""
AGAIN = 1
EXAMINED = frozenset(
    {
        Section.SUMMARY,
        Section.WORK,
        Section.PROJECTS,
        Section.PUBLICATIONS,
        Section.AWARDS,
        Section.VOLUNTEER,
        Section.OTHER,
    }
)
"""Sections whose lines say what somebody did. A name, a degree or a list of skills answers none of the four questions."""


@dataclass(frozen=True, slots=True)
class Question:
    """One of the four that every line must answer."""

    id: str
    ask: str
    hint: str


QUESTIONS = (
    Question("problem", "What problem?", "Whose problem was it, and what happened while it was not solved?"),
    Question("approach", "Why this approach?", "Which alternatives were there, and what decided?"),
    Question("scale", "Scale?", "Rows, requests, people, money: how much was it then?"),
    Question("impact", "Impact?", "What was different afterwards, from what to what, and who says so?"),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the learner last said to a follow-up, and when and how well."""

    at: datetime
    text: str
    rating: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its answers. `follow_ups` holds, by id, every answer in the order of time; `chosen` the leaf by term."""

    id: str
    section: Section
    text: str
    bullet: bool
    answers: Mapping[str, str] = field(default_factory=dict)
    follow_ups: Mapping[str, tuple[Answer, ...]] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[Question, ...]:
        """The questions of the four that have no answer yet."""
        return tuple(question for question in QUESTIONS if not self.answers.get(question.id, "").strip())

    def held(self, zone: tzinfo | None) -> dict[str, frozenset[date]]:
        """By follow-up: the days on which it was answered, leaving out what the learner said they could not answer."""
        days = {
            name: frozenset(one.at.astimezone(zone).date() for one in answers if one.rating > AGAIN)
            for name, answers in self.follow_ups.items()
        }
        return {name: found for name, found in days.items() if found}

    def stands(self, zone: tzinfo | None) -> bool:
        """Whether its four answers are there and two of its follow-ups were answered on two different days."""
        if self.missing:
            return False
        held = list(self.held(zone).values())
        return any(len(first | second) >= FOLLOW_UPS for number, first in enumerate(held) for second in held[number + 1 :])

    def to_stand(self, zone: tzinfo | None) -> str:
        """What it still needs, as a sentence; "" when it stands."""
        if self.stands(zone):
            return ""
        if self.missing:
            return f"{len(QUESTIONS) - len(self.missing)} of {len(QUESTIONS)} answers are there."
        held = self.held(zone)
        if not held:
            return "Two follow-ups on two different days are missing."
        return "One more follow-up, on another day." if len(held) == 1 else "A follow-up on another day is missing."

    @property
    def reviews(self) -> tuple[Answer, ...]:
        """Every answer to a follow-up in the order of time: what the line's memory is made of."""
        return tuple(sorted((one for answers in self.follow_ups.values() for one in answers), key=lambda one: one.at))


@dataclass(frozen=True, slots=True)
class Resume:
    """A résumé: where it came from and its lines in order."""

    name: str
    format: str
    imported_at: datetime
    pages: int
    lines: tuple[Line, ...]

    def line(self, line_id: str) -> Line | None:
        """The line with this id."""
        return next((line for line in self.lines if line.id == line_id), None)

    @property
    def examined(self) -> tuple[Line, ...]:
        """The lines that are cross-examined: what somebody did, without the titles that entries of a list stand under."""
        following = (*self.lines[1:], None)
        return tuple(
            line
            for line, after in zip(self.lines, following, strict=True)
            if line.section in EXAMINED
            and (line.bullet or after is None or after.section is not line.section or not after.bullet)
        )

    @property
    def read_lines(self) -> tuple[ReadLine, ...]:
        """The lines alone, as an export writes them."""
        return tuple(ReadLine(line.section, line.text, line.bullet) for line in self.lines)


def resume_after(happened: Iterable[Happened]) -> Resume | None:
    """The résumé after these events, in whatever order they come. None until one was imported.

    What speaks of a line that is not there is left out: two devices may have taken different ways.
    """
    resume: Resume | None = None
    # Events of the same moment keep the order that they came in, but nothing happens to a line before it is there.
    for one in sorted(happened, key=lambda each: (not isinstance(each.event, Imported), each.at)):
        match one.event:
            case Imported() as event if resume is None:
                lines = tuple(_line(new) for new in event.lines)
                resume = Resume(event.name, event.format, one.at, event.pages, lines)
            case _ if resume is None:
                continue
            case _:
                resume = _after(resume, one)
    return resume


def _line(new: NewLine) -> Line:
    return Line(new.id, new.section, tidy(new.text), new.bullet)


def _after(resume: Resume, happened: Happened) -> Resume:
    match happened.event:
        case Added() as event if resume.line(event.line.id) is None and tidy(event.line.text):
            at = next((n for n, line in enumerate(resume.lines, 1) if line.id == event.after), len(resume.lines))
            return replace(resume, lines=(*resume.lines[:at], _line(event.line), *resume.lines[at:]))
        case Corrected(text=text, line=gone) if not tidy(text):
            return replace(resume, lines=tuple(line for line in resume.lines if line.id != gone))
        case Corrected() | Answered() | Followed() | Chose() as event:
            lines = tuple(_changed(line, happened) if line.id == event.line else line for line in resume.lines)
            return replace(resume, lines=lines)
        case _:
            return resume


def _changed(line: Line, happened: Happened) -> Line:
    match happened.event:
        case Corrected() as event:
            return replace(line, section=event.section, text=tidy(event.text), bullet=event.bullet)
        case Answered() as event:
            return replace(line, answers={**line.answers, event.question: event.text.strip()})
        case Followed() as event:
            answer = Answer(happened.at, event.text, event.rating, event.seconds)
            before = line.follow_ups.get(event.follow_up, ())
            return replace(line, follow_ups={**line.follow_ups, event.follow_up: (*before, answer)})
        case Chose() as event:
            return replace(line, chosen={**line.chosen, event.term: event.leaf})
        case _:
            return line
