"""answer.md: sections, and the marks of what a sentence stands on."""

import pytest

from hotseat.curriculum.answer import MARK, Section, sections


def test_sections_are_split_at_second_level_headings() -> None:
    text = "A model, not a cluster.\n\n## What\nOne.\n\n### Detail\nTwo.\n\n##  Why \nThree.\n"
    assert sections(text) == (
        Section("", "A model, not a cluster."),
        Section("What", "One.\n\n### Detail\nTwo."),
        Section("Why", "Three."),
    )


@pytest.mark.parametrize("text", ["", "\n\n  \n"])
def test_nothing_has_no_section(text: str) -> None:
    assert sections(text) == ()


def test_a_section_says_what_it_stands_on() -> None:
    section = Section("What", "It counts [calls-once] and sorts [source: docs, Sorting Basics], twice [calls-once].")
    assert section.claims == ("calls-once", "calls-once")
    assert section.sources == ("docs",)


@pytest.mark.parametrize(
    ("text", "claim", "source", "detail"),
    [
        ("[set-memory]", "set-memory", None, None),
        ("[gil2]", "gil2", None, None),
        ("[source: docs]", None, "docs", ""),
        ("[source:docs, section 3.1 (b)]", None, "docs", ", section 3.1 (b)"),
    ],
)
def test_marks(text: str, claim: str | None, source: str | None, detail: str | None) -> None:
    found = MARK.fullmatch(text)
    assert found is not None
    assert (found["claim"], found["source"], found["detail"]) == (claim, source, detail)


@pytest.mark.parametrize(
    "text", ["[a link](https://example.org)", "[set-memory](x)", "[Set]", "[a b]", "[-a]", "[a-]", "[]", "[source:]"]
)
def test_what_is_no_mark(text: str) -> None:
    assert MARK.search(text) is None
