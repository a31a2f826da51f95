"""What a space-time diagram shows: a lane for the client, each process and the provider, and what went between them.

Rows are in the order of time and equally far apart: what matters is what came before what. The time stands beside them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hotseat.labs.history import Call, Fault, History, Op

CLIENT, PROVIDER = "client", "provider"
MOST = 40
"""Arrows in a picture that a person still reads."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """Something that goes from one lane to another at a time. `lost`: it never arrived. `strong`: it is what shows the fault."""

    at: float
    source: str
    target: str
    text: str
    lost: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happens on a lane: an effect, a kill, a start."""

    at: float
    lane: str
    text: str
    kind: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Diagram:
    """The lanes from left to right, the rows from top to bottom, and the times between which a process was dead, by lane."""

    lanes: tuple[str, ...]
    rows: tuple[Arrow | Mark, ...]
    dead: tuple[tuple[str, float, float], ...]


def diagram(history: History, events: Sequence[int]) -> Diagram:
    """The picture around these events: all that happened in their step, or they alone where that is too much."""
    steps = {history.events[number].step for number in events} - {""}
    strong = set(events)
    numbers = [number for number, event in enumerate(history.events) if event.step in steps or number in strong]
    rows = _rows(history, numbers, strong)
    if len(rows) > MOST:
        rows = _rows(
            history, [number for number in numbers if number in strong or isinstance(history.events[number], Fault)], strong
        )
    rows = rows[:MOST]
    procs = sorted({lane for row in rows for lane in _lanes(row)} - {CLIENT, PROVIDER})
    return Diagram((CLIENT, *procs, PROVIDER), tuple(rows), tuple(_dead(rows)))


def _rows(history: History, numbers: Iterable[int], strong: set[int]) -> list[Arrow | Mark]:
    found: list[Arrow | Mark] = []
    kills = [(fault.proc, fault.at) for _, fault in history.of(Fault) if fault.what == "kill"]
    for number in numbers:
        event, bold = history.events[number], number in strong
        match event:
            case Op():
                about = event.given.get("reference") or event.given.get("id") or ""
                amount = f" {event.given['amount']}" if "amount" in event.given else ""
                found.append(Arrow(event.began, CLIENT, event.proc, f"{event.call} {about}{amount}", strong=bold))
                status = event.got.get("status", "") if isinstance(event.got, dict) else ""
                said = f"{event.code} {status}".strip() if event.code else event.why
                found.append(Arrow(event.ended, event.proc, CLIENT, said, lost=not event.code, strong=bold))
            case Call():
                proc = event.proc or "?"
                sent = event.amount or ""
                found.append(Arrow(event.began, proc, PROVIDER, f"{event.call} {event.reference} {sent}".strip(), strong=bold))
                if event.effect:
                    found.append(Mark(event.effect_at, PROVIDER, f"{event.effect} takes effect", "effect", bold))
                # What answers a dead process arrives nowhere, not even after it has been started again.
                died = any(lane == proc and event.began < at <= event.ended for lane, at in kills)
                said = "answer, after a wait" if event.behaviour.startswith("hold") else event.behaviour
                found.append(Arrow(event.ended, PROVIDER, proc, said, lost=died or "drop" in said, strong=bold))
            case Fault(what=("kill" | "start" | "terminate") as what):
                found.append(Mark(event.at, event.proc, what, what, bold))
            case Fault():
                found.append(Mark(event.at, PROVIDER, event.what, "fault", bold))
            case _:
                pass
    return sorted(found, key=lambda row: row.at)


def _lanes(row: Arrow | Mark) -> tuple[str, ...]:
    return (row.source, row.target) if isinstance(row, Arrow) else (row.lane,)


def _dead(rows: Sequence[Arrow | Mark]) -> Iterator[tuple[str, float, float]]:
    """From each kill to the same process's next start, or to the end."""
    since: dict[str, float] = {}
    for row in rows:
        if isinstance(row, Mark) and row.kind == "kill":
            since.setdefault(row.lane, row.at)
        elif isinstance(row, Mark) and row.kind == "start" and row.lane in since:
            yield row.lane, since.pop(row.lane), row.at
    for lane, at in since.items():
        yield lane, at, rows[-1].at
