"""The plan and the invariants of `breaker/1`: five failures in a row open, five seconds later one probe decides."""

from collections.abc import Iterator
from dataclasses import dataclass

from hotseat.labs.checking import Invariant, Violation
from hotseat.labs.checking.invariant import CALLS, LIVENESS, SAFETY
from hotseat.labs.components.rules.contract import answers
from hotseat.labs.components.rules.schedule import HELD, Entry, planned
from hotseat.labs.history import Call, History, Op

NAME = "breaker/1"
STAGES = ("Happy path", "Opening and closing", "Hanging and meeting")
FAILURES, OPEN = 5, 5000
"""Failures in a row that open it, and the milliseconds that it stays open."""

plan = planned(
    NAME,
    (
        Entry(1, "passes"),
        Entry(1, "fails"),
        Entry(2, "opens"),
        Entry(2, "refused_by_the_caller", times=2),
        Entry(2, "few"),
        Entry(2, "probe_fails"),
        Entry(2, "neighbours"),
        Entry(3, "herd", lands=(HELD,), draw=lambda chance: {"requests": chance.randint(6, 12)}, least={"requests": 2}, times=3),
        Entry(3, "hangs", lands=(HELD,)),
    ),
)


@dataclass(frozen=True)
class Seen:
    """A request as a breaker met it. `called`: it came to the dependency. `since`: the failure that opened it, None while closed.

    `due`: the open time was over. `beside`: another request that had come to the dependency was under way when this one began.
    """

    number: int
    op: Op
    called: bool
    since: tuple[int, Op] | None
    due: bool
    beside: tuple[int, Op] | None


def walked(history: History) -> Iterator[Seen]:
    """The requests in the order of their answers, each with the state that the contract has for its dependency then."""
    there = {call.reference for _, call in history.of(Call)}
    ops = sorted(((n, op) for n, op in history.of(Op) if op.call == "d"), key=lambda one: one[1].ended)
    called = [(n, op) for n, op in ops if op.given["id"] in there]
    failures: dict[str, int] = {}
    opened: dict[str, tuple[int, Op]] = {}
    for number, op in ops:
        name = str(op.given["name"])
        since, now = opened.get(name), int(op.given["now"])
        due = since is not None and now >= int(since[1].given["now"]) + OPEN
        beside = next(
            ((n, o) for n, o in called if n != number and o.given["name"] == name and o.began < op.ended and op.began < o.ended),
            None,
        )
        yield Seen(number, op, op.given["id"] in there, since, due, beside)
        if op.given["id"] not in there:
            continue
        if 200 <= op.code < 500:
            failures[name] = 0
            opened.pop(name, None)
        elif since is None:
            failures[name] = failures.get(name, 0) + 1
            if failures[name] >= FAILURES:
                opened[name] = (number, op)
        elif due:
            opened[name] = (number, op)


def kept_away(history: History) -> Iterator[Violation]:
    """B1: while it is open nothing comes to the dependency."""
    for seen in walked(history):
        if seen.called and seen.since is not None and not seen.due and seen.op.began > seen.since[1].ended:
            passed = (int(seen.op.given["now"]) - int(seen.since[1].given["now"])) / 1000
            said = f"{seen.op.given['name']} was called {passed:.1f} s after its breaker was to open"
            yield Violation(f"{said}.", (seen.since[0], seen.number), seen.op.step)


def let_through(history: History) -> Iterator[Violation]:
    """B2: while it is closed, and when a probe is due, a request is let through."""
    before: dict[object, list[int]] = {}
    for seen in walked(history):
        known = before.setdefault(seen.op.given["name"], [])
        if seen.called:
            known.append(seen.number)
        closed = seen.since is None or (seen.due and seen.beside is None)
        if not seen.called and seen.op.code == 503 and closed:
            state = "was closed" if seen.since is None else "was to let a probe through"
            yield Violation(
                f"{seen.op.given['name']} was refused while its breaker {state}.", (*known[-FAILURES:], seen.number), seen.op.step
            )


def one_probe(history: History) -> Iterator[Violation]:
    """B3: while a probe is under way no other request comes to the dependency."""
    for seen in walked(history):
        if seen.called and seen.due and seen.beside is not None:
            said = f"Two requests came to {seen.op.given['name']} at once when one probe was due"
            yield Violation(f"{said}.", tuple(sorted((seen.beside[0], seen.number))), seen.op.step)


def in_time(history: History) -> Iterator[Violation]:
    """B4: what the contract has a bound for is answered within it."""
    for number, op in history.of(Op):
        if op.within is not None and op.ended - op.began > op.within:
            said = f"{op.given['name']} was answered after {op.ended - op.began:.2f} s"
            yield Violation(f"{said}; the contract has {op.within:.2f} s on this machine.", (number,), op.step)


INVARIANTS = (
    Invariant("B1", SAFETY, 2, "Five failures in a row open it: for 5 s nothing comes to the dependency.", kept_away),
    Invariant("B2", SAFETY, 2, "While it is closed, and when a probe is due, a request is let through.", let_through),
    Invariant("B3", SAFETY, 3, "While a probe is under way no other request comes to the dependency.", one_probe),
    Invariant("B4", LIVENESS, 3, "What hangs fails in 1.5 s; beside it others are answered as ever.", in_time),
    Invariant("B0", CALLS, 1, "Where no fault is under way, each call answers as the contract says.", answers),
)
