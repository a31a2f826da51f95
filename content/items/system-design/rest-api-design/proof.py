# %% A real Django with its own HTTP cache, and one order that clients read and change
import copy
import itertools
import json
import sqlite3
from collections.abc import Iterator
from typing import Any

import django
from django.conf import settings

from hotseat.proof import chart, claim, probe, show

settings.configure(
    ROOT_URLCONF="proof",
    ALLOWED_HOSTS=["*"],
    CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    CACHE_MIDDLEWARE_SECONDS=60,
    MIDDLEWARE=[],
)
django.setup()

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client, override_settings
from django.urls import path
from django.views.decorators.http import condition

type Doc = Any  # a JSON document

CACHED = ["django.middleware.cache.UpdateCacheMiddleware", "django.middleware.cache.FetchFromCacheMiddleware"]
TAGGED = ["django.middleware.http.ConditionalGetMiddleware"]

state: dict[str, Doc] = {}
runs = {"view": 0, "search": 0, "customer": 0}


def fresh() -> Client:
    """An order, no counts, an empty cache."""
    state.clear()
    state.update(
        order={"id": 7, "note": "", "items": ["a", "b", "c", "d"], "customer": {"name": "Ann", "phone": "1"}}, down=0, version=1
    )
    runs.update(view=0, search=0, customer=0)
    cache.clear()
    return Client()


def tag(request: HttpRequest) -> str:  # noqa: ARG001
    """The entity tag: a strong one, of the version that is stored."""
    return f'"{state["version"]}"'


def order(request: HttpRequest) -> HttpResponse:
    runs["view"] += 1
    if request.method == "PUT":
        state["order"] = json.loads(request.body)
        state["version"] += 1
        return HttpResponse(status=204)
    response = JsonResponse(state["order"])
    response["ETag"] = tag(request)
    return response


def prices(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Prices from a service that is down for a while; `failure` is how this API says so."""
    runs["search"] += 1
    if state["down"]:
        state["down"] -= 1
        return JsonResponse({"error": "pricing is not available"}, status=state["failure"])
    return JsonResponse({"price": 100})


def orders(request: HttpRequest) -> HttpResponse:
    customers = [{"href": f"/customers/{n}"} for n in range(state["count"])]
    if request.GET.get("expand") == "customer":
        customers = [{"name": f"customer {n}"} for n in range(state["count"])]
    return JsonResponse({"orders": [{"id": n, "customer": one} for n, one in enumerate(customers)]})


def customer(request: HttpRequest, number: int) -> HttpResponse:  # noqa: ARG001
    runs["customer"] += 1
    return JsonResponse({"name": f"customer {number}"})


urlpatterns = [
    path("order", order),
    path("guarded", condition(etag_func=tag)(order)),
    path("prices", prices),
    path("orders", orders),
    path("customers/<int:number>", customer),
]


# %% What a cache sees: the method and the status, and nothing of the body
def reached(method: str, status: int, requests: int, down: int = 1) -> int:
    """How many of the requests reach the view, behind Django's cache; the first `down` of them fail, with that status."""
    client = fresh()
    state.update(down=down, failure=status)
    with override_settings(MIDDLEWARE=CACHED):
        client = Client()
        for _ in range(requests):
            client.generic(method, "/prices")
    return runs["search"]


@probe
def requests_that_arrive(method: str, status: int, down: int) -> int:
    return reached(method, status, requests=8, down=down)


@claim("caches-read-method-and-status")
def an_error_with_200_is_kept_and_a_read_by_post_is_not() -> bool:
    as_success, as_error, by_post = reached("GET", 200, 10), reached("GET", 503, 10), reached("POST", 200, 10, down=0)
    show("of 10 requests reach the view: GET, first answer an error with 200", as_success)
    show("GET, first answer an error with 503", as_error)
    show("a read by POST, no error", by_post)
    return (as_success, as_error, by_post) == (1, 2, 10)


# %% Two clients read, change and write back
def write_back(schedule: str, path: str) -> tuple[int, int]:
    """(writes refused, updates lost). Each letter is the client's next step: GET, then PUT of what it got with an item more."""
    client = fresh()
    state["order"]["items"] = []
    with override_settings(MIDDLEWARE=[]):
        held: dict[str, tuple[Doc, str]] = {}
        refused = written = 0
        for step, name in enumerate(schedule):
            if name not in held:
                response = client.get(path)
                held[name] = (response.json(), response["ETag"])
                continue
            body, seen = held.pop(name)
            body["items"].append(f"{name}{step}")
            answer = client.put(path, json.dumps(body), "application/json", headers={"If-Match": seen})
            refused += answer.status_code == 412
            written += answer.status_code == 204
    return refused, written - len(state["order"]["items"])


ORDERS = sorted({"".join(order) for order in itertools.permutations("AABB")})


@probe
def refused_and_lost(schedule: str, guard: str) -> list[int]:
    return list(write_back(schedule, "/guarded" if guard == "compares" else "/order"))


@claim("if-match-refuses")
def a_full_write_loses_updates_unless_it_names_what_it_read() -> bool:
    plain = [write_back(schedule, "/order") for schedule in ORDERS]
    guarded = [write_back(schedule, "/guarded") for schedule in ORDERS]
    show("orders of two clients' reads and writes", ORDERS)
    show("updates lost by PUT alone", [lost for _, lost in plain])
    show("with If-Match: refused with 412, and lost", [str(pair) for pair in guarded])
    return sum(lost for _, lost in plain) == 4 and sum(lost for _, lost in guarded) == 0 and sum(no for no, _ in guarded) == 4


def racing(sql: str, schedule: str) -> int:
    """Updates lost when two writers that both read version 1 check it and write, step by step in that order."""
    db = sqlite3.connect(":memory:", autocommit=True)
    db.execute("CREATE TABLE orders (version int, items text)")
    db.execute("INSERT INTO orders VALUES (1, '')")

    def writer(name: str) -> Iterator[bool]:
        """Whether the write was made, at last."""
        if db.execute("SELECT version FROM orders").fetchone() != (1,):
            yield False
            return
        yield True
        done = db.execute(sql, (name,)).rowcount
        yield bool(done)

    writers = {name: writer(name) for name in "AB"}
    outcome = {}
    for name in schedule:
        outcome[name] = next(writers[name], outcome.get(name))
    kept = db.execute("SELECT length(items) FROM orders").fetchone()[0]
    db.close()
    return sum(map(bool, outcome.values())) - int(kept)


@claim("compare-in-the-write")
def a_check_before_the_write_is_a_race() -> bool:
    careless = "UPDATE orders SET version = version + 1, items = ?"
    careful = "UPDATE orders SET version = version + 1, items = ? WHERE version = 1"
    before = [racing(careless, schedule) for schedule in ORDERS]
    inside = [racing(careful, schedule) for schedule in ORDERS]
    show("updates lost, version checked by a SELECT before the UPDATE", before)
    show("updates lost, version in the UPDATE's WHERE", inside)
    return sum(before) == 4 and sum(inside) == 0


# %% Whole or part: PUT, merge patch, and a field that the client does not know
def merge(target: Doc, patch: Doc) -> Doc:
    """A JSON Merge Patch applied, as RFC 7396 describes it."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge(merged.get(name), value)
    return merged


# The fifteen cases of RFC 7396, appendix A: original, patch, result.
EXAMPLES: list[tuple[Doc, Doc, Doc]] = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    (["a", "b"], ["c", "d"], ["c", "d"]),
    ({"a": "b"}, ["c"], ["c"]),
    ({"a": "foo"}, None, None),
    ({"a": "foo"}, "bar", "bar"),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]


@claim("merge-patch-agrees")
def the_merge_is_the_one_of_the_standard() -> bool:
    right = sum(merge(copy.deepcopy(original), patch) == result for original, patch, result in EXAMPLES)
    show("cases of the RFC that come out right, of 15", right)
    return right == len(EXAMPLES)


@probe
def after_the_patch(patch: str) -> list[int]:
    fresh()
    document = {"id": 7, "note": "x", "tags": ["a", "b"], "customer": {"name": "Ann", "phone": "1"}}
    result = merge(document, json.loads(patch))
    return [len(result), len(result.get("tags") or []), len(result.get("customer") or {})]


@claim("put-erases-what-it-does-not-know")
def an_old_client_writes_back_less_than_there_was() -> bool:
    known = ("id", "note", "items")
    fresh()
    seen = {name: value for name, value in state["order"].items() if name in known}
    put = dict(seen, note="ring twice")
    patched = merge(state["order"], {"note": "ring twice"})
    show("fields of the order before", sorted(state["order"]))
    show("after the PUT of a client that knows three of them", sorted(put))
    show("after its merge patch", sorted(patched))
    return "customer" not in put and patched == dict(state["order"], note="ring twice")


# %% Repeats: which requests may be sent twice
def apply(items: list[str], request: str) -> list[str]:
    """The cart's items after a request."""
    match request:
        case 'POST /cart/items with "x"':
            return [*items, "x"]
        case 'PUT /cart/items with ["a", "x"]':
            return ["a", "x"]
        case 'PATCH /cart, merge patch {"items": ["x"]}':
            return merge({"items": items}, {"items": ["x"]})["items"]
        case 'PATCH /cart, JSON patch [{"op": "add", "path": "/items/-", "value": "x"}]':
            return [*items, "x"]
        case "DELETE /cart/items/0, the first item by its position":
            return items[1:]
        case "DELETE /cart/items/a, the item by its name":
            return [item for item in items if item != "a"]
    raise ValueError(request)


SENT_AGAIN = {
    'PUT /cart/items with ["a", "x"]': True,
    'PATCH /cart, merge patch {"items": ["x"]}': True,
    "DELETE /cart/items/a, the item by its name": True,
    'POST /cart/items with "x"': False,
    'PATCH /cart, JSON patch [{"op": "add", "path": "/items/-", "value": "x"}]': False,
    "DELETE /cart/items/0, the first item by its position": False,
}


def repeated(request: str, times: int) -> list[str]:
    items = ["a", "b", "c", "d"]
    for _ in range(times):
        items = apply(items, request)
    return items


@probe
def items_left(request: str, times: int) -> int:
    return len(repeated(request, times))


@claim("a-name-makes-it-repeatable")
def what_is_named_can_be_repeated() -> bool:
    asked = SENT_AGAIN
    found = {request: repeated(request, 1) == repeated(request, 3) for request in asked}
    show("the same after three times as after one", [f"{request}: {'yes' if same else 'no'}" for request, same in found.items()])
    return found == asked and sum(found.values()) == 3


# %% What an entity tag saves, and what a link costs
def revalidated(path: str, middleware: list[str], times: int) -> tuple[int, int]:
    """(bytes of bodies, runs of the view) for a client that asks again with the tag it got."""
    client = fresh()
    state["order"]["note"] = "n" * 20_000
    runs["view"] = 0
    with override_settings(MIDDLEWARE=middleware):
        client = Client()
        first = client.get(path)
        again = [client.get(path, headers={"If-None-Match": first["ETag"]}) for _ in range(times)]
    return len(first.content) + sum(len(response.content) for response in again), runs["view"]


@claim("etag-saves-bytes-or-work")
def a_tag_from_the_body_saves_the_way_and_not_the_work() -> bool:
    ways = {
        "no tags looked at": ("/order", []),
        "tag checked after the view": ("/order", TAGGED),
        "tag checked before": ("/guarded", []),
    }
    found = {name: revalidated(url, middleware, 9) for name, (url, middleware) in ways.items()}
    show(
        "bytes sent and runs of the view for 10 requests", [f"{name}: {sent} bytes, {ran}" for name, (sent, ran) in found.items()]
    )
    (none, none_ran), (after, after_ran), (before, before_ran) = found.values()
    return none > 9 * after and after == before and (none_ran, after_ran, before_ran) == (10, 10, 1)


def requests_for(count: int, expand: bool) -> int:
    """Requests that a client makes to show a list of orders with their customers' names."""
    client = fresh()
    state["count"] = count
    body = client.get("/orders", {"expand": "customer"} if expand else {}).json()
    made = 1
    for one in body["orders"]:
        if "href" in one["customer"]:
            client.get(one["customer"]["href"])
            made += 1
    return made


@claim("links-cost-a-request-each")
def a_list_of_links_is_n_plus_one_over_the_network() -> bool:
    sizes = (1, 10, 50)
    linked = [requests_for(size, expand=False) for size in sizes]
    expanded = [requests_for(size, expand=True) for size in sizes]
    show("requests for 1, 10, 50 orders by links, and with expand", [str(linked), str(expanded)])
    chart(
        "Requests to show a list with names",
        [float(size) for size in sizes],
        {"links": [float(count) for count in linked], "expand=customer": [float(count) for count in expanded]},
        x_label="orders on the page",
        y_label="requests",
    )
    return linked == [size + 1 for size in sizes] and expanded == [1, 1, 1]
