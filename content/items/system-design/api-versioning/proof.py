# %% Which changes break whom: every message that one side may send, against what the other side accepts
import itertools
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import django
from django.conf import settings

from hotseat.proof import chart, claim, probe, show

settings.configure(
    ROOT_URLCONF="proof",
    ALLOWED_HOSTS=["*"],
    CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    MIDDLEWARE=["django.middleware.cache.UpdateCacheMiddleware", "django.middleware.cache.FetchFromCacheMiddleware"],
)
django.setup()

from django.core.cache import cache
from django.http import HttpRequest, JsonResponse
from django.test import Client
from django.urls import path
from django.utils.cache import patch_vary_headers

type Schema = dict[str, tuple[bool, set[object]]]  # field -> (required, values)

OLD: Schema = {"status": (True, {"new", "paid"}), "note": (False, {"ring"}), "total": (True, {100})}


def changed(**fields: tuple[bool, set[object]] | None) -> Schema:
    """The old schema with fields replaced or added; None takes one out."""
    return {name: field for name, field in (OLD | fields).items() if field is not None}


CHANGES: dict[str, Schema] = {
    "a required field is added": changed(tax=(True, {19})),
    "an optional field is added": changed(tax=(False, {19})),
    "an optional field becomes required": changed(note=(True, {"ring"})),
    "a required field becomes optional": changed(total=(False, {100})),
    "a required field is taken out": changed(total=None),
    "an enumeration gets a further value": changed(status=(True, {"new", "paid", "held"})),
    "an enumeration loses a value": changed(status=(True, {"new"})),
}


def messages(schema: Schema) -> Iterator[dict[str, object]]:
    """Every message that a writer of the schema may send."""
    ways = [[(name, value) for value in values] + ([] if required else [None]) for name, (required, values) in schema.items()]
    for choice in itertools.product(*ways):
        yield dict(field for field in choice if field is not None)


def accepts(schema: Schema, message: dict[str, object], strict: bool) -> bool:
    """Whether a reader of the schema takes the message; a strict one refuses fields that it does not know."""
    unknown = set(message) - set(schema)
    missing = {name for name, (required, _) in schema.items() if required} - set(message)
    known = all(value in schema[name][1] for name, value in message.items() if name in schema)
    return known and not missing and not (strict and unknown)


def breaks(new: Schema, direction: str, strict: bool) -> bool:
    """Whether an old client and a new server can meet a message that its reader refuses."""
    writer, reader = (OLD, new) if direction == "requests" else (new, OLD)
    return not all(accepts(reader, message, strict) for message in messages(writer))


@probe
def changes_that_break(direction: str, readers: str) -> list[str]:
    found = [name for name, new in CHANGES.items() if breaks(new, direction, strict=readers == "refuse")]
    return found


@claim("direction-decides")
def a_change_is_safe_on_one_side_and_not_on_the_other() -> bool:
    table = {name: (breaks(new, "requests", False), breaks(new, "responses", False)) for name, new in CHANGES.items()}
    show(
        "breaks an old client: in requests, in responses",
        [f"{name}: {requests}, {responses}" for name, (requests, responses) in table.items()],
    )
    both_ways = [name for name, found in table.items() if sum(found) == 1]
    free = [name for name, found in table.items() if not any(found)]
    return len(both_ways) == 6 and free == ["an optional field is added"]


@claim("strict-readers-refuse-additions")
def who_refuses_what_it_does_not_know_makes_additions_break() -> bool:
    additions = ["an optional field is added", "a required field is added"]
    tolerant = [breaks(CHANGES[name], "responses", strict=False) for name in additions]
    strict = [breaks(CHANGES[name], "responses", strict=True) for name in additions]
    show("fields added to a response break a client that ignores unknown fields", tolerant)
    show("and one that refuses them", strict)
    return tolerant == [False, False] and strict == [True, True]


@claim("a-rename-breaks-both")
def a_rename_is_an_addition_and_a_removal() -> bool:
    renamed = changed(total=None, amount=(True, {100}))
    beside = changed(amount=(False, {100}))
    show("renaming breaks requests, responses", [breaks(renamed, "requests", False), breaks(renamed, "responses", False)])
    show(
        "an optional field beside the old one breaks them",
        [breaks(beside, "requests", False), breaks(beside, "responses", False)],
    )
    return all(breaks(renamed, way, False) for way in ("requests", "responses")) and not any(
        breaks(beside, way, False) for way in ("requests", "responses")
    )


# %% The server's other contract: two releases over one database, while a deploy rolls
WRITES = {"A": ["name"], "B": ["name", "full_name"], "C": ["name", "full_name"], "D": ["full_name"]}
READS = {"A": "name", "B": "name", "C": "full_name", "D": "full_name"}

WHOLE = ["add column", "deploy B", "backfill", "deploy C", "deploy D", "drop column"]
MIGRATIONS = {
    "add column": "ALTER TABLE customer ADD COLUMN full_name text",
    "backfill": "UPDATE customer SET full_name = name WHERE full_name IS NULL",
    "drop column": "ALTER TABLE customer DROP COLUMN name",
    "rename column": "ALTER TABLE customer RENAME COLUMN name TO full_name",
}


class Rollout:
    """A table of customers, and the releases that serve at the moment; every writer is tried with every reader."""

    def __init__(self) -> None:
        self.db = sqlite3.connect(":memory:", autocommit=True)
        self.db.execute("CREATE TABLE customer (id integer PRIMARY KEY, name text)")
        self.db.execute("INSERT INTO customer VALUES (1, 'v0')")
        self.current = {1: "v0"}
        self.live = ["A"]
        self.wrong: set[str] = set()
        self.clock = itertools.count(1)

    def serve(self) -> None:
        """Each live release inserts a row and updates the oldest one; each live release reads every row after each write."""
        for writer in self.live:
            for row in (max(self.current) + 1, 1):
                self.write(writer, row)
                for reader in self.live:
                    self.read(reader)

    def write(self, release: str, row: int) -> None:
        value = f"v{next(self.clock)}"
        columns = WRITES[release]
        insert = f"INSERT INTO customer (id, {', '.join(columns)}) VALUES (?{', ?' * len(columns)})"
        update = f"UPDATE customer SET {', '.join(f'{column} = ?' for column in columns)} WHERE id = ?"
        try:
            if row in self.current:
                self.db.execute(update, [*[value] * len(columns), row])
            else:
                self.db.execute(insert, [row, *[value] * len(columns)])
            self.current[row] = value
        except sqlite3.OperationalError:
            self.wrong.add("statements fail")

    def read(self, release: str) -> None:
        try:
            found = dict(self.db.execute(f"SELECT id, {READS[release]} FROM customer"))
        except sqlite3.OperationalError:
            self.wrong.add("statements fail")
            return
        for row, value in self.current.items():
            if found[row] is None:
                self.wrong.add("rows read as empty")
            elif found[row] != value:
                self.wrong.add("reads return an old value")

    def take(self, step: str) -> None:
        """A migration, or a deploy: for a while the old release and the new one serve side by side."""
        if step in MIGRATIONS:
            self.db.execute(MIGRATIONS[step])
        else:
            self.live = [*self.live, step.removeprefix("deploy ")]
            self.serve()
            self.live = self.live[-1:]
        self.serve()


def goes_wrong(plan: list[str]) -> list[str]:
    rollout = Rollout()
    rollout.serve()
    for step in plan:
        rollout.take(step)
    rollout.db.close()
    return sorted(rollout.wrong)


SHORTCUTS: dict[str, list[str]] = {
    "everything in this order: add the column; deploy B; backfill; deploy C; deploy D; drop the old column": WHOLE,
    "the backfill is left out": [step for step in WHOLE if step != "backfill"],
    "B is left out: from A straight to C": [step for step in WHOLE if step != "deploy B"],
    "C is left out: from B straight to D": [step for step in WHOLE if step != "deploy C"],
    "the backfill runs before B is deployed": ["add column", "backfill", "deploy B", "deploy C", "deploy D", "drop column"],
    "the old column is dropped before D is deployed": [
        "add column",
        "deploy B",
        "backfill",
        "deploy C",
        "drop column",
        "deploy D",
    ],
    "the column is renamed in the database, then D is deployed in place of A": ["rename column", "deploy D"],
}


@probe
def what_goes_wrong(plan: str) -> list[str]:
    return goes_wrong(SHORTCUTS[plan]) or ["nothing"]


@claim("one-step-breaks")
def a_rename_in_one_step_fails_in_whatever_order() -> bool:
    orders = [["rename column", "deploy D"], ["deploy D", "rename column"]]
    found = [goes_wrong(order) for order in orders]
    show("migration first, deploy first", [", ".join(wrong) for wrong in found])
    return all("statements fail" in wrong for wrong in found)


@claim("expand-migrate-contract")
def six_steps_in_order_and_none_may_be_left_out() -> bool:
    whole = goes_wrong(WHOLE)
    shorter = {name: goes_wrong(plan) for name, plan in SHORTCUTS.items() if plan != WHOLE}
    show("the whole plan", whole or "nothing goes wrong")
    for name, wrong in shorter.items():
        show(name, wrong)
    return not whole and all(shorter.values())


# %% Where the version stands: a cache decides by what it is told
def price(request: HttpRequest, version: str = "") -> JsonResponse:
    """Version 1 answers with a number, version 2 with an object; the version comes by path or by header."""
    asked = version or request.headers.get("Api-Version", "1")
    response = JsonResponse({"price": 100} if asked == "1" else {"price": {"amount": 100, "currency": "EUR"}})
    if request.path == "/varied":
        patch_vary_headers(response, ["Api-Version"])
    return response


urlpatterns = [path("v<str:version>/price", price), path("plain", price), path("varied", price)]


def wrong_answers(where: str, sequence: str) -> int:
    """How many of the requests, each for version 1 or 2, get the other version's answer, behind Django's HTTP cache."""
    cache.clear()
    client = Client()
    wrong = 0
    for version in sequence:
        url = f"/v{version}/price" if where == "path" else "/varied" if where == "header and Vary" else "/plain"
        body = client.get(url, headers={"Api-Version": version}).json()
        wrong += isinstance(body["price"], dict) != (version == "2")
    return wrong


@probe
def answers_of_the_other_version(where: str, sequence: str) -> int:
    return wrong_answers(where, sequence)


@claim("a-header-needs-vary")
def without_vary_the_first_version_asked_for_answers_all() -> bool:
    sequences = ["1222", "2111", "1212"]
    wheres = ["path", "header alone", "header and Vary"]
    found = {where: [wrong_answers(where, sequence) for sequence in sequences] for where in wheres}
    show("wrong answers of 4, by where the version stands", [f"{where}: {counts}" for where, counts in found.items()])
    return found == {"path": [0, 0, 0], "header alone": [3, 3, 2], "header and Vary": [0, 0, 0]}


# %% Old versions as adapters around one core
def core(order: dict[str, Any]) -> dict[str, Any]:
    """Today's answer."""
    return {
        "id": order["id"],
        "total": {"amount": sum(order["lines"]), "currency": "EUR"},
        "customer": {"name": order["customer"]},
    }


def before_2026_05(answer: dict[str, Any]) -> dict[str, Any]:
    """Until then the customer was a name."""
    return answer | {"customer": answer["customer"]["name"]}


def before_2025_11(answer: dict[str, Any]) -> dict[str, Any]:
    """Until then the total was a number of cents."""
    return answer | {"total": answer["total"]["amount"]}


ADAPTERS: list[tuple[str, Callable[[dict[str, Any]], dict[str, Any]]]] = [
    ("2026-05", before_2026_05),
    ("2025-11", before_2025_11),
]
VERSIONS = ["2025-01", "2025-11", "2026-05"]


def answer_for(version: str, order: dict[str, Any]) -> dict[str, Any]:
    """The core's answer, taken back change by change to what it was in that version."""
    answer = core(order)
    for since, adapter in ADAPTERS:
        if version < since:
            answer = adapter(answer)
    return answer


ORDER = {"id": 7, "lines": [60, 40], "customer": "Ann"}
RECORDED = {  # what was answered while each version was the newest
    "2025-01": {"id": 7, "total": 100, "customer": "Ann"},
    "2025-11": {"id": 7, "total": {"amount": 100, "currency": "EUR"}, "customer": "Ann"},
    "2026-05": {"id": 7, "total": {"amount": 100, "currency": "EUR"}, "customer": {"name": "Ann"}},
}


@claim("one-core-keeps-old-answers")
def adapters_give_each_version_what_it_always_got() -> bool:
    now = {version: answer_for(version, ORDER) for version in VERSIONS}
    between = answer_for("2026-01", ORDER)
    show("answers that are as recorded, of 3 versions", sum(now[version] == RECORDED[version] for version in VERSIONS))
    show("a client pinned in 2026-01 gets", str(between))
    passed = [sum(version < since for since, _ in ADAPTERS) for version in VERSIONS]
    chart(
        "Adapters that an answer passes",
        list(VERSIONS),
        {"adapters": [float(count) for count in passed]},
        x_label="pinned version",
        y_label="adapters",
        kind="bars",
    )
    return now == RECORDED and between == RECORDED["2025-11"] and passed == [2, 1, 0]
