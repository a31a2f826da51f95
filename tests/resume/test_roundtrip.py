"""What an export writes is read as the same lines, whatever the lines say."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hotseat.resume.jsonresume import from_json, to_json
from hotseat.resume.line import LONGEST, ReadLine, ResumeRefused, arranged, tidy, unmarked
from hotseat.resume.markdown import from_markdown, to_markdown
from hotseat.resume.plain import lines_of_text
from hotseat.resume.sections import Section

words = st.text(st.sampled_from("abz -*#_`[]()<>&!~|+=1.\\/\"'{}%:;@^$é中\u200b\t•–") | st.characters(), min_size=1, max_size=60)
heads = st.sampled_from(
    [
        "Skills",
        "EXPERIENCE",
        "- a",
        "1. a",
        "1) a",
        "# a",
        "> a",
        "===",
        "---",
        "    a",
        "a  ",
        "\\",
        "<b>",
        "&amp;",
        "+ a",
        "a #",
        "*a* b",
        "**a** b",
        "_a_ b",
        "`a` b",
        "[a](b)",
        "![a](b)",
        "~~a~~ b",
        "<http://a.b>",
        "| a | b |",
        "a\\*b",
        "[a]: b",
    ]
)
lines = st.builds(ReadLine, st.sampled_from(Section), words | heads, st.booleans())


def usual(found: list[ReadLine]) -> tuple[ReadLine, ...]:
    """The lines as a résumé has them; the example is dropped where there is none."""
    try:
        return arranged(found)
    except ResumeRefused:
        assume(False)
        raise


@given(st.lists(lines, min_size=1, max_size=12))
def test_markdown_round_trips(found: list[ReadLine]) -> None:
    resume = usual(found)

    assert from_markdown(to_markdown(resume)) == resume


@given(st.lists(lines, min_size=1, max_size=12))
def test_json_resume_round_trips(found: list[ReadLine]) -> None:
    resume = usual(found)

    assert from_json(to_json(resume)) == resume


@given(st.lists(lines, min_size=1, max_size=12))
def test_arranging_twice_changes_nothing_and_keeps_each_word(found: list[ReadLine]) -> None:
    resume = usual(found)

    assert arranged(resume) == resume
    assert sorted(line.text for line in resume) == sorted(
        unmarked(tidy(line.text)) for line in found if unmarked(tidy(line.text))
    )


@given(st.text(max_size=400))
def test_text_is_read_without_adding_a_letter(text: str) -> None:
    try:
        found = lines_of_text(text)
    except ResumeRefused:
        return
    said = {letter for line in found for letter in line.text}
    assert said <= set(tidy(text)) | {"|", " "}
    assert all(line.text == tidy(line.text) and len(line.text) <= LONGEST for line in found)


@pytest.mark.parametrize(
    "text", ["*a* b", "**a** b", "_a_ b", "`a` b", "[a](b)", "![a](b)", "<b>", "&amp; b", "# a", "+ a", "1. a", "=== ="]
)
@pytest.mark.parametrize("bullet", [True, False])
def test_what_means_something_in_markdown_stays_as_it_is(text: str, bullet: bool) -> None:
    resume = (ReadLine(Section.WORK, "before"), ReadLine(Section.WORK, text, bullet))

    assert from_markdown(to_markdown(resume)) == resume


def test_json_resume_of_another_program_is_read() -> None:
    text = """{"basics": {"name": "Ana", "label": "Engineer", "email": "a@b.c", "summary": "One.", "profiles": [{"url": "x.org"}]},
      "work": [{"name": "Pay", "position": "Lead", "startDate": "2020", "summary": "Money.", "highlights": ["Did it"]}, 7],
      "skills": [{"name": "Web", "level": "High", "keywords": ["Django", 3]}], "meta": {"x": 1}}"""

    assert [(line.section.value, line.text, line.bullet) for line in from_json(text)] == [
        ("header", "Ana", False),
        ("header", "Engineer", False),
        ("header", "a@b.c", False),
        ("header", "x.org", False),
        ("summary", "One.", False),
        ("work", "Lead, Pay, 2020", False),
        ("work", "Money.", False),
        ("work", "Did it", True),
        ("skills", "Web, High", False),
        ("skills", "Django", True),
    ]
