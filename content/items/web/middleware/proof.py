# %% Layers that report: a real Django, a middleware of every kind, and one way to send a request through them
# The project is this file: settings, URL configuration, middleware and views.
import asyncio
import inspect
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import django
from django.conf import settings

from hotseat.proof import chart, claim, probe, show

settings.configure(
    ALLOWED_HOSTS=["*"],
    SECRET_KEY="for this proof",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "proof",
    ],
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
    ROOT_URLCONF="proof",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", {"page.html": "{{ fill }}"})]},
        }
    ],
)
django.setup()
logging.disable(logging.CRITICAL)

from asgiref.sync import AsyncToSync, SyncToAsync
from django.core.exceptions import MiddlewareNotUsed, PermissionDenied, SuspiciousOperation
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.test import AsyncRequestFactory, RequestFactory, override_settings
from django.urls import clear_url_caches, path
from django.utils.decorators import async_only_middleware, sync_and_async_middleware
from django.utils.deprecation import MiddlewareMixin

events: list[str] = []  # what happened in the request that runs, in order
acts: dict[str, Callable[[], object]] = {}  # what is done at an event, besides recording it


def at(event: str) -> object:
    """Records that Django has come here, and does what this request is to do here."""
    events.append(event)
    return acts[event]() if event in acts else None


class Layer:
    """A middleware with every hook. Each records its call and may answer or raise."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response
        self.name = type(self).__name__

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if answer := at(f"{self.name} before"):
            return answer
        response = self.get_response(request)
        events.append(f"{self.name} after, sees {response.status_code}")
        if f"{self.name} after" in acts:
            acts[f"{self.name} after"]()
        return response

    def process_view(self, request, view, args, kwargs) -> HttpResponse | None:
        return at(f"{self.name} process_view")

    def process_exception(self, request, exception) -> HttpResponse | None:
        return at(f"{self.name} process_exception")

    def process_template_response(self, request, response) -> TemplateResponse:
        at(f"{self.name} process_template_response")
        return response


class A(Layer):
    pass


class B(Layer):
    pass


class C(Layer):
    pass


def view(request: HttpRequest) -> HttpResponse:
    return at("view") or HttpResponse("page")


def page(request: HttpRequest) -> TemplateResponse:
    at("view")
    return TemplateResponse(request, "page.html", {"fill": lambda: at("template")})


async def async_view(request: HttpRequest) -> HttpResponse:
    return at("view") or HttpResponse("page")


urlpatterns = [path("", view), path("page/", page), path("async/", async_view)]
ONION = ["proof.A", "proof.B", "proof.C"]


def ask(layers: list[str], address: str = "/", **doing: Callable[[], object]) -> int:
    """One request through these layers under WSGI: the status. `doing` says what happens where, as in B_before=answer."""
    events.clear()
    acts.clear()
    acts.update({place.replace("_", " ", 1): act for place, act in doing.items()})
    with override_settings(MIDDLEWARE=layers):
        return WSGIHandler().get_response(RequestFactory().get(address)).status_code


def answer() -> HttpResponse:
    return HttpResponse("answered early", status=299)


def fail(error: type[Exception] = ValueError) -> Callable[[], object]:
    def act() -> object:
        raise error("boom")

    return act


# %% The onion, and the hooks at its core
@claim("onion-order")
def layers_go_in_from_the_top_and_out_from_the_bottom() -> bool:
    ask(ONION, "/page/")
    for event in events:
        show(f"{events.index(event) + 1}", event)
    into = [f"{name} before" for name in "ABC"] + [f"{name} process_view" for name in "ABC"] + ["view"]
    out = [f"{name} process_template_response" for name in "CBA"] + ["template"] + [f"{name} after, sees 200" for name in "CBA"]
    return events == into + out


@claim("early-answer-skips-the-inner")
def an_early_answer_reaches_the_outer_layers_alone() -> bool:
    status = ask(ONION, B_before=answer)
    show("B answers before get_response: events", ", ".join(events))
    return status == 299 and events == ["A before", "B before", "A after, sees 299"]


@claim("process-view-answers-at-the-core")
def an_answer_of_process_view_passes_every_layer() -> bool:
    ask(ONION, B_process_view=answer)
    show("B's process_view answers: events", ", ".join(events))
    ran = [event for event in events if "before" not in event]
    expected = ["A process_view", "B process_view", "C after, sees 299", "B after, sees 299", "A after, sees 299"]
    return ran == expected


# %% Exceptions: converted at each layer
class Guard(Layer):
    """The middleware that many people write: it wants to turn every failure below it into a friendly page."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            at("Guard before")
            return self.get_response(request)
        except Exception:
            events.append("Guard caught")
            return HttpResponse("a friendly page", status=503)


GUARDED = ["proof.A", "proof.Guard", "proof.C"]


@claim("try-catches-nothing")
def a_try_around_get_response_catches_nothing() -> bool:
    places = {"the view": "view", "C, below, before get_response": "C_before", "C, below, after get_response": "C_after"}
    found = {name: ask(GUARDED, **{place: fail()}) for name, place in places.items()}
    own = ask(GUARDED, Guard_before=fail())
    for name, status in found.items():
        show(f"an error in {name}: status", status)
    show("an error in the guard itself, within its try: status", own)
    return list(found.values()) == [500, 500, 500] and own == 503


@claim("each-layer-converts")
def every_layer_above_an_error_sees_a_response() -> bool:
    ask(ONION, C_before=fail(PermissionDenied))
    show("C raises PermissionDenied before get_response: events", ", ".join(events))
    return events == ["A before", "B before", "C before", "B after, sees 403", "A after, sees 403"]


@claim("process-exception-is-for-views")
def process_exception_hears_of_views_and_templates_alone() -> bool:
    places = {
        "the view": ("/", "view"),
        "the template": ("/page/", "template"),
        "process_view": ("/", "C_process_view"),
        "process_template_response": ("/page/", "B_process_template_response"),
        "a middleware": ("/", "C_before"),
    }
    heard = {}
    for name, (address, place) in places.items():
        ask(ONION, address, **{place: fail()})
        heard[name] = [event[0] for event in events if event.endswith("process_exception")]
        show(f"an error in {name}: process_exception called on", heard[name] or "none")
    everyone = ["C", "B", "A"]
    return list(heard.values()) == [everyone, everyone, [], [], []]


@claim("process-exception-stops-at-an-answer")
def the_innermost_process_exception_is_asked_first() -> bool:
    status = ask(ONION, view=fail(), B_process_exception=answer)
    called = [event for event in events if event.endswith("process_exception")]
    after = [event for event in events if " after" in event]
    show("the view raises, B's process_exception answers", called + after)
    return status == 299 and called == ["C process_exception", "B process_exception"] and len(after) == 3


# %% One object for all requests
made: list[str] = []


class Remembering:
    """Keeps what belongs to one request on itself."""

    def __init__(self, get_response) -> None:
        made.append("Remembering")
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        holder = self
        holder.visitor = request.GET["visitor"]
        response = self.get_response(request)
        response["X-Visitor"] = holder.visitor
        return response


class Unused:
    def __init__(self, get_response) -> None:
        made.append("Unused")
        raise MiddlewareNotUsed

    def __call__(self, request: HttpRequest) -> HttpResponse:
        raise AssertionError("never called")


def two_visitors() -> list[str]:
    """Two requests that overlap in one process: both have entered the view before either leaves. Who is each told to be?"""
    events.clear()
    acts.clear()
    made.clear()
    both = threading.Barrier(2)
    entered = [threading.Event(), threading.Event()]
    order = iter(entered)
    acts["view"] = lambda: (next(order).set(), both.wait(20)) and None
    told = ["", ""]
    with override_settings(MIDDLEWARE=["proof.Unused", "proof.Remembering"]):
        handler = WSGIHandler()

        def visit(number: int) -> None:
            request = RequestFactory().get("/", {"visitor": ("ann", "bob")[number]})
            told[number] = handler.get_response(request)["X-Visitor"]

        first, second = (threading.Thread(target=visit, args=[number]) for number in (0, 1))
        first.start()
        entered[0].wait(20)
        second.start()
        first.join(20)
        second.join(20)
    return told


@claim("one-instance-for-all")
def a_middleware_is_made_once_and_shared() -> bool:
    told = two_visitors()
    show("factories called for one handler and two requests", made)
    show("two overlapping requests of ann and bob: X-Visitor of each", told)
    return made == ["Remembering", "Unused"] and told == ["bob", "bob"]


# %% Sync and async: what is adapted, and how often
class S:
    """A plain middleware, as most are written: sync only."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class M(MiddlewareMixin):
    """A middleware of the older form, made async-capable by MiddlewareMixin."""

    def process_request(self, request: HttpRequest) -> None:
        pass

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        return response


@sync_and_async_middleware
def N(get_response):
    """A middleware that is native in both worlds."""
    if inspect.iscoroutinefunction(get_response):

        async def layer(request: HttpRequest) -> HttpResponse:
            return await get_response(request)

    else:

        def layer(request: HttpRequest) -> HttpResponse:
            return get_response(request)

    return layer


@async_only_middleware
def L(get_response):
    """A middleware that runs on the event loop only."""

    async def layer(request: HttpRequest) -> HttpResponse:
        return await get_response(request)

    return layer


waiting = [0]  # threads that wait at this moment for a coroutine of the event loop


@contextmanager
def counted() -> Iterator[list[str]]:
    """The calls that cross between an event loop and a thread, in either direction."""
    crossings: list[str] = []
    into_thread, into_loop = SyncToAsync.__call__, AsyncToSync.__call__

    async def to_thread(self, *args, **kwargs):
        crossings.append("to a thread")
        return await into_thread(self, *args, **kwargs)

    def to_loop(self, *args, **kwargs):
        crossings.append("to the loop")
        waiting[0] += 1
        try:
            return into_loop(self, *args, **kwargs)
        finally:
            waiting[0] -= 1

    SyncToAsync.__call__, AsyncToSync.__call__ = to_thread, to_loop
    try:
        yield crossings
    finally:
        SyncToAsync.__call__, AsyncToSync.__call__ = into_thread, into_loop


def crossings(layers: str | list[str], server: str = "ASGI", asynchronous: bool = True) -> int:
    """How often one request crosses between loop and thread. Layers from the outermost in, by name or as S, M, N."""
    events.clear()
    acts.clear()
    address = "/async/" if asynchronous else "/"
    with override_settings(MIDDLEWARE=[f"proof.{one}" for one in layers] if isinstance(layers, str) else layers):
        if server == "WSGI":
            handler = WSGIHandler()
            with counted() as found:
                response = handler.get_response(RequestFactory().get(address))
        else:
            handler = ASGIHandler()
            with counted() as found:
                response = asyncio.run(handler.get_response_async(AsyncRequestFactory().get(address)))
    assert response.status_code == 200
    return len(found)


async def served(handler: ASGIHandler, address: str = "/async/") -> None:
    """One whole request, as an ASGI server makes it."""
    received = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> dict:
        for message in received:
            return message
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: dict) -> None:
        pass

    await handler({"type": "http", "method": "GET", "path": address, "query_string": b"", "headers": []}, receive, send)


@claim("native-layers-cross-nothing")
def native_layers_cross_nothing() -> bool:
    sizes = [0, 1, 3, 6]
    matching = [crossings("N" * size) for size in sizes] + [crossings("S" * size, "WSGI", False) for size in sizes]
    other = [crossings("N" * size, asynchronous=False) for size in sizes] + [crossings("S" * size, "WSGI") for size in sizes]
    acts.clear()
    with override_settings(MIDDLEWARE=[]), counted() as whole:
        asyncio.run(served(ASGIHandler()))
    show("0, 1, 3, 6 native layers, async view under ASGI; sync layers, sync view under WSGI", matching)
    show("the same with a view of the other kind", other)
    show("the whole ASGI call without any layer, signals and close() included", whole)
    return set(matching) == {0} and set(other) == {1} and whole == ["to a thread"] * 2


@claim("boundaries-cost")
def sync_layers_cost_by_their_boundaries() -> bool:
    blocks = {stack: crossings(stack) for stack in ("S", "SSS", "SSSSSS", "NNNSSS", "SSSNNN")}
    mixed = {stack: crossings(stack) for stack in ("SL", "SLSL", "SLSLSL")}
    for stack, count in (blocks | mixed).items():
        show(f"{stack}, async view under ASGI: crossings", count)
    return set(blocks.values()) == {2} and list(mixed.values()) == [2, 4, 6]


class Placed(S):
    """A sync-only layer that notes its thread."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        events.append(f"layer in {threading.get_ident()}")
        return super().__call__(request)


def threads_of(layers: list[str], address: str) -> list[str]:
    """The threads of the layers and of the view in one whole ASGI request, named by their first appearance."""
    events.clear()
    acts.clear()
    acts["view"] = lambda: events.append(f"view in {threading.get_ident()}")
    with override_settings(MIDDLEWARE=layers):
        asyncio.run(served(ASGIHandler(), address))
    placed = [event.split(" in ") for event in events if " in " in event]
    names = {thread: f"thread {number + 1}" for number, thread in enumerate(dict.fromkeys(place for _, place in placed))}
    return [f"{who} in {names[place]}" for who, place in placed]


@claim("all-sync-crosses-thrice")
def a_sync_stack_under_asgi_crosses_three_times() -> bool:
    sizes = [1, 2, 5]
    found = [crossings("S" * size, asynchronous=False) for size in sizes]
    threads = threads_of(["proof.Placed", "proof.Placed"], "/")
    show("1, 2, 5 sync-only layers, sync view under ASGI: crossings", found)
    show("where they run", threads)
    return found == [3, 3, 3] and threads == ["layer in thread 1", "layer in thread 1", "view in thread 1"]


def threads_waiting(layers: str, requests: int) -> int:
    """Threads that wait while so many requests are all inside an async view under these layers."""
    inside, most = 0, 0
    everyone = asyncio.Event()

    async def waits(request: HttpRequest) -> HttpResponse:
        nonlocal inside, most
        inside += 1
        if inside == requests:
            most = waiting[0]
            everyone.set()
        await asyncio.wait_for(everyone.wait(), 20)
        return HttpResponse("page")

    async def all_of_them() -> None:
        await asyncio.gather(*(served(handler, "/waits/") for _ in range(requests)))

    urlpatterns.append(path("waits/", waits))
    clear_url_caches()
    try:
        with override_settings(MIDDLEWARE=[f"proof.{one}" for one in layers]), counted():
            handler = ASGIHandler()
            asyncio.run(all_of_them())
    finally:
        urlpatterns.pop()
        clear_url_caches()
    return most


@claim("sync-layer-holds-a-thread")
def a_sync_layer_holds_a_thread_as_long_as_the_view_waits() -> bool:
    sizes = [1, 4, 12]
    found = {layers: [threads_waiting(layers, size) for size in sizes] for layers in ("S", "MMM", "NNN", "NNS")}
    for layers, row in found.items():
        show(f"{layers}: threads that wait during 1, 4, 12 requests inside an async view", row)
    return list(found.values()) == [sizes, [0] * 3, [0] * 3, sizes]


@claim("mixin-crosses-per-method")
def the_mixin_crosses_for_each_method() -> bool:
    sizes = [1, 2, 3, 4, 5, 6]
    found = {
        "MiddlewareMixin": [crossings("M" * size) for size in sizes],
        "sync only": [crossings("S" * size) for size in sizes],
        "native in both": [crossings("N" * size) for size in sizes],
        "MiddlewareMixin over one sync-only layer": [crossings("M" * size + "S") for size in sizes],
    }
    chart("Crossings of one request, async view under ASGI", sizes, found, x_label="layers", y_label="crossings")
    return list(found.values()) == [[2 * size for size in sizes], [2] * 6, [0] * 6, [2] * 6]


DEFAULT = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


@claim("default-stack-crosses")
def the_default_stack_crosses_often() -> bool:
    bare, with_sync = crossings(DEFAULT), crossings([*DEFAULT, "proof.S"])
    show("the seven layers of startproject, async view under ASGI: crossings", bare)
    show("with one sync-only layer innermost", with_sync)
    return (bare, with_sync) == (13, 3)


# %% Truths of the probes
HAPPENINGS: dict[str, dict[str, Callable[[], object]]] = {
    "B answers before it calls get_response": {"B_before": answer},
    "process_view of B returns a response": {"B_process_view": answer},
    "the view raises, and nobody answers": {"view": fail()},
    "the view raises, and process_exception of B returns a response": {"view": fail(), "B_process_exception": answer},
    "C raises before it calls get_response": {"C_before": fail()},
    "process_view of B raises": {"B_process_view": fail()},
    "C raises after get_response has returned": {"C_after": fail()},
}
RAN = {
    "the view": "view",
    "process_view of A": "A process_view",
    "process_view of C": "C process_view",
    "process_exception of A": "A process_exception",
    "process_exception of C": "C process_exception",
    "A's code after get_response": "A after",
    "B's code after get_response": "B after",
    "C's code after get_response": "C after",
}


@probe
def what_runs(happening: str) -> list[str]:
    ask(ONION, **HAPPENINGS[happening])
    return [name for name, event in RAN.items() if any(one.startswith(event) for one in events)]


ERRORS = {
    "ValueError": ValueError,
    "PermissionDenied": PermissionDenied,
    "Http404": Http404,
    "SuspiciousOperation": SuspiciousOperation,
}
RAISING = {
    "in the view": "view",
    "in C, before it calls get_response": "C_before",
    "in A, after get_response has returned": "A_after",
    "in Guard itself, within the try and before it calls get_response": "Guard_before",
}


@probe
def guarded_status(place: str, error: str) -> int:
    return ask(GUARDED, **{RAISING[place]: fail(ERRORS[error])})


KINDS = {"sync-only": "S", "native in both worlds": "N", "a MiddlewareMixin with process_request and process_response": "M"}


@probe
def crossings_of(outer: int, kind: str, inner: str, view: str) -> int:
    last = {"nothing": "", "one async-only layer": "L", "one sync-only layer": "S"}[inner]
    return crossings(KINDS[kind] * outer + last, asynchronous=view == "async")
