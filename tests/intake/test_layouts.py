"""Reading is measured on layouts that are generated from known facts."""

import pytest

from hotseat.resume.line import ReadLine
from hotseat.resume.sections import Section
from hotseat.sandbox import Sandbox
from tests.intake.layouts import LAYOUTS
from tests.intake.measure import DOCUMENT, Share, measured, share, table


@pytest.fixture(scope="module")
def shares(sandbox: Sandbox) -> dict[str, Share]:
    return {name: measured(layout, sandbox) for name, layout in LAYOUTS.items()}


def test_at_least_ninety_five_percent_of_the_lines_are_read_exactly(shares: dict[str, Share]) -> None:
    assert len(shares) >= 20
    assert sum(one.exact for one in shares.values()) >= 0.95 * sum(one.expected for one in shares.values())


def test_no_layout_is_given_up_for_the_others(shares: dict[str, Share]) -> None:
    assert {name: one for name, one in shares.items() if one.exact < 0.8 * one.expected} == {}


def test_the_table_in_the_documents_is_current(shares: dict[str, Share]) -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == table(shares)


def test_a_share_counts_text_order_section_and_mark() -> None:
    a, b = ReadLine(Section.WORK, "a"), ReadLine(Section.WORK, "b")

    assert share([a, b], [a, b]) == Share(2, 2, 0)
    assert share([a, b], [b, a]) == Share(1, 2, 1)
    assert share([a, b], [ReadLine(Section.SKILLS, "a"), b]) == Share(1, 2, 1)
    assert share([a, b], [ReadLine(Section.WORK, "a", bullet=True), b]) == Share(1, 2, 1)
    assert share([a, b], [ReadLine(Section.WORK, "a b")]) == Share(0, 2, 1)
