# %% The two ways
from random import Random

from hotseat.proof import chart, claim, show


# A hit is its document's name here: nothing else about it matters.
def with_lists(hits, grants, principals, hidden):
    readable = []
    for document, principal in grants:
        if principal in principals and document not in readable:
            readable.append(document)
    return [hit for hit in hits if hit in readable and hit not in hidden]


def as_key(document):
    return tuple(document) if isinstance(document, list) else document


def with_sets(hits, grants, principals, hidden):
    allowed = {as_key(document) for document, principal in grants if principal in principals}
    allowed.difference_update(map(as_key, hidden))
    return [hit for hit in hits if as_key(hit) in allowed]


NAMES = [
    "a",
    "b",
    "ab",
    "a/b",
    "1",
    "a/1",
    ["a", "b"],
    ["b", "a"],
    ["a"],
    ["a", 1],
    ["a", "1"],
    [1],
    ["1"],
    [1, 2],
    [2, 1],
    "[1]",
    [-1],
    [-2],
]


@claim("same-hits")
def both_show_the_same():
    shown = 0
    for seed in range(400):
        chance = Random(seed)
        hits, hidden = chance.choices(NAMES, k=12), chance.choices(NAMES, k=3)
        grants = [(name, chance.choice(["ann", "sales", "board"])) for name in chance.choices(NAMES, k=20)]
        right, got = (way(hits, grants, ["ann", "sales"], hidden) for way in (with_lists, with_sets))
        if got != right:
            return False
        shown += len(got)
    show("hits shown in 400 drawn searches of 12", shown)
    return shown > 1000


# %% Counting what is hashed and compared
class Name:
    """A name that counts, over all instances, how often names are hashed and compared."""

    hashed = compared = 0

    def __init__(self, number):
        self.number = number

    def __hash__(self):
        Name.hashed += 1
        return hash(self.number)

    def __eq__(self, other):
        Name.compared += 1
        return self.number == other.number


def counted(action):
    """(hashes, comparisons) that `action()` makes."""
    Name.hashed = Name.compared = 0
    action()
    return Name.hashed, Name.compared


def names(start, stop):
    """New objects for these numbers: an equal name is another object, as it is when it has come out of JSON."""
    return [Name(number) for number in range(start, stop)]


SHAPES = [(1, 1), (10, 10), (50, 20), (100, 200), (300, 300)]


def calls_of(way, readable, hits):
    """(hashes, comparisons) with so many readable documents, and so many hits on others."""
    grants = [(name, "ann") for name in names(0, readable)]
    others = names(readable, readable + hits)
    return counted(lambda: way(others, grants, ["ann"], []))


@claim("walks-multiply")
def comparisons_of_names():
    lists = [calls_of(with_lists, *shape) for shape in SHAPES]
    sets = [calls_of(with_sets, *shape) for shape in SHAPES]
    show("hashes and comparisons, 300 readable documents and 300 hits: lists, sets", [str(lists[-1]), str(sets[-1])])
    chart(
        "What a search costs",
        [f"{readable} readable, {hits} hits" for readable, hits in SHAPES],
        {"lists, comparisons": [calls[1] for calls in lists], "sets, hashes": [calls[0] for calls in sets]},
        x_label="readable documents, hits on others",
        y_label="calls",
        kind="bars",
    )
    by_formula = [(0, readable * (readable - 1) // 2 + hits * readable) for readable, hits in SHAPES]
    return lists == by_formula and sets == [(readable + hits, 0) for readable, hits in SHAPES]


def in_a_set_made_for_each(hits, readable):
    return [hit for hit in hits if hit in set(readable)]


def in_a_set_made_before(hits, readable):
    allowed = set(readable)
    return [hit for hit in hits if hit in allowed]


@claim("set-in-the-loop")
def hashes_of_sets():
    found = {}
    for way in (in_a_set_made_for_each, in_a_set_made_before):
        found[way] = [
            counted(lambda way=way, h=hits, r=readable: way(names(r, r + h), names(0, r)))[0] for readable, hits in SHAPES
        ]
    show("hashes, 300 names and 300 hits: made for each hit, made before", [calls[-1] for calls in found.values()])
    anew, once = found.values()
    return anew == [hits * (readable + 1) for readable, hits in SHAPES] and once == [sum(shape) for shape in SHAPES]


# %% Which names stay different
def merged(form):
    """Pairs of different names that this form makes equal, or of equal ones that it makes different."""
    pairs = [(one, other) for place, one in enumerate(NAMES) for other in NAMES[place:]]
    return [pair for pair in pairs if (form(pair[0]) == form(pair[1])) != (pair[0] == pair[1])]


def joined(document):
    return "/".join(map(str, document)) if isinstance(document, list) else document


def unordered(document):
    return frozenset(document) if isinstance(document, list) else document


@claim("tuple-keeps-apart")
def pairs_that_a_form_makes_one():
    kept = merged(as_key)
    lost = {
        "tuple of everything": merged(tuple),
        "joined parts": merged(joined),
        "str()": merged(str),
        "frozenset": merged(unordered),
        "hash of the key": merged(lambda document: hash(as_key(document))),
    }
    show("pairs of names merged by lists as tuples", len(kept))
    for form, pairs in lost.items():
        show(f"pairs of names merged by {form}", [f"{one!r} and {other!r}" for one, other in pairs])
    return not kept and all(lost.values())


# %% A dict of the grants, and the short list
@claim("last-grant-stays")
def one_principal_for_each_document():
    chance = Random(3)
    grants = [(f"doc-{chance.randrange(20)}", chance.choice(["ann", "sales", "board", "legal"])) for _ in range(90)]
    granted_to = dict(grants)
    last = {name: [principal for document, principal in grants if document == name][-1] for name in granted_to}
    show("grants, and what is left of them in a dict", [len(grants), len(granted_to)])
    return granted_to == last and len(granted_to) < len(grants)


@claim("short-list-is-cheap")
def share_of_the_principals():
    principals = [Name(-1 - number) for number in range(3)]
    grants = [(name, Name(-1 - number % len(principals))) for number, name in enumerate(names(0, 300))]
    hits = names(300, 600)
    of_principals = counted(lambda: [principal in principals for _, principal in grants])[1]
    of_all = counted(lambda: with_lists(hits, grants, principals, []))[1]
    show("comparisons of principals, and all", [of_principals, of_all])
    return of_principals / of_all < 0.01
