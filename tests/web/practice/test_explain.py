from collections.abc import Callable

from django.test import Client

from hotseat.judges.explain.answers import read
from hotseat.web import actions
from tests.web.curriculum import EXPLAIN, STORY

Open = Callable[..., str]


def page(learner: Client, attempt_id: str) -> str:
    """The attempt's page."""
    return learner.get(f"/attempts/{attempt_id}/").text


def test_the_answer_is_asked_for_before_anything_of_it_is_shown(learner: Client, open_attempt: Open) -> None:
    text = page(learner, open_attempt(EXPLAIN))
    assert "What did that protect, and what not?" in text
    assert "Your answer first" in text
    for later in (
        "A slice makes a new list",
        "Of how many indices",
        "Its entries are the very same",
        "Says that the entries are shared",
        "Which of the two lists",
    ):
        assert later not in text


def test_after_ones_own_answer_come_the_probes_and_nothing_more(learner: Client, open_attempt: Open) -> None:
    attempt = open_attempt(EXPLAIN)
    answer = learner.post(f"/attempts/{attempt}/answer", {"text": "It copies the <b>list</b>.\r\n\r\nNot the rows."})
    assert (answer.status_code, answer["Location"]) == (303, f"/attempts/{attempt}/")
    text = page(learner, attempt)
    assert "Of how many indices" in text
    assert "It copies the &lt;b&gt;list&lt;/b&gt;." in text
    assert "A slice makes a new list" not in text
    assert actions.commitments(attempt)["answer.md"].text == "It copies the <b>list</b>.\n\nNot the rows."


def test_an_answer_said_aloud_needs_no_text(learner: Client, open_attempt: Open) -> None:
    attempt = open_attempt(EXPLAIN)
    learner.post(f"/attempts/{attempt}/answer", {"text": "", "seconds": "75"})
    assert actions.commitments(attempt)["answer.md"].seconds == 75
    assert "Said aloud in 1:15" in page(learner, attempt)


def test_an_empty_answer_is_no_answer(learner: Client, open_attempt: Open) -> None:
    attempt = open_attempt(EXPLAIN)
    refused = learner.post(f"/attempts/{attempt}/answer", {"text": "  \n"})
    assert refused.status_code == 409
    assert "say it aloud" in refused.text
    assert actions.commitments(attempt) == {}


def test_the_probes_answers_are_handed_in_with_the_draw_that_was_asked(learner: Client, open_attempt: Open) -> None:
    attempt = open_attempt(EXPLAIN, seed=11)
    learner.post(f"/attempts/{attempt}/answer", {"text": "mine"})
    learner.post(f"/attempts/{attempt}/probes", {"probe-shared": "3", "probe-after-append": "not at all"})
    submission = actions.attempt(attempt).submission
    assert submission is not None
    given = read(submission)
    assert (given.seed, given.asked) == (11, ())
    assert given.answers == {"shared": ("3",), "after-append": ("not at all",)}
    assert submission.text("answer.md") == "mine"


def test_probes_cannot_be_answered_before_ones_own_answer(learner: Client, open_attempt: Open) -> None:
    attempt = open_attempt(EXPLAIN)
    assert learner.post(f"/attempts/{attempt}/probes", {"probe-shared": "3"}).status_code == 409
    assert actions.attempt(attempt).submission is None


def test_i_know_this_opens_two_probes_at_once(learner: Client, open_attempt: Open) -> None:
    text = page(learner, open_attempt(EXPLAIN, test_out=True))
    assert text.count("<fieldset") == 2
    assert "Your answer first" not in text


def test_asking_for_the_answer_shows_all_of_it(learner: Client, open_attempt: Open) -> None:
    attempt = open_attempt(EXPLAIN)
    learner.post(f"/attempts/{attempt}/give-up")
    text = page(learner, attempt)
    for shown in (
        "You asked for the answer",
        "A slice makes a new list",
        "very same objects",
        "Which of the two lists",
        "What people say instead",
        "Run the proof",
    ):
        assert shown in text


def test_what_a_sentence_stands_on_is_a_link_to_it(learner: Client, open_attempt: Open) -> None:
    attempt = open_attempt(EXPLAIN)
    learner.post(f"/attempts/{attempt}/give-up")
    text = page(learner, attempt)
    assert 'href="#claim-same-entries"' in text
    assert 'id="claim-same-entries"' in text
    assert 'href="#source-seq" title="Python Library Reference' in text
    assert 'id="source-seq"' in text
    assert "[same-entries]" not in text


def test_what_no_probe_decides_is_assessed_and_moves_the_proposed_rating(learner: Client, open_attempt: Open) -> None:
    attempt = open_attempt(STORY)
    learner.post(f"/attempts/{attempt}/answer", {"text": "I gave her the incident."})
    text = page(learner, attempt)
    assert "Self-assessed" in text
    assert "I review their code." in text
    part = learner.post(f"/attempts/{attempt}/assess", {"criterion": "outcome"}, headers={"HX-Request": "true"})
    assert "You found 1 of 2 criteria" in part.text
    assert actions.attempt(attempt).self_assessed == {"one-person": False, "outcome": True}


def test_a_rating_is_kept_and_the_next_thing_is_offered(learner: Client, open_attempt: Open) -> None:
    attempt = open_attempt(EXPLAIN)
    learner.post(f"/attempts/{attempt}/give-up")
    assert "so it comes back soon" in page(learner, attempt)
    part = learner.post(f"/attempts/{attempt}/rate", {"rating": "1"}, headers={"HX-Request": "true"})
    assert "Rated again" in part.text
    assert "Start it" in part.text or "Nothing else fits today" in part.text
    assert learner.post(f"/attempts/{attempt}/rate", {"rating": "9"}).status_code == 409


def test_hints_come_one_by_one(learner: Client, open_attempt: Open) -> None:
    attempt = open_attempt(EXPLAIN)
    assert "Which objects are new?" not in page(learner, attempt)
    part = learner.post(f"/attempts/{attempt}/hint", headers={"HX-Request": "true"}).text
    assert "Which objects are new?" in part
    assert "of the entries" not in part
    learner.post(f"/attempts/{attempt}/hint")
    learner.post(f"/attempts/{attempt}/hint")
    assert actions.hints_opened(attempt) == 2
    assert "These are all" in page(learner, attempt)
