"""The invariants of `payments/1`, in the order in which a report names them."""

from hotseat.labs.checking import Invariant
from hotseat.labs.checking.invariant import CALLS, LIVENESS, PERFORMANCE, SAFETY
from hotseat.labs.payments.rules import keys, ledger, living, states

INVARIANTS = (
    Invariant(
        "P1", SAFETY, 2, "One key brings about at most one charge or refund, whatever is retried or killed.", keys.one_effect
    ),
    Invariant("P2", SAFETY, 2, "The same key and body give the same payment for ever; another body gives 422.", keys.same_answer),
    Invariant(
        "P3",
        SAFETY,
        1,
        "A payment told as succeeded is charged at the provider, in exactly that amount.",
        keys.succeeded_is_charged,
    ),
    Invariant("P4", SAFETY, 2, "A request answered 4xx had no effect and never will.", keys.refused_is_nothing),
    Invariant("P5", SAFETY, 2, "Keys and payments belong to a tenant; a key belongs to one operation.", keys.scoped),
    Invariant("P7", SAFETY, 1, "Captured is at most the amount, refunded at most what was captured.", states.bounded),
    Invariant("P8", SAFETY, 1, "A status moves along the graph only; a final one is final.", states.forward),
    Invariant(
        "P9", SAFETY, 1, "A webhook that is not signed, or old, changes nothing; a signed one is taken, once.", states.webhooks
    ),
    Invariant("P13", SAFETY, 1, "What is no amount is refused; any other is charged exactly, in any currency.", living.amounts),
    Invariant(
        "P6",
        SAFETY,
        1,
        "Transactions sum to 0, entries stay and are never passed over, balances are their fold.",
        ledger.balanced,
    ),
    Invariant(
        "P11", SAFETY, 1, "At the end the ledger has every charge and refund of the provider, and no other.", ledger.reconciled
    ),
    Invariant("P10", LIVENESS, 1, "Within 5 s after the last fault every payment has come to an end.", living.settled),
    Invariant("P12", LIVENESS, 4, "While the provider hangs, GET is answered as ever and POST within 3 s.", living.in_time),
    Invariant(
        "P14",
        PERFORMANCE,
        5,
        "At 167 requests a second none fails, while each process is drained and started again.",
        living.under_load,
    ),
    Invariant("P0", CALLS, 1, "Where no fault is under way, each call answers as the contract says.", keys.contract),
)
