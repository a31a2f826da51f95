"""The reviewed lists: what they have, and what they find in a line."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotseat.curriculum import load
from hotseat.curriculum.resume_files import read_terms, read_traps
from hotseat.resume.ladder import AskedItem, ladder
from hotseat.resume.sections import Section
from hotseat.resume.state import Line
from hotseat.resume.terms import touched

CURRICULUM = load(Path(__file__).parents[2] / "content")
TERMS = read_terms(CURRICULUM.root, CURRICULUM.roadmap)
TRAPS = read_traps(CURRICULUM.root)


def test_the_list_has_enough_terms_and_reaches_every_leaf() -> None:
    assert len({*TERMS.touches, *TERMS.asks}) >= 250
    assert {leaf.id for leaf in CURRICULUM.roadmap.leaves} - {
        leaf for leaves in TERMS.touches.values() for leaf in leaves
    } == set()


def test_the_list_says_nothing_twice_and_asks_only_where_there_is_a_choice() -> None:
    assert {*TERMS.touches} & {*TERMS.asks} == set()
    assert [term for term, leaves in TERMS.touches.items() if len(set(leaves)) < len(leaves)] == []
    assert [term for term, leaves in TERMS.asks.items() if len(set(leaves)) < 2] == []
    assert {*TERMS.instead} - {*TERMS.touches, *TERMS.asks} == set()
    assert [term for term in (*TERMS.touches, *TERMS.asks) if term != term.lower() or term != " ".join(term.split())] == []
    terms = Counter(term for trap in TRAPS.traps for term in trap.terms)
    assert [term for term, count in terms.items() if count > 1] == []
    assert len({trap.id for trap in TRAPS.traps}) == len(TRAPS.traps)


@pytest.mark.parametrize("term", sorted({*TERMS.touches, *TERMS.asks}))
def test_each_term_is_found_alone_and_in_a_sentence(term: str) -> None:
    for text in (term, term.upper(), f"Introduced {term}, and more"):
        assert term in {found.term for found in TERMS.find(text)}, text


@pytest.mark.parametrize(
    ("text", "leaves", "unclear"),
    [
        ("Django REST Framework", {"web.viewsets-apiviews"}, set()),
        ("Zero-downtime deploys", {"devops.blue-green-canary"}, set()),
        ("Removed an N+1 query", {"web.avoid-n-plus-1"}, set()),
        ("Regina played the engine", set(), set()),
        ("Added indexes", set(), {"indexes"}),
        ("C++ and Goredis", set(), set()),
    ],
)
def test_words_lead_to_leaves(text: str, leaves: set[str], unclear: set[str]) -> None:
    found = touched(text, {}, TERMS)

    assert (set(found.leaves), set(found.unclear)) == (leaves, unclear)


def test_an_ambiguous_word_is_what_the_learner_says() -> None:
    assert set(touched("Added indexes", {"indexes": "databases.index-gin"}, TERMS).leaves) == {"databases.index-gin"}
    assert touched("Added indexes", {"indexes": ""}, TERMS).leaves == {}
    assert touched("Added indexes", {"indexes": ""}, TERMS).unclear == {}
    assert touched("Added indexes", {"indexes": "web.middleware"}, TERMS).leaves == {}


@pytest.mark.parametrize(
    ("text", "traps"),
    [
        ("Exactly-once delivery with zero downtime", ["exactly-once", "zero-downtime"]),
        ("Helped to improve performance by 40 %", ["helped", "no-base"]),
        ("Cut the error rate from 4 % to 1 %", []),
        ("Made it 10x faster", ["no-measure"]),
        ("Made it 10x faster, from 900 ms to 90 ms", []),
        ("99.99% availability", ["high-availability", "no-base"]),
        ("Went to Wednesday's meeting", []),
    ],
)
def test_traps_are_found_in_words(text: str, traps: list[str]) -> None:
    assert [one.trap.id for one in TRAPS.find(text)] == traps


def test_the_ladder_asks_of_the_lines_own_words() -> None:
    line = Line("a", Section.WORK, "Helped to move the ledger to Kafka", bullet=True)
    items = [
        AskedItem("system-design/kafka", "What does Kafka promise?", "system-design.queues-kafka"),
        AskedItem("x/y", "No", "web.middleware"),
    ]
    rungs = ladder(line, TERMS, TRAPS, items, lambda leaf: CURRICULUM.roadmap.leaf(leaf).title)

    assert [rung.id for rung in rungs] == [
        "alternative:kafka",
        "broke",
        "measured",
        "part",
        "ten-times",
        "trap:helped",
        "item:system-design/kafka",
    ]
    assert rungs[0].ask == "Why Kafka, and not RabbitMQ, or a table in PostgreSQL?"


@given(st.text(max_size=300))
def test_whatever_a_line_says_what_is_found_stands_in_it(text: str) -> None:
    for found in TERMS.find(text):
        assert text[found.start : found.end] == found.words
    for one in TRAPS.find(text):
        assert one.words in text
    line = Line("a", Section.WORK, text, bullet=True)
    rungs = ladder(line, TERMS, TRAPS, (), str)
    assert len({rung.id for rung in rungs}) == len(rungs) >= 5
