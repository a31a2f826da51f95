"""Short searches on which each usual slip shows, and one of a big customer's size to be timed."""

from collections.abc import Iterator
from random import Random
from typing import Any

from hotseat.judges.calls import Case

Document = Any
Search = tuple[list[dict[str, Any]], list[list[Any]], list[str], list[Document]]


def by_definition(hits: list, grants: list, principals: list, hidden: list) -> list:
    """The answer in the order of its sentence: granted to one of the principals, and not hidden."""
    return [
        hit
        for hit in hits
        if any(hit["document"] == document and principal in principals for document, principal in grants)
        and not any(hit["document"] == document for document in hidden)
    ]


def found(*documents: Document) -> list[dict[str, Any]]:
    """A hit in each document, best first; hits differ in what the search marked."""
    return [{"document": document, "line": line} for line, document in enumerate(documents, 1)]


def small(name: str, search: Search, *, shown: bool = False) -> Case:
    return Case(name, call="visible", args=search, expect=by_definition(*search), shown=shown)


def to(principal: str, *documents: Document) -> list[list[Any]]:
    return [[document, principal] for document in documents]


def cases(chance: Random) -> Iterator[Case]:
    yield small(
        "the example",
        (
            found("plan-7", "memo-1", "plan-2", "memo-9"),
            [*to("sales", "memo-9", "plan-7"), *to("ann", "plan-2"), *to("board", "memo-1")],
            ["ann", "sales"],
            ["plan-2"],
        ),
        shown=True,
    )
    yield small(
        "the order of the search",
        (found("d", "a", "c", "b"), [*to("ann", "c", "a", "b", "d")], ["ann"], []),
        shown=True,
    )
    yield small(
        "several hits in one document",
        (found("a", "b", "a", "c", "b", "a"), to("ann", "b", "a"), ["ann"], ["c"]),
    )
    yield small(
        "one document granted to several",
        (
            found("a", "b", "c"),
            [*to("ann", "a", "b"), *to("sales", "a"), *to("board", "a", "b", "c"), *to("ann", "b"), *to("legal", "b")],
            ["ann", "sales"],
            [],
        ),
    )
    yield small(
        "documents named by a list",
        (
            found(["wiki", 17], "a", ["wiki", 18], ["wiki", 17, 2]),
            [*to("ann", ["wiki", 17], "a"), *to("sales", ["wiki", 18], ["wiki", 17, 2])],
            ["ann", "sales"],
            [["wiki", 18]],
        ),
    )
    yield small(
        "the parts of a name in another order",
        (found([1, 2], [2, 1], ["de", "en"], ["en", "de"]), to("ann", [1, 2], ["en", "de"]), ["ann"], []),
    )
    yield small(
        "names that look alike",
        (
            found("17", ["1", "7"], [17], ["17"], "wiki/17", ["wiki", 17], ["wiki", "17"], "ab", ["a", "b"], "[17]", [-1], [-2]),
            to("ann", "17", [17], ["wiki", "17"], "ab", [-2]),
            ["ann"],
            [],
        ),
    )
    yield small(
        "all that is hidden",
        (found("a", ["wiki", 3], "b"), to("ann", "a", ["wiki", 3], "b"), ["ann"], ["x", ["wiki", 3], "a", "y"]),
    )
    yield unchanged((found(["wiki", 1], "a"), to("ann", ["wiki", 1], "a"), ["ann"], [["wiki", 2]]))
    yield hundred_drawn(chance)


def unchanged(search: Search) -> Case:
    """What the caller has is looked at again after the call."""
    program = f"search = {search!r}\nvisible(*search)\nresult = search"
    return Case("what the caller has", program=program, expect=search)


def hundred_drawn(chance: Random) -> Case:
    """Few documents and many hits, so that each of the reasons comes up many times."""
    names: list[Document] = ["a", "b", "ab", "1", ["a", "b"], ["b", "a"], ["a", 1], ["a", "1"], [1], ["wiki", 1, 2]]
    some = lambda most: chance.choices(names, k=chance.randint(0, most))  # noqa: E731
    people = ["ann", "sales", "board", "legal"]
    searches = [
        (found(*some(9)), [[name, chance.choice(people)] for name in some(14)], chance.sample(people, k=2), some(3))
        for _ in range(100)
    ]
    expected = [by_definition(*search) for search in searches]

    def check(got: Any) -> bool | str:
        for search, right, answer in zip(searches, expected, got, strict=True):
            if answer != right:
                return f"visible(*{search}) gave {answer!r}; {right} is right."
        return True

    return Case("a hundred short searches", program=f"result = [visible(*search) for search in {searches!r}]", check=check)


def workloads(chance: Random) -> Iterator[Case]:
    """Most of what is found is somebody else's, or in the archive: little is shown, so little of the time is its transport."""
    numbers = chance.sample(range(100_000), 4000)
    names = [["wiki", number] if number % 5 == 0 else f"doc-{number}" for number in numbers]
    mine, others = ["ann", "sales", "everyone"], ["board", "legal", "ops", "support"]
    readable, archived, foreign = names[:1000], names[50:2000], names[2000:]
    grants = [[name, chance.choice(mine)] for name in readable for _ in range(chance.choice([1, 1, 2]))]
    grants += [[name, chance.choice(others)] for name in names[900:2500]]
    documents = chance.choices(readable, k=800) + chance.choices(foreign, k=200)
    for drawn in (grants, documents, archived):
        chance.shuffle(drawn)
    hits = [{"document": document, "line": line} for line, document in enumerate(documents)]
    yield Case("a thousand hits, a thousand readable documents", call="visible", args=(hits, grants, mine, archived))
