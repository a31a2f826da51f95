"""Each invariant of `payments/1` is broken by a history that breaks nothing else."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from hotseat.labs.history import Op
from hotseat.labs.payments.rules.invariants import INVARIANTS
from tests.labs.story import Story, balances, entries, payment, well

P1_ENTRIES = [*entries(1), *entries(2, first=3)]


def broken(story: Story) -> list[str]:
    return [one.id for one in INVARIANTS if next(iter(one.check(story.history)), None) is not None]


def test_what_goes_well_breaks_nothing() -> None:
    story = well()
    story.create(got=payment())
    story.get(payment())
    story.webhook()
    story.load()
    story.last([payment()], entries(), balances())
    assert broken(story) == []


def answers_otherwise() -> Story:
    story = Story()
    story.op("get", 200, {}, want={"code": [404]})
    return story


def charged_twice() -> Story:
    # Both charges belong to one payment, which the ledger knows in full: only the key is wronged.
    story = Story()
    story.charge(effect="ch_1", amount=600)
    story.charge(effect="ch_2", amount=600)
    story.create(given={"capture": "manual"}, got=payment(captured=600))
    story.last([payment(captured=600)], entries(), balances())
    return story


def another_id() -> Story:
    story = well()
    story.create(1, got=payment(id="p9"))
    return story


def another_body() -> Story:
    story = well()
    story.create(1, got=payment(), given={"amount": 1300})
    return story


def told_too_early() -> Story:
    story = Story()
    story.create(got=payment())
    story.charge()
    return story


def told_too_much() -> Story:
    story = Story()
    story.charge(amount=1199)
    story.create(given={"capture": "manual"}, got=payment())
    return story


def refused_and_charged() -> Story:
    story = Story()
    story.create(code=402, got={"error": "no"})
    story.charge()
    return story


def anothers_payment() -> Story:
    story = well()
    story.create(1, got=payment(), tenant="other", given={"reference": "r1"})
    return story


def anothers_reference() -> Story:
    story = well()
    story.get(payment(), tenant="other")
    return story


def does_not_sum() -> Story:
    story = well()
    first, second = entries()
    story.last([payment()], [first, second | {"amount": 1100}], [])
    return story


def entry_changes() -> Story:
    story = well()
    story.op("entries", 200, {"data": entries(tx="before")})
    story.last([payment()], entries(), balances())
    return story


def entry_passed_over() -> Story:
    story = well()
    story.charge(2)
    story.create(2, got=payment(2))
    story.op("tail", 200, {"data": entries(2, first=3)})
    story.last([payment(), payment(2)], P1_ENTRIES, balances(2400))
    return story


def balance_is_not_the_fold() -> Story:
    story = well()
    story.last([payment()], entries(), balances(1100))
    return story


def refunded_too_much() -> Story:
    story = well()
    for number in (1, 2):
        story.charge(effect=f"re_{number}", amount=700, call="refund", reference=f"f{number}", charge="ch_1")
    return story


def captured_too_much() -> Story:
    story = Story()
    story.create(given={"capture": "manual"}, got=payment(status="requires_capture"))
    story.charge(amount=1300)
    return story


def moves_back() -> Story:
    story = well()
    story.get(payment(status="processing"))
    return story


def final_is_not_final() -> Story:
    story = Story()
    story.create(given={"capture": "manual"}, got=payment(status="canceled"))
    story.charge()
    story.get(payment())
    return story


def forged_is_taken() -> Story:
    story = Story()
    story.webhook("forged")
    return story


def signed_is_refused() -> Story:
    story = Story()
    story.webhook(code=400)
    return story


def never_settles() -> Story:
    story = Story()
    story.create(code=202, got=payment(status="processing"))
    story.last([payment(status="processing")], [], [])
    return story


def stays_in_flight() -> Story:
    story = Story()
    story.create(code=0, why="reset")
    story.phase("healed")
    story.create(code=409, got={"error": "in_flight"})
    return story


def charge_without_payment() -> Story:
    story = Story()
    story.charge()
    story.create(code=0, why="reset")
    story.last([], [], [])
    return story


def refund_without_entry() -> Story:
    story = well()
    story.charge(effect="re_1", amount=200, call="refund", reference="f1", charge="ch_1")
    story.last([payment(refunded=200)], entries(), balances())
    return story


def takes_too_long() -> Story:
    story = Story()
    story.create(code=202, got=payment(status="processing"), within=0.5)
    return story


def nothing_is_an_amount() -> Story:
    story = Story()
    story.create(code=201, got=payment(status="failed", amount=0), given={"amount": 0})
    return story


def other_currency() -> Story:
    story = Story()
    story.charge(currency="USD")
    story.create(got=payment())
    return story


def lost_under_load() -> Story:
    story = Story()
    story.load(errors=1)
    return story


def stays_after_sigterm() -> Story:
    story = Story()
    story.fault("kill", "it did not end after SIGTERM")
    return story


BREACHES: list[tuple[str, Callable[[], Story]]] = [
    ("P0", answers_otherwise),
    ("P1", charged_twice),
    ("P2", another_id),
    ("P2", another_body),
    ("P3", told_too_early),
    ("P3", told_too_much),
    ("P4", refused_and_charged),
    ("P5", anothers_payment),
    ("P5", anothers_reference),
    ("P6", does_not_sum),
    ("P6", entry_changes),
    ("P6", entry_passed_over),
    ("P6", balance_is_not_the_fold),
    ("P7", refunded_too_much),
    ("P7", captured_too_much),
    ("P8", moves_back),
    ("P8", final_is_not_final),
    ("P9", forged_is_taken),
    ("P9", signed_is_refused),
    ("P10", never_settles),
    ("P10", stays_in_flight),
    ("P11", charge_without_payment),
    ("P11", refund_without_entry),
    ("P12", takes_too_long),
    ("P13", nothing_is_an_amount),
    ("P13", other_currency),
    ("P14", lost_under_load),
    ("P14", stays_after_sigterm),
]


@pytest.mark.parametrize(("invariant", "story"), BREACHES)
def test_a_history_breaks_this_invariant_and_no_other(invariant: str, story: Callable[[], Story]) -> None:
    assert broken(story()) == [invariant]


def test_each_invariant_is_broken_by_one_of_them() -> None:
    assert {invariant for invariant, _ in BREACHES} == {one.id for one in INVARIANTS}


def test_a_violation_names_events_that_are_there_and_says_what_happened() -> None:
    story = charged_twice()
    (violation,) = next(one for one in INVARIANTS if one.id == "P1").check(story.history)
    assert violation.says == "r1 was charged 2 times for one key: ch_1 and ch_2."
    shown = [story.history.events[number] for number in violation.events]
    assert [getattr(event, "effect", "") for event in shown] == ["ch_1", "ch_2", ""]
    assert violation.step == "1"


def test_what_overlapped_is_not_taken_for_an_order() -> None:
    story = well()
    story.get(payment(status="processing"))
    last = story.events[-1]
    assert isinstance(last, Op)
    assert broken(story) == ["P8"]
    story.events[-1] = replace(last, began=0.5)
    assert broken(story) == []


def test_a_signed_event_that_is_posted_each_time_it_is_told() -> None:
    story = Story()
    story.create(code=202, got=payment(status="processing"))
    story.charge()
    story.webhook()
    story.webhook()
    story.last([payment()], [*entries(), *entries(first=3)], balances(2400))
    assert broken(story) == ["P9", "P11"]
