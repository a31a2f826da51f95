"""The rating that Hotseat proposes after an attempt, from what happened in it. The learner's own word replaces it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from hotseat.core.attempt import Attempt, Rating
from hotseat.core.item import Item
from hotseat.core.verdict import Verdict
from hotseat.learner.outcome import in_order, verdict_on_answer

SLOW = 2
"""So many times the item's minutes is slow."""
LEFT_OPEN = 8
"""So many times the item's minutes says nothing: the page was left open."""
QUICK = 0.5
TRIES_THAT_ARE_SEARCH = 4
"""An answer that is found at this try was searched for, not recalled."""

_REJECTED = {
    Verdict.WRONG_ANSWER: "The answer was wrong",
    Verdict.TIME_LIMIT: "It ran out of time",
    Verdict.MEMORY_LIMIT: "It took too much memory",
    Verdict.OUTPUT_LIMIT: "It printed too much",
    Verdict.CRASHED: "It crashed",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A prefilled rating and the sentence that says why. None: nothing that happened speaks for one, the learner rates."""

    rating: Rating | None
    reason: str


def propose(item: Item, attempt: Attempt, attempts: Sequence[Attempt], *, hints: int = 0) -> Proposal:
    """The rating to prefill for `attempt`, given every attempt at the item and how many hints were opened in this one.

    `inconclusive` and `judge_error` never count against the learner: they lead to no proposal, or to a good one where the
    learner found every criterion in their own answer.
    """
    if attempt.pending:
        return Proposal(None, "The judge has not reported yet.")
    if attempt.report is not None and not attempt.report.verdict.about_the_submission:
        return _undecided(attempt, attempt.report.verdict)
    if attempt.gave_up:
        return Proposal(Rating.AGAIN, "You asked for the reference first, so it comes back soon.")
    verdict = verdict_on_answer(attempt)
    if verdict is None:
        return _self_assessed(attempt)
    if verdict is not Verdict.ACCEPTED:
        return Proposal(Rating.AGAIN, f"{_REJECTED[verdict]}{_how_near(attempt)}, so it comes back soon.")
    return _accepted(item, attempt, _since_rated(attempt, attempts), hints)


def _undecided(attempt: Attempt, verdict: Verdict) -> Proposal:
    what = "Hotseat itself failed" if verdict is Verdict.JUDGE_ERROR else "The evidence did not carry a verdict"
    what += ", which never counts against you."
    if attempt.self_assessed and all(attempt.self_assessed.values()):
        return Proposal(Rating.GOOD, f"{what} You found every criterion in your own answer.")
    return Proposal(None, f"{what} Rate how well you recalled it.")


def _self_assessed(attempt: Attempt) -> Proposal:
    found, of = sum(attempt.self_assessed.values()), len(attempt.self_assessed)
    if not of:
        return Proposal(None, "Nothing was judged or assessed. Rate how well you recalled it.")
    rating = Rating.GOOD if found == of else Rating.HARD if found * 2 >= of else Rating.AGAIN
    return Proposal(rating, f"You found {found} of {of} criteria in your own answer.")


def _how_near(attempt: Attempt) -> str:
    cases = attempt.report.cases if attempt.report else ()
    held = sum(case.verdict is Verdict.ACCEPTED for case in cases)
    return f" ({held} of {len(cases)} checks held)" if held else ""


def _since_rated(attempt: Attempt, attempts: Sequence[Attempt]) -> list[Attempt]:
    """The earlier attempts that belong to this recall: those since the last rated one."""
    spell: list[Attempt] = []
    for earlier in in_order(attempts):
        if earlier.id != attempt.id and earlier.opened_at <= attempt.opened_at:
            spell = [] if earlier.rating is not None else [*spell, earlier]
    return spell


def _accepted(item: Item, attempt: Attempt, spell: list[Attempt], hints: int) -> Proposal:
    failed = sum(verdict_on_answer(earlier) not in (None, Verdict.ACCEPTED) for earlier in spell)
    minutes = _minutes(attempt)
    found, of = sum(attempt.self_assessed.values()), len(attempt.self_assessed)
    if any(earlier.gave_up for earlier in spell):
        return Proposal(Rating.AGAIN, "Accepted, but after you had seen the reference, so it comes back soon.")
    if failed + 1 >= TRIES_THAT_ARE_SEARCH:
        return Proposal(Rating.AGAIN, f"Accepted, but only at try {failed + 1}: found by trying, so it comes back soon.")
    hard = []
    if failed:
        hard.append(f"at try {failed + 1}")
    if hints:
        hard.append("with a hint" if hints == 1 else f"with {hints} hints")
    if minutes is not None and SLOW * item.minutes < minutes <= LEFT_OPEN * item.minutes:
        hard.append(f"in {minutes:.0f} minutes where {item.minutes} are usual")
    if found * 2 < of:
        hard.append(f"with {found} of {of} self-assessed criteria")
    if hard:
        return Proposal(Rating.HARD, f"Accepted, but {' and '.join(hard)}.")
    if attempt.test_out:
        return Proposal(Rating.EASY, "You said that you know this, and it held. It comes back late.")
    if minutes is not None and minutes <= QUICK * item.minutes and found == of:
        return Proposal(Rating.EASY, f"Accepted at the first try, in less than half of the usual {item.minutes} minutes.")
    return Proposal(Rating.GOOD, "Accepted at the first try.")


def _minutes(attempt: Attempt) -> float | None:
    return (attempt.submitted_at - attempt.opened_at) / timedelta(minutes=1) if attempt.submitted_at else None
