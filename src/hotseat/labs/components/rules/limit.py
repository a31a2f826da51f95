"""The plan and the invariants of `limit/1`: ten requests at once, five a second."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from hotseat.labs.checking import Invariant, Violation
from hotseat.labs.checking.invariant import CALLS, LIVENESS, SAFETY
from hotseat.labs.components.rules.contract import answers
from hotseat.labs.components.rules.schedule import HELD, KILLED, Entry, planned
from hotseat.labs.history import Call, History, Op

NAME = "limit/1"
STAGES = ("Happy path", "Concurrency and edges", "Crashes and clocks")
BURST, RATE = 10, 5
QUIET = 4000
"""Milliseconds: who has had fewer than `BURST` in them is not refused."""
LONGEST = 4

plan = planned(
    NAME,
    (
        Entry(1, "burst"),
        Entry(1, "refused"),
        Entry(
            2, "at_once", lands=(HELD,), draw=lambda chance: {"requests": chance.randint(20, 40)}, least={"requests": 11}, times=3
        ),
        Entry(2, "edge"),
        Entry(2, "waits", times=3),
        Entry(2, "insists"),
        Entry(2, "neighbours"),
        Entry(3, "restarted", lands=(KILLED,), times=2),
        Entry(3, "set_back"),
    ),
)


def bounded(history: History) -> Iterator[Violation]:
    """L1: what is let through of a key stays within the policy in every stretch of time."""
    level: defaultdict[tuple[str, int], float] = defaultdict(float)
    last: dict[tuple[str, int], int] = {}
    for number, op in passed(history):
        key, now = (str(op.given["key"]), int(op.given["era"])), int(op.given["now"])
        level[key] = max(0.0, level[key] - RATE * (now - last.get(key, now)) / 1000) + 1
        last[key] = now
        if level[key] > BURST + 0.001:
            before = [n for n, o in passed(history) if n < number and o.given["key"] == op.given["key"]]
            said = f"Of the key {key[0]} more than {BURST} and {RATE} a second were let through"
            yield Violation(f"{said}, this one as the last.", (*before[-3:], number), op.step)


def not_refused(history: History) -> Iterator[Violation]:
    """L2: a request is refused only when ten of its key were let through in the last four seconds."""
    let: defaultdict[tuple[object, object], list[tuple[int, int]]] = defaultdict(list)
    for number, op in passed(history):
        let[op.given["key"], op.given["era"]].append((int(op.given["now"]), number))
    for number, op in asked(history):
        now = int(op.given["now"])
        recent = [n for at, n in let[op.given["key"], op.given["era"]] if now - QUIET <= at <= now]
        if op.code == 429 and len(recent) < BURST:
            said = (
                f"The key {op.given['key']} was refused, and {len(recent)} of its requests had been let through in the last 4 s"
            )
            yield Violation(f"{said}.", (*recent[-3:], number), op.step)


def told_when(history: History) -> Iterator[Violation]:
    """L3: a refusal says in whole seconds, 1 to 4, when to come again, and who waits so long is let through."""
    for number, op in asked(history):
        said = op.headers.get("retry-after", "")
        if op.code == 429 and not (said.isascii() and said.isdigit() and 1 <= int(said) <= LONGEST):
            yield Violation(f"{op.given['key']} was refused with Retry-After {said or 'missing'}.", (number,), op.step)
        elif op.code == 429 and "waited" in op.given:
            said = f"{op.given['key']} was told to wait {op.given['waited']} s, did so, and was refused again"
            yield Violation(f"{said}.", (number,), op.step)


def forwarded_once(history: History) -> Iterator[Violation]:
    """L4: what is refused never comes to the upstream, and what is answered 200 came there once."""
    calls = Counter(call.reference for _, call in history.of(Call))
    where: defaultdict[str, list[int]] = defaultdict(list)
    for number, call in history.of(Call):
        where[call.reference].append(number)
    for number, op in asked(history):
        count = calls[str(op.given["id"])]
        if (op.status == "fail" and count) or (op.code == 200 and count != 1):
            said = f"A request of {op.given['key']} was answered {op.code} and came to the upstream {count} times"
            yield Violation(f"{said}.", (*where[str(op.given["id"])][:3], number), op.step)


def in_time(history: History) -> Iterator[Violation]:
    """L5: what is not let through is refused within the contract's bound."""
    there = {call.reference for _, call in history.of(Call)}
    for number, op in asked(history):
        took = op.ended - op.began
        if op.within is not None and took > op.within and op.given["id"] not in there:
            said = f"A request of {op.given['key']} that was not let through took {took:.2f} s while the upstream hung"
            yield Violation(f"{said}; the contract has {op.within:.2f} s on this machine.", (number,), op.step)


def asked(history: History) -> Iterator[tuple[int, Op]]:
    """The requests that a policy is for."""
    return ((number, op) for number, op in history.of(Op) if op.call == "r" and op.given.get("key"))


def passed(history: History) -> list[tuple[int, Op]]:
    """The requests that came to the upstream and were not refused all the same, by the lab's time."""
    there = {call.reference for _, call in history.of(Call)}
    let = [(number, op) for number, op in asked(history) if op.given["id"] in there and op.status != "fail"]
    return sorted(let, key=lambda one: (one[1].given["era"], one[1].given["now"], one[0]))


INVARIANTS = (
    Invariant("L1", SAFETY, 1, "In every stretch of t seconds at most 10 + 5 t requests of a key are let through.", bounded),
    Invariant("L2", SAFETY, 1, "A request is refused only when 10 of its key were let through in the last 4 s.", not_refused),
    Invariant(
        "L3", SAFETY, 2, "A refusal says when to come again, in 1 to 4 s, and who waits so long is let through.", told_when
    ),
    Invariant("L4", SAFETY, 2, "What is refused never reaches the upstream; what is answered 200 did once.", forwarded_once),
    Invariant("L5", LIVENESS, 2, "While the upstream hangs, refusals are answered within 1 s.", in_time),
    Invariant("L0", CALLS, 1, "Where no fault is under way, each call answers as the contract says.", answers),
)
