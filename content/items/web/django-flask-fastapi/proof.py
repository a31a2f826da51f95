# %% One endpoint three times: POST /orders returns what it got, doubled
# Django, Flask and FastAPI live in this one process. A client calls the WSGI or ASGI application as a server would: no
# server, no socket, no test client.
import asyncio
import contextvars
import io
import json
import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import django
from django.conf import settings

from hotseat.proof import claim, probe, show

STARTPROJECT = [  # the middleware that `startproject` writes into a new project
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
settings.configure(
    ALLOWED_HOSTS=["*"],
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    MIDDLEWARE=[],
    ROOT_URLCONF="proof",
    SECRET_KEY="only for this proof",
)
django.setup()
logging.disable(logging.CRITICAL)

import anyio.to_thread
import flask
from asgiref.sync import SyncToAsync
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, JsonResponse
from django.test import override_settings
from django.urls import path
from fastapi import Depends, FastAPI
from pydantic import BaseModel

inside: list[object] = []  # what a handler leaves for the claim that looks at it
work: dict[str, Callable[[], object]] = {"do": lambda: None}  # what the handlers under /work do while they run


class Order(BaseModel):
    item: str
    quantity: int


# %% Flask: a function, and a request that is imported
flask_app = flask.Flask("proof")


@flask_app.post("/orders")
def flask_orders():
    body = flask.request.get_json()
    inside.append(body)
    return {"item": body["item"], "twice": body["quantity"] * 2}


@flask_app.get("/work")
def flask_work():
    return {"did": work["do"]()}


@flask_app.get("/async-work")
async def flask_async_work():
    return {"did": work["do"]()}


# %% Django: a function, and a request that is handed over
def django_orders(request: HttpRequest) -> JsonResponse:
    body = json.loads(request.body)
    inside.append(body)
    return JsonResponse({"item": body["item"], "twice": body["quantity"] * 2})


def django_work(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"did": work["do"]()})


async def django_async_work(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"did": work["do"]()})


urlpatterns = [
    path("orders", django_orders),
    path("work", django_work),
    path("async-work", django_async_work),
]

# %% FastAPI: a function whose parameters say what it wants
fastapi_app = FastAPI()


@fastapi_app.post("/orders")
async def fastapi_orders(order: Order):
    inside.append(order)
    return {"item": order.item, "twice": order.quantity * 2}


@fastapi_app.get("/work")
def fastapi_work():
    return {"did": work["do"]()}


@fastapi_app.get("/async-work")
async def fastapi_async_work():
    return {"did": work["do"]()}


# %% Two clients, one for each protocol
Answer = tuple[int, dict]
JSON = "application/json"


def decoded(body: bytes) -> dict:
    return json.loads(body) if body.startswith(b"{") else {}


def wsgi(app: Callable, url: str, body: bytes = b"", content_type: str = JSON, method: str = "GET") -> Answer:
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": url,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    started: list[str] = []
    chunks = app(environ, lambda status, headers, exc_info=None: started.append(status))
    text = b"".join(chunks)
    if hasattr(chunks, "close"):
        chunks.close()
    return int(started[0].split()[0]), decoded(text)


async def asgi(app: Callable, url: str, body: bytes = b"", content_type: str = JSON, method: str = "GET") -> Answer:
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": url,
        "raw_path": url.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"localhost"), (b"content-type", content_type.encode())],
        "server": ("localhost", 80),
        "client": ("127.0.0.1", 1),
    }
    waiting = [{"type": "http.request", "body": body, "more_body": False}]
    sent: list[dict] = []

    async def receive() -> dict:
        if not waiting:
            await asyncio.Event().wait()  # the client stays connected and says no more
        return waiting.pop()

    async def send(message: dict) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent[0]["status"], decoded(b"".join(message.get("body", b"") for message in sent[1:]))


# %% Who looks at the body
BODIES = {
    '{"item": "tea", "quantity": 3}': (b'{"item": "tea", "quantity": 3}', JSON),
    '{"item": "tea", "quantity": "3"}': (b'{"item": "tea", "quantity": "3"}', JSON),
    '{"item": "tea", "quantity": "three"}': (b'{"item": "tea", "quantity": "three"}', JSON),
    '{"item": "tea", "quantity": [3]}': (b'{"item": "tea", "quantity": [3]}', JSON),
    '{"item": "tea"}': (b'{"item": "tea"}', JSON),
    '{"item": "tea", "quantity": 3} as text/plain': (b'{"item": "tea", "quantity": 3}', "text/plain"),
    '{"item": (the JSON ends there)': (b'{"item":', JSON),
}
FRAMEWORKS = ["Django", "Flask", "FastAPI"]


def post(framework: str, body: str) -> tuple[int, object, int]:
    """The status, the doubled quantity if there is one, and how many handlers got past parsing."""
    inside.clear()
    raw, content_type = BODIES[body]
    if framework == "FastAPI":
        status, data = asyncio.run(asgi(fastapi_app, "/orders", raw, content_type, "POST"))
    else:
        app = flask_app if framework == "Flask" else WSGIHandler()
        status, data = wsgi(app, "/orders", raw, content_type, "POST")
    return status, data.get("twice"), len(inside)


@claim("declared-types-decide")
def a_declared_type_is_checked_before_the_handler() -> bool:
    found = {}
    for body in list(BODIES)[:5]:
        found[body] = {framework: post(framework, body) for framework in FRAMEWORKS}
        for framework, (status, twice, ran) in found[body].items():
            show(f"{body}, {framework}: status, doubled, handler had the body", f"{status}, {twice!r}, {ran}")
    of = {framework: [found[body][framework] for body in found] for framework in FRAMEWORKS}
    plain = [(200, 6, 1), (200, "33", 1), (200, "threethree", 1), (200, [3, 3], 1), (500, None, 1)]
    declared = [(200, 6, 1), (200, 6, 1), (422, None, 0), (422, None, 0), (422, None, 0)]
    return of["Django"] == plain and of["Flask"] == plain and of["FastAPI"] == declared


@claim("transport-errors-differ")
def what_is_no_json_has_three_answers() -> bool:
    broken = [post(framework, '{"item": (the JSON ends there)')[0] for framework in FRAMEWORKS]
    as_text = [post(framework, '{"item": "tea", "quantity": 3} as text/plain')[0] for framework in FRAMEWORKS]
    show("JSON that breaks off: Django, Flask, FastAPI", broken)
    show("JSON sent as text/plain: Django, Flask, FastAPI", as_text)
    return broken == [500, 400, 422] and as_text == [200, 415, 422]


# %% Which thread runs the handler
def where() -> list[str]:
    """For each kind of handler: does it run in the thread that called the application, or in another?"""
    found = []

    def note() -> None:
        inside.append(threading.get_ident())

    work["do"] = note
    for app, url in WSGI_HANDLERS.values():
        inside.clear()
        wsgi(app(), url)
        found.append("same" if inside == [threading.get_ident()] else "other")
    for app, url in ASGI_HANDLERS.values():
        inside.clear()
        asyncio.run(asgi(app(), url))
        found.append("same" if inside == [threading.get_ident()] else "other")
    return found


WSGI_HANDLERS = {
    "Flask, def": (lambda: flask_app, "/work"),
    "Flask, async def": (lambda: flask_app, "/async-work"),
    "Django under WSGI, def": (WSGIHandler, "/work"),
    "Django under WSGI, async def": (WSGIHandler, "/async-work"),
}
ASGI_HANDLERS = {
    "Django under ASGI, def": (ASGIHandler, "/work"),
    "Django under ASGI, async def": (ASGIHandler, "/async-work"),
    "FastAPI, def": (lambda: fastapi_app, "/work"),
    "FastAPI, async def": (lambda: fastapi_app, "/async-work"),
}


@claim("thread-of-a-handler")
def the_other_colour_changes_thread() -> bool:
    found = where()
    for name, place in zip([*WSGI_HANDLERS, *ASGI_HANDLERS], found, strict=True):
        show(f"{name}: thread of the caller, or another", place)
    return found == ["same", "other", "same", "other", "other", "same", "other", "same"]


# %% How many run at a time
class Gate:
    """Handlers wait here until the claim has counted them and opens it."""

    def __init__(self) -> None:
        self.entered, self.changed, self.open = 0, threading.Condition(), False

    def wait(self) -> None:
        with self.changed:
            self.entered += 1
            self.changed.notify_all()
            self.changed.wait_for(lambda: self.open, timeout=20)

    def release(self) -> None:
        with self.changed:
            self.open = True
            self.changed.notify_all()


async def eventually(holds: Callable[[], bool]) -> bool:
    for _ in range(10_000):
        if holds():
            return True
        await asyncio.sleep(0.001)
    return False


async def together(app: Callable, requests: int, tokens: int | None = None) -> tuple[int, int]:
    """Starts that many blocking sync handlers: how many are inside at once, and how many queue for the thread pool."""
    gate, limiter = Gate(), anyio.to_thread.current_default_thread_limiter()
    if tokens:
        limiter.total_tokens = tokens
    work["do"] = gate.wait
    tasks = [asyncio.create_task(asgi(app, "/work")) for _ in range(requests)]
    try:
        # Every request is either inside its handler or queues for a token: then nothing can move before the gate opens.
        settled = await eventually(lambda: gate.entered + limiter.statistics().tasks_waiting == requests)
        counted = gate.entered, limiter.statistics().tasks_waiting
    finally:
        gate.release()
        await asyncio.gather(*tasks)
    return counted if settled else (-1, -1)


@claim("sync-handlers-at-once")
def the_pools_have_different_bounds() -> bool:
    of_fastapi = asyncio.run(together(fastapi_app, 60))
    raised = asyncio.run(together(fastapi_app, 60, tokens=50))
    of_django = asyncio.run(together(ASGIHandler(), 60))
    show("60 requests to a blocking `def`, FastAPI: inside, waiting for the pool", list(of_fastapi))
    show("FastAPI with the limiter at 50", list(raised))
    show("Django under ASGI", list(of_django))
    return of_fastapi == (40, 20) and raised == (50, 10) and of_django == (60, 0)


async def answered_meanwhile(app: Callable, url: str) -> bool:
    """Whether a second request is answered while a handler blocks until it is."""
    loop, loop_thread, second = asyncio.get_running_loop(), threading.get_ident(), []

    def block() -> bool:
        if second:
            return True
        # From an empty context, as from a server: the second request is nothing that the first one has started.
        second.append(contextvars.Context().run(asyncio.run_coroutine_threadsafe, asgi(app, url), loop))
        try:
            # In the loop's own thread waiting is vain however long it lasts; elsewhere the deadline is generous.
            second[0].result(timeout=0.05 if threading.get_ident() == loop_thread else 20)
        except TimeoutError:
            return False
        return True

    work["do"] = block
    _, data = await asgi(app, url)
    await asyncio.wrap_future(second[0])
    return data["did"]


@claim("blocking-async-stops-all")
def a_blocking_async_handler_stops_the_loop() -> bool:
    found = {
        "FastAPI, async def": asyncio.run(answered_meanwhile(fastapi_app, "/async-work")),
        "FastAPI, def": asyncio.run(answered_meanwhile(fastapi_app, "/work")),
        "Django under ASGI, async def": asyncio.run(answered_meanwhile(ASGIHandler(), "/async-work")),
        "Django under ASGI, def": asyncio.run(answered_meanwhile(ASGIHandler(), "/work")),
    }
    for name, answered in found.items():
        show(f"{name} that blocks: a second request is answered meanwhile", answered)
    return list(found.values()) == [False, True, False, True]


# %% An async view under WSGI
def loops_under_wsgi(app: Callable, requests: int) -> list[asyncio.AbstractEventLoop]:
    loops: list[asyncio.AbstractEventLoop] = []  # they are kept, so that no two have one identity
    work["do"] = lambda: loops.append(asyncio.get_running_loop())
    for _ in range(requests):
        wsgi(app, "/async-work")
    return loops


def loops_under_asgi(app: Callable, requests: int) -> list[asyncio.AbstractEventLoop]:
    loops: list[asyncio.AbstractEventLoop] = []
    work["do"] = lambda: loops.append(asyncio.get_running_loop())

    async def one_after_the_other() -> None:
        for _ in range(requests):
            await asgi(app, "/async-work")

    asyncio.run(one_after_the_other())
    return loops


@claim("wsgi-async-own-loop")
def every_wsgi_request_has_its_own_loop() -> bool:
    under_wsgi = {"Flask": loops_under_wsgi(flask_app, 5), "Django": loops_under_wsgi(WSGIHandler(), 5)}
    under_asgi = {"Django": loops_under_asgi(ASGIHandler(), 5), "FastAPI": loops_under_asgi(fastapi_app, 5)}
    for name, loops in under_wsgi.items():
        show(f"{name} under WSGI, 5 requests to an async view: event loops", len(set(loops)))
    for name, loops in under_asgi.items():
        show(f"{name} under ASGI, 5 requests: event loops", len(set(loops)))
    own = all(len(set(loops)) == 5 and all(loop.is_closed() for loop in loops) for loops in under_wsgi.values())
    return own and all(len(loops) == 5 and len(set(loops)) == 1 for loops in under_asgi.values())


# %% A request that is imported
@flask_app.get("/orders/<name>")
def flask_name(name: str):
    work["do"]()
    return {"path": flask.request.path}


def path_in_a_thread(wrap: Callable[[Callable], Callable]) -> str:
    """What `flask.request.path` is in a thread that a view has started."""
    found: list[str] = []

    def read() -> None:
        try:
            found.append(flask.request.path)
        except RuntimeError:
            found.append("RuntimeError")

    def start() -> None:
        thread = threading.Thread(target=wrap(read))
        thread.start()
        thread.join()

    work["do"] = start
    wsgi(flask_app, "/orders/tea")
    return found[0]


@claim("proxy-is-a-context")
def one_name_stands_for_the_context_of_its_caller() -> bool:
    meeting = threading.Barrier(2, timeout=20)  # both requests are inside at the same time
    work["do"] = meeting.wait
    with ThreadPoolExecutor(2) as pool:
        paths = [data["path"] for _, data in pool.map(lambda name: wsgi(flask_app, f"/orders/{name}"), ["tea", "milk"])]
    bare, copied = path_in_a_thread(lambda read: read), path_in_a_thread(flask.copy_current_request_context)
    show("two requests at once, each reads flask.request.path", paths)
    show("in a thread that the view starts", bare)
    show("the same, through copy_current_request_context", copied)
    return paths == ["/orders/tea", "/orders/milk"] and bare == "RuntimeError" and copied == "/orders/tea"


# %% A context variable that sync code sets
tenant: contextvars.ContextVar[str] = contextvars.ContextVar("tenant", default="nobody")


def sync_dependency() -> None:
    tenant.set("acme")


async def async_dependency() -> None:
    tenant.set("acme")


@fastapi_app.get("/tenant-by-def", dependencies=[Depends(sync_dependency)])
async def tenant_by_def():
    return {"tenant": tenant.get()}


@fastapi_app.get("/tenant-by-async-def", dependencies=[Depends(async_dependency)])
async def tenant_by_async_def():
    return {"tenant": tenant.get()}


async def tenant_view(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"tenant": tenant.get()})


urlpatterns.append(path("tenant", tenant_view))


class SyncTenant:
    """A middleware of the sync kind; Django runs it in a thread under ASGI."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        tenant.set("acme")
        return self.get_response(request)


def tenants_read() -> list[str]:
    """What the async handler reads after a `def` dependency, an `async def` dependency, a sync middleware of Django."""
    by_def, by_async = (asyncio.run(asgi(fastapi_app, url)) for url in ("/tenant-by-def", "/tenant-by-async-def"))
    with override_settings(MIDDLEWARE=["proof.SyncTenant"]):
        by_middleware = asyncio.run(asgi(ASGIHandler(), "/tenant"))
    return [data["tenant"] for _, data in (by_def, by_async, by_middleware)]


@claim("context-comes-back")
def asgiref_carries_context_back_and_anyio_does_not() -> bool:
    found = tenants_read()
    show("FastAPI, set by a `def` dependency: the async handler reads", found[0])
    show("FastAPI, set by an `async def` dependency", found[1])
    show("Django under ASGI, set by a sync middleware: the async view reads", found[2])
    return found == ["nobody", "acme", "acme"]


# %% Hops between threads, counted for one request
@contextmanager
def counting_hops() -> Iterator[list[str]]:
    """Counts the two functions that all sync code under ASGI goes through: asgiref's in Django, anyio's in FastAPI."""
    hops: list[str] = []
    django_way, fastapi_way = SyncToAsync.__call__, anyio.to_thread.run_sync

    async def counted_django(self, *args, **kwargs):
        hops.append("asgiref")
        return await django_way(self, *args, **kwargs)

    async def counted_fastapi(*args, **kwargs):
        hops.append("anyio")
        return await fastapi_way(*args, **kwargs)

    SyncToAsync.__call__, anyio.to_thread.run_sync = counted_django, counted_fastapi
    try:
        yield hops
    finally:
        SyncToAsync.__call__, anyio.to_thread.run_sync = django_way, fastapi_way


def hops_of(app: Callable, url: str) -> int:
    with counting_hops() as hops:
        status, _ = asyncio.run(asgi(app, url))
    return len(hops) if status == 200 else -1


def fastapi_with(sync_dependencies: int, model: bool, handler: str) -> FastAPI:
    app = FastAPI()
    needs = [Depends(lambda: None) for _ in range(sync_dependencies)]
    returned = Order if model else None

    def plain():
        return {"item": "tea", "quantity": 3}

    async def coroutine():
        return {"item": "tea", "quantity": 3}

    app.get("/", dependencies=needs, response_model=returned)(plain if handler == "def" else coroutine)
    return app


def django_hops(middleware: list[str], url: str) -> int:
    work["do"] = lambda: None
    with override_settings(MIDDLEWARE=middleware):
        return hops_of(ASGIHandler(), url)


@claim("hops-are-countable")
def each_sync_piece_is_a_hop() -> bool:
    of_fastapi = {
        "async def": hops_of(fastapi_with(0, False, "async def"), "/"),
        "def": hops_of(fastapi_with(0, False, "def"), "/"),
        "def with a response model": hops_of(fastapi_with(0, True, "def"), "/"),
        "async def with a response model": hops_of(fastapi_with(0, True, "async def"), "/"),
        "async def with 3 def dependencies": hops_of(fastapi_with(3, False, "async def"), "/"),
    }
    for name, hops in of_fastapi.items():
        show(f"FastAPI, {name}: hops", hops)
    bare = [django_hops([], url) for url in ("/async-work", "/work")]
    full = [django_hops(STARTPROJECT, url) for url in ("/async-work", "/work")]
    show("Django under ASGI, no middleware: hops for an async view, for a sync view", bare)
    show("Django under ASGI, the middleware of startproject", full)
    return list(of_fastapi.values()) == [0, 1, 2, 0, 3] and bare == [2, 3] and full == [15, 16]


# %% Truths of the probes
@probe
def outcome(framework: str, body: str) -> str:
    status, twice, _ = post(framework, body)
    return f"200, and `twice` is {json.dumps(twice)}" if status == 200 else str(status)


@probe
def at_once(tokens: int) -> list[int]:
    return [asyncio.run(together(app, 60, tokens))[0] for app in (fastapi_app, ASGIHandler())]


@probe
def hops(model: str, handler: str) -> int:
    return hops_of(fastapi_with(3, model == "with a response model", handler), "/")


@probe
def loops_used(requests: int) -> list[int]:
    return [len(set(loops)) for loops in (loops_under_wsgi(flask_app, requests), loops_under_asgi(fastapi_app, requests))]


@probe
def reads(setter: str) -> str:
    setters = [
        "FastAPI: a `def` dependency sets it",
        "FastAPI: an `async def` dependency sets it",
        "Django under ASGI: a sync middleware sets it",
    ]
    return f'"{tenants_read()[setters.index(setter)]}"'
