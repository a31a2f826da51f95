"""Documents of each version, what must survive the way to version 3, and what must not be touched by it."""

from collections.abc import Iterator
from random import Random
from typing import Any

from hotseat.judges.calls import Case


def newest(name: str, cents: int, *, email: str | None = None, **more: Any) -> dict[str, Any]:
    """What version 3 writes."""
    return {"version": 3, "customer": {"name": name, "email": email}, "total": {"cents": cents, "currency": "EUR"}, **more}


def first(name: str, total: str, **more: Any) -> dict[str, Any]:
    """What version 1 wrote."""
    return {"customer": name, "total": total, **more}


def cases(chance: Random) -> Iterator[Case]:
    yield Case(
        "a document of version 1",
        call="upgrade",
        args=({"_id": 7, "customer": "Ann Lee", "total": "12.50"},),
        expect=newest("Ann Lee", 1250, _id=7),
        shown=True,
    )
    yield Case(
        "a document of version 2",
        call="upgrade",
        args=({"_id": 8, "version": 2, "customer": {"name": "Bo"}, "total_cents": 300},),
        expect=newest("Bo", 300, _id=8),
        shown=True,
    )
    written = newest("Cy", 5, email="cy@example.org", _id=9)
    yield Case("a document of version 3", call="upgrade", args=(written,), expect=written, shown=True)
    yield totals("cents to the last one", {"1.15": 115, "0.07": 7, "4.35": 435, "1001.01": 100101, "0.00": 0})
    yield totals("one decimal and none", {"12.5": 1250, "7": 700, "0.5": 50})
    yield totals("refunds", {"-12.50": -1250, "-0.50": -50, "-3": -300})
    yield totals("a thousand amounts", {f"{n // 100}.{n % 100:02}": n for n in chance.sample(range(10_000_000), 1_000)})
    yield Case(
        "an email that version 2 knew",
        call="upgrade",
        args=({"version": 2, "customer": {"name": "Di", "email": "di@example.org"}, "total_cents": 1},),
        expect=newest("Di", 1, email="di@example.org"),
    )
    yield unknown_fields()
    yield refused(
        "a version of the future",
        {"version": 4, "customer": {"name": "Ed", "email": None}, "total": {"cents": 1, "currency": "EUR"}},
    )
    yield refused("a version that is a text", {"version": "2", "customer": {"name": "Ed"}, "total_cents": 1})
    yield left_alone()
    yield nothing_shared()


def totals(name: str, cents: dict[str, int]) -> Case:
    """Documents of version 1 that differ in their totals."""
    program = f"result = [upgrade({{'customer': 'Ann', 'total': total}})['total']['cents'] for total in {list(cents)!r}]"
    return Case(name, program=program, expect=list(cents.values()))


def unknown_fields() -> Case:
    lines = [{"product": 1, "pieces": 2}]
    documents = [
        first("Flo", "1", lines=lines, note=""),
        {"version": 2, "customer": {"name": "Flo", "vip": True}, "total_cents": 100, "note": None},
    ]
    expected = [
        newest("Flo", 100, lines=lines, note=""),
        {
            "version": 3,
            "customer": {"name": "Flo", "vip": True, "email": None},
            "total": {"cents": 100, "currency": "EUR"},
            "note": None,
        },
    ]
    return Case(
        "fields that nobody mentioned", program=f"result = [upgrade(document) for document in {documents!r}]", expect=expected
    )


def refused(name: str, document: dict[str, Any]) -> Case:
    program = f"try:\n    result = upgrade({document!r})\nexcept ValueError:\n    result = 'refused'"
    return Case(name, program=program, expect="refused")


def left_alone() -> Case:
    documents = [
        first("Gus", "2.00", lines=[1]),
        {"version": 2, "customer": {"name": "Gus"}, "total_cents": 200},
        newest("Gus", 200),
    ]
    program = f"documents = {documents!r}\nfor document in documents:\n    upgrade(document)\nresult = documents"
    return Case("the argument stays as it is", program=program, expect=documents)


def nothing_shared() -> Case:
    """Everything that can be changed in the results is changed; the arguments must not notice."""
    documents = [
        first("Hal", "2.00", lines=[{"product": 1}]),
        {"version": 2, "customer": {"name": "Hal"}, "total_cents": 200, "tags": ["a"]},
        newest("Hal", 200, tags=["a"]),
    ]
    program = (
        f"documents = {documents!r}\nfor document in documents:\n    made = upgrade(document)\n"
        "    made['customer']['name'] = 'changed'\n    made['total']['cents'] = -1\n"
        "    for kept in ('lines', 'tags'):\n        made.get(kept, []).append('changed')\n"
        "    made.get('lines', [{}])[0]['product'] = 'changed'\nresult = documents"
    )
    return Case("nothing is shared", program=program, expect=documents)
