"""When a line stands, and what becomes of events in any order."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from hotseat.resume.events import (
    Added,
    Answered,
    AnyEvent,
    Chose,
    Corrected,
    Followed,
    Happened,
    Imported,
    NewLine,
    event_body,
    read_event,
)
from hotseat.resume.sections import Section
from hotseat.resume.state import QUESTIONS, Line, resume_after

START = datetime(2027, 3, 1, 12, tzinfo=UTC)
WORK = Section.WORK
IMPORTED = Imported(
    name="cv", format="md", lines=tuple(NewLine(id=name, section=WORK, text=f"line {name}", bullet=True) for name in "ab")
)
FOUR = [Answered(line="a", question=question.id, text="so") for question in QUESTIONS]


def after(*events: tuple[float, AnyEvent]) -> Line:
    """Line a after these events, each so many hours after noon of the first day."""
    happened = [Happened(START, IMPORTED), *(Happened(START + timedelta(hours=hours), event) for hours, event in events)]
    resume = resume_after(happened)
    assert resume
    line = resume.line("a")
    assert line
    return line


def follow(name: str, rating: int = 3) -> Followed:
    return Followed(line="a", follow_up=name, text="x", rating=rating)


def four(without: str = "") -> list[tuple[float, AnyEvent]]:
    return [(0, one) for one in FOUR if one.question != without]


def test_a_line_stands_with_four_answers_and_two_follow_ups_on_two_days() -> None:
    assert after(*four(), (1, follow("broke")), (25, follow("part"))).stands(UTC)


def test_a_line_does_not_stand_for_less() -> None:
    two_days = ((1, follow("broke")), (25, follow("part")))
    assert not after(*four("impact"), *two_days).stands(UTC)
    assert not after(*four(), (0, Answered(line="a", question="scale", text="  ")), *two_days).stands(UTC)
    assert not after(*four(), (1, follow("broke")), (2, follow("part"))).stands(UTC)
    assert not after(*four(), (1, follow("broke")), (25, follow("broke"))).stands(UTC)
    assert not after(*four(), (1, follow("broke")), (25, follow("part", rating=1))).stands(UTC)
    assert not after(*four()).stands(UTC)


def test_days_are_the_learners_own() -> None:
    line = after(*four(), (11, follow("broke")), (13, follow("part")))  # 23:00 and 01:00 in UTC

    assert line.stands(UTC)
    assert not line.stands(timezone(timedelta(hours=5)))


def test_a_line_says_what_it_still_needs() -> None:
    assert after(*four("impact")).to_stand(UTC) == "3 of 4 answers are there."
    assert after(*four()).to_stand(UTC) == "Two follow-ups on two different days are missing."
    assert after(*four(), (1, follow("broke"))).to_stand(UTC) == "One more follow-up, on another day."
    assert after(*four(), (1, follow("broke")), (2, follow("part"))).to_stand(UTC) == "A follow-up on another day is missing."
    assert after(*four(), (1, follow("broke")), (25, follow("part"))).to_stand(UTC) == ""


def test_corrections_additions_and_removals_keep_what_was_answered() -> None:
    corrected = Corrected(line="a", section=Section.PROJECTS, text="  another \n wording ")
    line = after(*four(), (1, corrected))
    assert (line.text, line.section, len(line.answers)) == ("another wording", Section.PROJECTS, 4)

    gone = [Happened(START, IMPORTED), Happened(START, Corrected(line="a", section=WORK, text=" ")), Happened(START, FOUR[0])]
    resume = resume_after(gone)
    assert resume
    assert [one.id for one in resume.lines] == ["b"]

    new = NewLine(id="c", section=WORK, text="between")
    added = [Happened(START, IMPORTED), Happened(START, Added(line=new, after="a")), Happened(START, Added(line=new))]
    resume = resume_after(added)
    assert resume
    assert [one.id for one in resume.lines] == ["a", "c", "b"]


def test_titles_and_lists_of_skills_are_not_examined() -> None:
    new = [("h", Section.HEADER, False), ("t", WORK, False), ("b", WORK, True), ("p", WORK, False), ("s", Section.SKILLS, True)]
    lines = tuple(NewLine(id=name, section=section, text=name, bullet=bullet) for name, section, bullet in new)
    resume = resume_after([Happened(START, Imported(name="cv", format="md", lines=lines))])
    assert resume

    assert [line.id for line in resume.examined] == ["b", "p"]


names = st.sampled_from(["a", "b", "gone"])
events: st.SearchStrategy[AnyEvent] = st.one_of(
    st.builds(Corrected, line=names, section=st.sampled_from(Section), text=st.text(max_size=5), bullet=st.booleans()),
    st.builds(Answered, line=names, question=st.sampled_from([one.id for one in QUESTIONS]), text=st.text(max_size=5)),
    st.builds(Followed, line=names, follow_up=st.sampled_from(["x", "y"]), text=st.text(max_size=5), rating=st.integers(1, 4)),
    st.builds(Chose, line=names, term=st.text(max_size=3), leaf=st.text(max_size=3)),
    st.builds(Added, line=st.builds(NewLine, id=names, section=st.just(WORK), text=st.text(max_size=5)), after=names),
)


@given(st.lists(events, max_size=12), st.randoms(use_true_random=False))
def test_the_state_depends_on_when_things_happened_and_not_on_the_order_of_rows(found: list[AnyEvent], chance: object) -> None:
    happened = [Happened(START, IMPORTED), *(Happened(START + timedelta(hours=n), one) for n, one in enumerate(found, 1))]
    shuffled = list(happened)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert resume_after(shuffled) == resume_after(happened)


@given(events)
def test_an_event_is_read_as_it_was_written(event: AnyEvent) -> None:
    assert read_event(event_body(event)) == event


@given(st.lists(st.tuples(st.integers(0, 200), st.sampled_from("xyz"), st.integers(1, 4)), max_size=8), st.integers(0, 200))
def test_one_more_answer_never_takes_a_standing_away(answers: list[tuple[int, str, int]], hour: int) -> None:
    said: list[tuple[float, AnyEvent]] = [*four(), *((hours, follow(name, rating)) for hours, name, rating in answers)]
    more = (float(hour), follow("x", 4))

    assert after(*said).stands(UTC) <= after(*said, more).stands(UTC)
