from collections.abc import Callable

from django.test import Client

from hotseat.proof.claims import Outcome
from hotseat.proof.records import Charted, ClaimDone, ClaimStarted, ProofDone, Record, Shown
from hotseat.web.practice.desk import desk_of
from hotseat.web.practice.notebook import Notebook, notebook
from tests.web.curriculum import EXPLAIN, STORY

Open = Callable[..., str]

CHART = {"chart": "Memory", "kind": "line", "x": [1, 2], "series": {"slice": [64, 80]}, "x_label": "entries", "y_label": "bytes"}
TOLD: tuple[Record, ...] = (
    ClaimStarted("same-entries"),
    Shown("same-entries", "shared entries", [1, 10, 100]),
    ClaimDone("same-entries", Outcome.HOLDS, 0.1),
    ClaimStarted("cost-grows"),
    Charted("cost-grows", CHART),
    ClaimDone("cost-grows", Outcome.INCONCLUSIVE, 0.1),
    ClaimStarted("new-list"),
    ClaimDone("new-list", None, 0.1, "ZeroDivisionError"),
    ClaimStarted("of-my-own"),
    ClaimDone("of-my-own", Outcome.HOLDS, 0.1),
    ProofDone(None, "A claim's function raised an exception.", 0.4, "hello"),
)


def book_of(attempt_id: str) -> Notebook:
    """The notebook of an attempt at an item with a proof."""
    book = notebook(desk_of(attempt_id))
    assert book is not None
    return book


def test_a_proof_is_shown_cell_by_cell_with_the_claims_that_each_defines(open_attempt: Open) -> None:
    book = book_of(open_attempt(EXPLAIN))
    assert [(cell.title, [view.claim.id for view in cell.claims]) for cell in book.cells] == [
        ("The list and its entries", ["new-list", "same-entries"]),
        ("What it costs", ["cost-grows"]),
    ]
    assert book.cells[0].source.startswith("import sys")
    assert (book.held, book.total) == (0, 3)


def test_what_a_run_tells_is_laid_under_its_claims(open_attempt: Open) -> None:
    book = book_of(open_attempt(EXPLAIN))
    book.take(TOLD)
    shared, cost, new, own = (book.view(name) for name in ("same-entries", "cost-grows", "new-list", "of-my-own"))
    assert shared
    assert cost
    assert new
    assert own
    assert shared.shown[0].value == [1, 10, 100]
    assert shared.done
    assert shared.done.outcome is Outcome.HOLDS
    assert cost.charts[0].title == "Memory"
    assert new.done
    assert new.done.message == "ZeroDivisionError"
    assert own in book.loose
    assert book.held == 1
    assert book.end == TOLD[-1]


def test_a_claim_that_runs_is_marked_until_it_is_decided(open_attempt: Open) -> None:
    book = book_of(open_attempt(EXPLAIN))
    book.take(TOLD[:1])
    view = book.view("same-entries")
    assert view
    assert view.running
    assert not view.done


def test_an_item_without_a_proof_has_no_notebook(open_attempt: Open) -> None:
    assert notebook(desk_of(open_attempt(STORY))) is None


def test_the_proof_is_not_run_before_ones_own_answer(learner: Client, open_attempt: Open) -> None:
    attempt = open_attempt(EXPLAIN)
    refused = learner.post(f"/attempts/{attempt}/prove")
    assert refused.status_code == 409
    assert "after your own answer" in refused.text
