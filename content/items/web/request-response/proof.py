# %% A real Django whose stations report: two signals, a middleware, a URL converter, a view, a template, the server
# The project is this file: settings, URL configuration, middleware, model and views. It is driven through the WSGI and
# ASGI handlers that a server would call, with no test client between.
import asyncio
import io
import logging
import os
import threading
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import django
from django.conf import settings

from hotseat.proof import claim, probe, show

settings.configure(
    ALLOWED_HOSTS=["*"],
    INSTALLED_APPS=["proof"],
    MIDDLEWARE=["proof.Reporting"],
    ROOT_URLCONF="proof",
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": f"requests-{os.getpid()}.sqlite3",  # a file: Django never closes a database in memory
            "CONN_MAX_AGE": 0,
            "OPTIONS": {"init_command": "PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY"},
        }
    },
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

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import got_request_exception, request_finished, request_started
from django.db import connection, models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.test import override_settings
from django.urls import path, register_converter

events: list[str] = []  # what happened in the request that runs, in order
seen: dict[str, object] = {}  # what a station saw
View = Callable[[HttpRequest], HttpResponseBase]
chosen: dict[str, View] = {}  # the view behind /page/<word>/


class Order(models.Model):
    note = models.CharField(max_length=80)


if not os.path.exists(settings.DATABASES["default"]["NAME"]):
    with connection.schema_editor() as editor:
        editor.create_model(Order)


class Reporting:
    """Reports each moment at which Django calls it, and can be told to fail on the way out."""

    fails: Exception | None = None
    reads_post = False

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        events.append("middleware, before get_response")
        seen["match in the middleware"] = request.resolver_match
        if Reporting.reads_post:
            _ = request.POST
        response = self.get_response(request)
        events.append("middleware, after get_response")
        seen["status after get_response"] = response.status_code
        if Reporting.fails:
            raise Reporting.fails
        return response

    def process_view(self, request, view, args, kwargs) -> None:
        events.append("process_view")
        seen["match in process_view"] = request.resolver_match.kwargs

    def process_template_response(self, request, response):
        events.append("process_template_response")
        return response

    def process_exception(self, request, exception) -> None:
        events.append("process_exception")


class Word:
    """A converter of the URL pattern: it is called while the URL is resolved."""

    regex = "[a-z]+"

    def to_python(self, value: str) -> str:
        events.append("URL resolved")
        return value

    def to_url(self, value: str) -> str:
        return value


def page(request: HttpRequest, word: str) -> HttpResponseBase:
    events.append("view starts")
    try:
        response = chosen["view"](request)
    except Exception:
        events.append("view raises")
        raise
    events.append("view returns")
    return response


async def async_page(request: HttpRequest) -> HttpResponseBase:
    return await chosen["view"](request)


register_converter(Word, "word")
urlpatterns = [path("page/<word:word>/", page), path("async/", async_page)]

request_started.connect(lambda **_: events.append("request_started"), weak=False)
request_finished.connect(lambda **_: events.append("request_finished"), weak=False)
got_request_exception.connect(lambda **_: events.append("got_request_exception"), weak=False)


class Body(io.BytesIO):
    """A request's body that counts what is taken from it."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.taken += len(data)
        return data


def wsgi(
    view: View, body: bytes = b"", closes: bool = True, address: str = "/page/one/", fails: Exception | None = None
) -> dict[str, object]:
    """One request, as a WSGI server makes it: call, iterate, close."""
    events.clear()
    seen.clear()
    chosen["view"], Reporting.fails = view, fails
    sent: dict[str, object] = {"pieces": 0, "error": ""}
    stream = Body(body)
    environ = {
        "REQUEST_METHOD": "POST" if body else "GET",
        "PATH_INFO": address,
        "SERVER_NAME": "here",
        "SERVER_PORT": "80",
        "wsgi.input": stream,
        "wsgi.url_scheme": "http",
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
    }

    def start_response(status: str, headers: list) -> None:
        events.append("start_response")
        sent["status"] = int(status.split()[0])

    response = WSGIHandler()(environ, start_response)
    try:
        for _ in response:
            sent.setdefault("produced before the first piece", seen.get("produced"))
            events.append("piece of the body sent")
            sent["pieces"] += 1
    except Exception as error:
        sent["error"] = type(error).__name__
    finally:
        events.append("the server is done")
        if closes:
            response.close()
    sent["taken"] = stream.taken
    return sent


def asgi(
    view: View,
    pieces: list[bytes] | None = None,
    address: str = "/page/one/",
    leave: Callable[[], Awaitable[None]] = lambda: asyncio.Event().wait(),
) -> dict[str, object]:
    """One request, as an ASGI server makes it: messages in, messages out."""
    events.clear()
    seen.clear()
    chosen["view"], Reporting.fails = view, None
    sent: dict[str, object] = {"pieces": 0}
    waiting = [
        {"type": "http.request", "body": piece, "more_body": number + 1 < len(pieces or [b""])}
        for number, piece in enumerate(pieces or [b""])
    ]
    taken = 0

    async def serve() -> None:
        async def receive() -> dict:
            nonlocal taken
            if not waiting:
                await leave()
                return {"type": "http.disconnect"}
            message = waiting.pop(0)
            taken += len(message["body"])
            events.append("message of the body received")
            return message

        async def send(message: dict) -> None:
            if message["type"] == "http.response.start":
                events.append("start_response")
                sent["status"] = message["status"]
            elif message.get("body"):
                sent.setdefault("produced before the first piece", seen.get("produced"))
                events.append("piece of the body sent")
                sent["pieces"] += 1

        scope = {
            "type": "http",
            "method": "POST" if pieces else "GET",
            "path": address,
            "query_string": b"",
            "headers": [(b"content-type", b"application/x-www-form-urlencoded")],
        }
        await ASGIHandler()(scope, receive, send)

    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        asyncio.run(serve())
    sent["warned"] = any("StreamingHttpResponse" in str(one.message) for one in warned)
    sent["taken"] = taken
    return sent


# %% The way of one request
def fill(work: Callable[[], object] = str) -> Callable[[], object]:
    """What the template calls while it is rendered."""

    def called() -> object:
        events.append("template rendered")
        return work()

    return called


def template_response(request: HttpRequest) -> HttpResponseBase:
    return TemplateResponse(request, "page.html", {"fill": fill()})


def rendered_in_view(request: HttpRequest) -> HttpResponseBase:
    return render(request, "page.html", {"fill": fill()})


def numbers(count: int, work: Callable[[], object] = str) -> Iterator[bytes]:
    """A body in pieces; `work` is called between the first and the second."""
    for number in range(count):
        if number == 1:
            work()
        seen["produced"] = number + 1
        events.append("piece of the body produced")
        yield b"%d\n" % number


async def async_numbers(count: int) -> AsyncIterator[bytes]:
    for piece in numbers(count):
        yield piece


def streamed(request: HttpRequest) -> HttpResponseBase:
    return StreamingHttpResponse(numbers(1))


@claim("order-of-a-request")
def the_stations_of_a_request() -> bool:
    wsgi(template_response)
    for event in events:
        show(f"{events.index(event) + 1}", event)
    return events == [
        "request_started",
        "middleware, before get_response",
        "URL resolved",
        "process_view",
        "view starts",
        "view returns",
        "process_template_response",
        "template rendered",
        "middleware, after get_response",
        "start_response",
        "piece of the body sent",
        "the server is done",
        "request_finished",
    ]


@claim("url-after-middleware")
def the_url_is_resolved_within_the_middleware() -> bool:
    wsgi(template_response)
    matches = [seen["match in the middleware"], seen["match in process_view"]]
    lost = wsgi(template_response, address="/nowhere/")
    show("request.resolver_match before get_response, in process_view", str(matches))
    show("an address that does not exist: status, events", f"{lost['status']}, {events}")
    through = ["middleware, before get_response", "middleware, after get_response"]
    return matches == [None, {"word": "one"}] and lost["status"] == 404 and events[1:3] == through


# %% What the view does not contain: rendering, and the body of a stream
def boom(error: type[Exception] = RuntimeError) -> Callable[[], object]:
    def work() -> object:
        raise error("boom")

    return work


def careful(request: HttpRequest) -> HttpResponseBase:
    """A view that catches whatever its page may raise, or believes so."""
    try:
        return TemplateResponse(request, "page.html", {"fill": fill(boom())})
    except RuntimeError:
        return HttpResponse("a friendly page")


def careful_render(request: HttpRequest) -> HttpResponseBase:
    try:
        return render(request, "page.html", {"fill": fill(boom())})
    except RuntimeError:
        return HttpResponse("a friendly page")


@claim("view-does-not-render")
def the_view_is_over_when_its_template_is_rendered() -> bool:
    late = wsgi(careful)["status"]
    order = [event for event in events if event in ("view returns", "template rendered", "process_exception")]
    early = wsgi(careful_render)["status"]
    show("a template that raises, in a view with try/except: TemplateResponse, render()", [late, early])
    show("order with TemplateResponse", order)
    return (late, early) == (500, 200) and order == ["view returns", "template rendered", "process_exception"]


@claim("stream-runs-last")
def a_stream_is_produced_after_everything_else() -> bool:
    sent = wsgi(lambda request: StreamingHttpResponse(numbers(3, boom())))
    order = [event for event in events if event.startswith(("middleware, after", "start_", "piece of the body produced"))]
    converted = {"process_exception", "got_request_exception"} & set(events)
    show("order", order)
    show(
        "raises after the first piece: status, pieces, what reaches the server",
        f"{sent['status']}, {sent['pieces']}, {sent['error']}",
    )
    show("process_exception and got_request_exception called", sorted(converted))
    right = order == ["middleware, after get_response", "start_response", "piece of the body produced"]
    return right and (sent["status"], sent["pieces"], sent["error"]) == (200, 1, "RuntimeError") and not converted


def ordering(place: str, error: type[Exception]) -> tuple[int, int]:
    """A request under ATOMIC_REQUESTS that saves an order and then fails at some place: its status, and the orders left."""
    Order.objects.all().delete()

    def view(request: HttpRequest) -> HttpResponseBase:
        Order.objects.create(note=place)
        match place:
            case "in the view":
                boom(error)()
            case "in the template of a TemplateResponse":
                return TemplateResponse(request, "page.html", {"fill": fill(boom(error))})
            case "in the template of render()":
                return render(request, "page.html", {"fill": fill(boom(error))})
            case "in the generator of a StreamingHttpResponse, after its first piece":
                return StreamingHttpResponse(numbers(3, boom(error)))
        return HttpResponse("saved")

    connection.settings_dict["ATOMIC_REQUESTS"] = True
    try:
        sent = wsgi(view, fails=error("boom") if place == "in a middleware, after get_response" else None)
    finally:
        connection.settings_dict["ATOMIC_REQUESTS"] = False
    return sent["status"], Order.objects.count()


PLACES = [
    "in the view",
    "in the template of render()",
    "in the template of a TemplateResponse",
    "in a middleware, after get_response",
    "in the generator of a StreamingHttpResponse, after its first piece",
]


@claim("transaction-ends-with-the-view")
def atomic_requests_covers_the_view_alone() -> bool:
    found = [ordering(place, RuntimeError) for place in PLACES]
    for place, (status, left) in zip(PLACES, found, strict=True):
        show(f"an error {place}: status, orders saved", [status, left])
    return found == [(500, 0), (500, 0), (500, 1), (500, 1), (200, 1)]


ERRORS = {
    "Http404": Http404,
    "PermissionDenied": PermissionDenied,
    "SuspiciousOperation": SuspiciousOperation,
    "KeyError": KeyError,
}


@claim("exceptions-become-responses")
def an_exception_is_a_response_to_the_middleware() -> bool:
    found = {}
    for name, error in ERRORS.items():
        wsgi(lambda request, error=error: boom(error)())
        found[name] = [seen["status after get_response"], "got_request_exception" in events, events[-1]]
        show(f"{name}: status seen by the middleware, got_request_exception sent, last event", str(found[name]))
    codes = {name: row[0] for name, row in found.items()}
    signalled = [name for name, row in found.items() if row[1]]
    finished = all(row[2] == "request_finished" for row in found.values())
    return codes == dict(zip(ERRORS, [404, 403, 400, 500], strict=True)) and signalled == ["KeyError"] and finished


# %% The end is the server's close()
def reading(request: HttpRequest) -> HttpResponseBase:
    return HttpResponse(str(Order.objects.count()))


@claim("close-finishes")
def the_request_is_finished_when_the_server_closes_it() -> bool:
    connection.close()
    wsgi(reading, closes=False)
    kept, told = connection.connection is not None, "request_finished" in events
    wsgi(reading)
    closed = connection.connection is None
    show("the server does not call close(): request_finished sent, connection open", [told, kept])
    show("it does: last two events", events[-2:])
    show("connection open", not closed)
    return kept and not told and closed and events[-2:] == ["the server is done", "request_finished"]


# %% WSGI and ASGI
def untouched(request: HttpRequest) -> HttpResponseBase:
    return HttpResponse("done")


def body_read(request: HttpRequest) -> HttpResponseBase:
    return HttpResponse(str(len(request.body)))


FORM = b"word=" + b"x" * 995


def pieces_of(body: bytes, size: int = 250) -> list[bytes]:
    return [body[start : start + size] for start in range(0, len(body), size)]


@claim("asgi-reads-the-body-first")
def asgi_takes_the_whole_body_before_it_starts() -> bool:
    lazy, asked = wsgi(untouched, FORM)["taken"], wsgi(body_read, FORM)["taken"]
    eager = asgi(untouched, pieces_of(FORM))["taken"]
    show("bytes of 1 000 taken, WSGI: view ignores the body, view reads it", [lazy, asked])
    show("ASGI: view ignores the body", eager)
    show("first events under ASGI", events[:5])
    return (lazy, asked, eager) == (0, 1000, 1000) and events[:5] == ["message of the body received"] * 4 + ["request_started"]


BODIES: dict[str, Callable[[int], HttpResponseBase]] = {
    "StreamingHttpResponse(generator())": lambda count: StreamingHttpResponse(numbers(count)),
    "StreamingHttpResponse(async_generator())": lambda count: StreamingHttpResponse(async_numbers(count)),
    "HttpResponse(generator())": lambda count: HttpResponse(numbers(count)),
}


def produced_first(server: str, count: int, body: Callable[[int], HttpResponseBase]) -> int:
    """How many pieces of a body have been produced when the first of them is handed to the server."""

    def view(request: HttpRequest) -> HttpResponseBase:
        return body(count)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sent = wsgi(view) if server == "WSGI" else asgi(view)
    return sent["produced before the first piece"]


@claim("wrong-kind-is-collected-first")
def an_iterator_of_the_other_kind_is_collected_first() -> bool:
    counts = [1, 5, 50]
    kinds = ("StreamingHttpResponse(generator())", "StreamingHttpResponse(async_generator())")
    found = [[produced_first(server, count, BODIES[kind]) for count in counts] for server in ("WSGI", "ASGI") for kind in kinds]
    for (server, kind), row in zip([(server, kind) for server in ("WSGI", "ASGI") for kind in kinds], found, strict=True):
        show(f"{server}, {kind} of 1, 5, 50 pieces: produced before the first is sent", row)
    return found == [[1, 1, 1], counts, counts, [1, 1, 1]]


def abandoned(asynchronous: bool, middleware: bool = False) -> list[str]:
    """A client leaves while the view works: what the view and the handler do about it."""
    noticed: list[str] = []
    at_work, released = threading.Event(), threading.Event()

    async def waiting_view(request: HttpRequest) -> HttpResponseBase:
        at_work.set()
        try:
            await asyncio.wait_for(asyncio.Event().wait(), 20)
        except asyncio.CancelledError:
            noticed.append("view cancelled")
            raise
        return HttpResponse("done")

    def working_view(request: HttpRequest) -> HttpResponseBase:
        at_work.set()
        released.wait(20)
        noticed.append("view ran to its end")
        return HttpResponse("done")

    async def leave() -> None:
        """Returns when the view is at work, and lets the view end only after the handler has seen the disconnect."""
        await asyncio.to_thread(at_work.wait, 20)
        loop = asyncio.get_running_loop()

        def turn(left: int) -> None:
            loop.call_soon(turn, left - 1) if left else released.set()

        turn(50)

    with override_settings(MIDDLEWARE=settings.MIDDLEWARE if middleware else []):
        if asynchronous:
            asgi(waiting_view, address="/async/", leave=leave)
        else:
            asgi(working_view, leave=leave)
    return noticed + [event for event in events if event in ("start_response", "request_finished")]


@claim("disconnect-cancels-async")
def a_client_that_leaves_cancels_an_async_view_alone() -> bool:
    found = {"async view": abandoned(True), "sync view": abandoned(False)}
    for name, noticed in found.items():
        show(f"the client leaves during {name}", noticed)
    return list(found.values()) == [["view cancelled", "request_finished"], ["view ran to its end", "request_finished"]]


# %% Truths of the probes

RESPONSES: dict[str, View] = {
    "TemplateResponse(request, 'page.html', …)": template_response,
    "render(request, 'page.html', …)": rendered_in_view,
    "StreamingHttpResponse(generator())": streamed,
}


STATIONS = {
    "view starts": "the view is called",
    "view returns": "the view returns",
    "template rendered": "the template is rendered",
    "process_template_response": "process_template_response is called",
    "middleware, after get_response": "the middleware's code after get_response runs",
    "start_response": "start_response is called",
    "piece of the body produced": "the body is produced",
    "piece of the body sent": "the body is sent",
}


@probe
def next_event(response: str, event: str) -> str:
    wsgi(RESPONSES[response])
    names = [STATIONS.get(one, one) for one in events]
    return names[names.index(event) + 1]


@probe
def status_and_orders(place: str, error: str) -> list[int]:
    return list(ordering(place, ERRORS[error]))


@probe
def bytes_taken(size: int, use: str) -> list[int]:
    """Bytes that Django takes from the server under WSGI and under ASGI."""
    body = b"word=" + b"x" * (size - 5)
    views: dict[str, View] = {
        "the view calls request.read(100)": lambda request: HttpResponse(request.read(100)),
        "the view reads request.body": body_read,
    }
    Reporting.reads_post = use == "a middleware reads request.POST"
    try:
        view = views.get(use, untouched)
        return [wsgi(view, body)["taken"], asgi(view, pieces_of(body))["taken"]]
    finally:
        Reporting.reads_post = False


@probe
def pieces_produced(count: int, body: str) -> list[int]:
    return [produced_first(server, count, BODIES[body]) for server in ("WSGI", "ASGI")]
