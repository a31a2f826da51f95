# %% A real Django on a real PostgreSQL; two SQLite databases play a primary and its replica
# The project is this file: it is its own app.
import contextlib
import functools
import os
import pickle
import queue
import select
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator

import django
import psycopg
from django.conf import settings

from hotseat.proof import claim, probe, service, show


def database(**more: object) -> dict[str, object]:
    """The server of this run, as Django's settings want it."""
    place = psycopg.conninfo.conninfo_to_dict(service("postgres"))
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    found = {known[name]: value for name, value in place.items() if name in known}
    return {"ENGINE": "django.db.backends.postgresql"} | found | more


LITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
settings.configure(
    INSTALLED_APPS=["django.contrib.sessions", "proof"],
    DATABASES={
        "default": database(OPTIONS={"application_name": "web"}),
        "second": database(OPTIONS={"application_name": "web"}),
        "primary": LITE,
        "replica": LITE,
    },
    CACHES={
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
        "shared": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"},
    },
    SECRET_KEY="only for this run",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)
django.setup()

from django.contrib.sessions.backends import cache as cache_sessions
from django.contrib.sessions.backends import db as db_sessions
from django.contrib.sessions.backends import signed_cookies
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import DatabaseError, connection, connections, models, router
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.transaction import atomic


class Row(models.Model):
    text = models.CharField(max_length=20)


@functools.cache
def tables() -> None:
    """The tables on PostgreSQL, with 300 rows, and the shared cache."""
    connection.cursor().execute("DROP TABLE IF EXISTS proof_row, django_session, shared_cache")
    with connection.schema_editor() as editor:
        editor.create_model(Row)
        editor.create_model(Session)
    call_command("createcachetable", verbosity=0)
    Row.objects.bulk_create(Row(text=str(n)) for n in range(300))


# %% Processes and threads, counted by the server
def fork(work: Callable[[], object]) -> Callable[[], object]:
    """Runs `work` in a process of its own; the returned function waits for what it returned."""
    connections.close_all()  # a connection must not be inherited
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, pickle.dumps(work()))
        finally:
            os._exit(0)
    os.close(writing)

    def result() -> object:
        with os.fdopen(reading, "rb") as pipe:
            got = pickle.load(pipe)
        os.waitpid(child, 0)
        return got

    return result


def web_process(threads: int, aliases: list[str], age: int | None, report: int, told: int) -> None:
    """Threads of one worker process: each serves one request that queries every alias, then stays for the next one."""
    for alias in aliases:
        connections.settings[alias]["CONN_MAX_AGE"] = age
    steps = threading.Barrier(threads + 1)
    opened, held = [], []

    def open_now() -> list[str]:
        return [alias for alias in aliases if connections[alias].connection is not None]

    def serve() -> None:
        request_started.send(None)
        for alias in aliases:
            connections[alias].cursor().execute("SELECT 1")
        opened.extend(open_now())
        steps.wait(10)  # all are in a request now
        steps.wait(10)
        request_finished.send(None)
        held.extend(open_now())
        steps.wait(10)  # all have answered
        steps.wait(10)

    for _ in range(threads):
        threading.Thread(target=serve, daemon=True).start()
    steps.wait(10)
    os.write(report, bytes([len(opened)]))
    os.read(told, 1)
    steps.wait(10)
    steps.wait(10)
    os.write(report, bytes([len(held)]))
    os.read(told, 1)
    steps.wait(10)


def reported(pipe: int) -> int:
    """The next number that a web process reports; it has 10 seconds."""
    if not select.select([pipe], [], [], 10)[0]:
        raise TimeoutError("a web process did not report")
    return os.read(pipe, 1)[0]


def backends(name: str, expected: int) -> int:
    """How many connections of that name the server counts; waits for it to agree with its clients, for 5 seconds at most."""
    deadline = time.monotonic() + 5
    with psycopg.connect(service("postgres"), autocommit=True) as look:
        while True:
            found = look.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", [name]).fetchone()[0]
            if found == expected or time.monotonic() > deadline:
                return found
            time.sleep(0.01)


@functools.cache
def connection_counts(processes: int, threads: int, databases: int, age: int | None) -> list[int]:
    """Connections that PostgreSQL counts while every thread is in a request, and after all have answered."""
    aliases = ["default", "second"][:databases]
    pipes = [(os.pipe(), os.pipe()) for _ in range(processes)]
    children = [
        fork(lambda reports=reports, orders=orders: web_process(threads, aliases, age, reports[1], orders[0]))
        for reports, orders in pipes
    ]
    counts = []
    for _ in range(2):
        counts.append(backends("web", sum(reported(reports[0]) for reports, _ in pipes)))
        for _, orders in pipes:
            os.write(orders[1], b"!")
    for child in children:
        child()
    for reports, orders in pipes:
        for end in (*reports, *orders):
            os.close(end)
    return counts


SHAPES = [(1, 4, 1), (3, 1, 1), (2, 2, 1), (2, 2, 2)]


@claim("connections-multiply")
def every_thread_of_every_process_holds_its_own() -> bool:
    during = {shape: connection_counts(*shape, 0)[0] for shape in SHAPES}
    for (processes, threads, databases), count in during.items():
        show(f"{processes} processes x {threads} threads x {databases} databases, all in a request", count, "connections")
    return all(count == p * t * d for (p, t, d), count in during.items())


@claim("max-age-decides-what-stays")
def after_the_answer_the_age_decides() -> bool:
    ages = [0, None]
    after = {age: [connection_counts(*shape, age) for shape in SHAPES] for age in ages}
    show("CONN_MAX_AGE=0: connections during the requests, and after", after[0])
    show("CONN_MAX_AGE=None: connections during the requests, and after", after[None])
    closed = all(counts[1] == 0 for counts in after[0])
    return closed and all(counts[0] == counts[1] for counts in after[None])


# %% A model of a transaction-mode pooler, in front of the real server
# It speaks enough of the protocol for one client library. Each server connection is lent to a client until the server says
# "ready, no transaction open"; they are lent in turn. Like PgBouncer in this mode, it resets nothing between clients.
class Pooler:
    def __init__(self, size: int, patience: float) -> None:
        self.patience = patience
        self.servers: queue.Queue[socket.socket] = queue.Queue()
        self.opened = [
            psycopg.connect(
                service("postgres"), application_name="pooled", options="-c TimeZone=UTC", sslmode="disable", autocommit=True
            )
            for _ in range(size)
        ]
        for server in self.opened:
            sock = socket.socket(fileno=os.dup(server.fileno()))
            sock.settimeout(10)
            self.servers.put(sock)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.threads = [threading.Thread(target=self.accept, daemon=True)]
        self.threads[0].start()

    def accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                client.settimeout(20)
                self.threads.append(threading.Thread(target=self.serve, args=[client], daemon=True))
                self.threads[-1].start()

    def greet(self, client: socket.socket) -> None:
        (size,) = struct.unpack("!I", exactly(client, 4))
        exactly(client, size - 4)
        reply = message(b"R", struct.pack("!I", 0))
        for name in ("server_version", "client_encoding", "standard_conforming_strings", "TimeZone", "DateStyle"):
            value = self.opened[0].info.parameter_status(name) or ""
            reply += message(b"S", name.encode() + b"\0" + value.encode() + b"\0")
        client.sendall(reply + message(b"K", bytes(8)) + message(b"Z", b"I"))

    def serve(self, client: socket.socket) -> None:
        server = None
        with contextlib.suppress(OSError, queue.Empty), client:
            self.greet(client)
            while True:
                kind, whole = receive(client)
                if kind == b"X":
                    return
                server = server or self.servers.get(timeout=self.patience)
                server.sendall(whole)
                if kind not in b"QS":  # a simple query or a Sync asks for an answer
                    continue
                answer, kind = b"", b""
                while kind != b"Z":
                    kind, whole = receive(server)
                    answer += whole
                if whole.endswith(b"I"):  # no transaction is open
                    self.servers.put(server)
                    server = None
                client.sendall(answer)

    def close(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in self.threads:
            thread.join(10)
        while not self.servers.empty():
            self.servers.get().close()
        for server in self.opened:
            server.close()


def exactly(sock: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = sock.recv(size - len(data))
        if not part:
            raise ConnectionError("closed")
        data += part
    return data


def message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!I", len(body) + 4) + body


def receive(sock: socket.socket) -> tuple[bytes, bytes]:
    head = exactly(sock, 5)
    return head[:1], head + exactly(sock, struct.unpack("!I", head[1:])[0] - 4)


@contextlib.contextmanager
def pooled(size: int, *names: str, cursors: bool = True, patience: float = 10, **options: object) -> Iterator[None]:
    """Django connections of these names to a pooler with `size` server connections."""
    tables()
    pooler = Pooler(size, patience)
    for name in names:
        place = {"HOST": "127.0.0.1", "PORT": pooler.port, "DISABLE_SERVER_SIDE_CURSORS": not cursors}
        quiet = {"sslmode": "disable", "gssencmode": "disable"}
        connections[name] = DatabaseWrapper(connections["default"].settings_dict | place | {"OPTIONS": quiet | options}, name)
    try:
        yield
    finally:
        for name in names:
            connections[name].close()
            del connections[name]
        pooler.close()


def ask(name: str, sql: str) -> object:
    with connections[name].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0] if cursor.description else None


def outcome(work: Callable[[], object]) -> str:
    """The name of the database's own error that `work()` ends in, "works" when none does."""
    try:
        work()
    except (DatabaseError, psycopg.Error) as error:
        return type(error.__cause__ or error).__name__
    return "works"


@claim("pooler-lends-per-transaction")
def a_pooler_lends_a_connection_for_a_transaction() -> bool:
    names = [f"client {n}" for n in range(12)]
    with pooled(2, *names):
        loose = {ask(name, "SELECT pg_backend_pid()") for name in names}
        turns = [ask(names[0], "SELECT pg_backend_pid()") for _ in range(4)]
        with atomic(using=names[0]):
            kept = [ask(names[0], "SELECT pg_backend_pid()") for _ in range(4)]
    show("server processes that 12 clients met", len(loose))
    show("server processes in 4 statements of one client: in autocommit, in one atomic block", [len(set(turns)), len(set(kept))])
    return len(loose) == 2 and len(set(turns)) == 2 and len(set(kept)) == 1


def timeouts(local: bool) -> list[str]:
    """The statement_timeout that Ann set, as Ann and then as Bob sees it, each in the next statement on two connections."""
    with pooled(2, "ann", "bob"):
        if local:
            with atomic(using="ann"):
                ask("ann", "SET LOCAL statement_timeout = '7s'")
        else:
            ask("ann", "SET statement_timeout = '7s'")
        return [ask(name, "SHOW statement_timeout") for name in ("ann", "bob")]


@claim("session-state-moves-on")
def a_setting_is_lost_to_one_and_found_by_another() -> bool:
    plain, local = timeouts(local=False), timeouts(local=True)
    show("statement_timeout after Ann's SET: seen by Ann, by Bob", plain)
    show("after SET LOCAL in a transaction of Ann's", local)
    return plain == ["0", "7s"] and local == ["0", "0"]


def both_lock(size: int, function: str) -> list[bool]:
    """Ann takes the advisory lock in an open transaction or session, then Bob tries to."""
    with pooled(size, "ann", "bob"):
        if "xact" in function:
            with atomic(using="ann"):
                return [ask(name, f"SELECT {function}(1)") for name in ("ann", "bob")]
        return [ask(name, f"SELECT {function}(1)") for name in ("ann", "bob")]


@claim("session-lock-is-shared")
def a_session_lock_is_granted_to_both() -> bool:
    session, transaction = both_lock(1, "pg_try_advisory_lock"), both_lock(2, "pg_try_advisory_xact_lock")
    show("session lock granted to Ann, to Bob, on one server connection", session)
    show("transaction lock granted to Ann, to Bob", transaction)
    return session == [True, True] and transaction == [True, False]


def iterate(name: str, within: bool = False) -> None:
    with atomic(using=name) if within else contextlib.nullcontext():
        assert sum(1 for _ in Row.objects.using(name).iterator(chunk_size=100)) == 300


@claim("cursor-needs-one-connection")
def an_iterator_needs_one_connection() -> bool:
    found = {}
    for label, size, cursors, within in [
        ("pool of one", 1, True, False),
        ("pool of two", 2, True, False),
        ("pool of two, in atomic()", 2, True, True),
        ("pool of two, DISABLE_SERVER_SIDE_CURSORS", 2, False, False),
    ]:
        with pooled(size, "ann", cursors=cursors):
            found[label] = outcome(lambda within=within: iterate("ann", within))
        show(f"iterator() over 300 rows: {label}", found[label])
    return list(found.values()) == ["works", "InvalidCursorName", "works", "works"]


def same_query_by_both(size: int, **options: object) -> list[str]:
    """Ann and then Bob make the same query by key, with these options of the backend."""
    with pooled(size, "ann", "bob", **options):
        return [outcome(lambda name=name: Row.objects.using(name).get(text="7")) for name in ("ann", "bob")]


PREPARES = {"server_side_binding": True, "prepare_threshold": 0}


@claim("prepared-names-collide")
def prepared_statements_collide_where_names_are_not_tracked() -> bool:
    default, prepared = same_query_by_both(1), same_query_by_both(1, **PREPARES)
    show("Django's defaults, Ann and Bob", default)
    show("with server_side_binding and prepare_threshold=0", prepared)
    return default == ["works", "works"] and prepared == ["works", "DuplicatePreparedStatement"]


# %% A replica that is behind: replication is done by hand, row by row
class Order(models.Model):
    state = models.CharField(max_length=20)


class ReplicaRouter:
    """The router of many a first attempt, and two others."""

    reads = "replica"

    def db_for_read(self, model, **hints):
        if model is not Order:
            return None
        if self.reads == "instance first" and "instance" in hints:
            return hints["instance"]._state.db
        return "primary" if self.reads == "pinned" else "replica"

    def db_for_write(self, model, **hints):
        return "primary" if model is Order else None

    def allow_relation(self, one, other, **hints):
        return True


ROUTES = ReplicaRouter()


@functools.cache
def order_tables() -> None:
    for alias in ("primary", "replica"):
        with connections[alias].schema_editor() as editor:
            editor.create_model(Order)


@contextlib.contextmanager
def shop(reads: str) -> Iterator[Order]:
    """A new order that is written to the primary and has not reached the replica."""
    order_tables()
    router.routers[:] = [ROUTES]
    ROUTES.reads = reads
    for alias in ("primary", "replica"):
        Order.objects.using(alias).all().delete()
    try:
        yield Order.objects.create(state="new")
    finally:
        router.routers[:] = []


def replicate() -> None:
    Order.objects.using("replica").bulk_create(Order.objects.using("primary").all())


def in_atomic(order: Order) -> Order:
    with atomic(using="primary"):
        return Order.objects.get(pk=order.pk)


def locked(order: Order) -> Order:
    with atomic(using="primary"):
        return Order.objects.select_for_update().get(pk=order.pk)


READS: dict[str, Callable[[Order], object]] = {
    "Order.objects.get(pk=order.pk)": lambda order: Order.objects.get(pk=order.pk),
    "order.refresh_from_db()": lambda order: order.refresh_from_db(),
    'Order.objects.get(pk=order.pk) inside atomic(using="primary")': in_atomic,
    'Order.objects.using("primary").get(pk=order.pk)': lambda order: Order.objects.using("primary").get(pk=order.pk),
    'Order.objects.select_for_update().get(pk=order.pk) inside atomic(using="primary")': locked,
    "Order.objects.get_or_create(pk=order.pk)[0]": lambda order: Order.objects.get_or_create(pk=order.pk)[0],
}


def sees(read: str, reads: str | None = None, behind: bool = True) -> bool:
    """Whether this read, right after the write, finds the order."""
    with shop(reads or ReplicaRouter.reads) as order:
        if not behind:
            replicate()
        try:
            READS[read](order)
        except Order.DoesNotExist:
            return False
        return Order.objects.using("primary").count() == 1


@claim("router-reads-behind")
def what_finds_the_row_just_written() -> bool:
    found = {read: sees(read) for read in READS}
    for read, hit in found.items():
        show(read, "found" if hit else "DoesNotExist")
    later, pinned = (all(sees(read, **how) for read in READS) for how in ({"behind": False}, {"reads": "pinned"}))
    show("all found: after replication; with reads pinned to the primary", [later, pinned])
    return list(found.values()) == [False, False, False, True, True, True] and later and pinned


# %% Memory of one process
def hits(cache: str, processes: int, limit: int, requests: int) -> int:
    """How many requests a limiter lets through: one at a time, spread evenly over the processes."""
    tables()
    caches["shared"].clear()

    def serve(mine: int) -> int:
        allowed = 0
        for _ in range(mine):
            caches[cache].add("count", 0)
            allowed += caches[cache].incr("count") <= limit
        return allowed

    shares = [len(range(n, requests, processes)) for n in range(processes)]
    return sum(fork(lambda share=share: serve(share))() for share in shares)


@claim("local-memory-is-per-process")
def a_limit_in_local_memory_is_multiplied() -> bool:
    local = [hits("default", processes, 5, 24) for processes in (1, 2, 4)]
    shared = [hits("shared", processes, 5, 24) for processes in (1, 2, 4)]
    show("a limit of 5 in local memory lets through, with 1, 2, 4 processes", local)
    show("the same limit in a cache that they share", shared)
    return local == [5, 10, 20] and shared == [5, 5, 5]


ENGINES = {"cache": cache_sessions, "db": db_sessions, "signed_cookies": signed_cookies}


def session_found(engine: str) -> bool:
    """Whether a session saved in one process is found in another, which has only the cookie."""
    tables()

    def log_in() -> str:
        session = ENGINES[engine].SessionStore()
        session["user"] = "ann"
        session.save()
        return session.session_key

    cookie = fork(log_in)()
    return fork(lambda: ENGINES[engine].SessionStore(cookie).get("user") == "ann")()


@claim("local-sessions-vanish")
def a_session_in_local_memory_is_unknown_next_door() -> bool:
    found = {engine: session_found(engine) for engine in ENGINES}
    show("session found by another process", ", ".join(f"{engine}: {'yes' if hit else 'no'}" for engine, hit in found.items()))
    return found == {"cache": False, "db": True, "signed_cookies": True}


# %% Probes
@probe
def counted(processes: int, threads: int, databases: int, age: str) -> list[int]:
    return connection_counts(processes, threads, databases, None if age == "None" else int(age))


def keeps_its_setting(size: int, cursors: bool) -> bool:
    with pooled(size, "ann"):
        ask("ann", "SET statement_timeout = '7s'")
        return ask("ann", "SHOW statement_timeout") == "7s"


def finds_a_setting(size: int, cursors: bool) -> bool:
    with pooled(size, "ann", "bob"):
        ask("ann", "SET statement_timeout = '7s'")
        return "7s" in [ask("bob", "SHOW statement_timeout") for _ in range(size)]


def shares_the_lock(size: int, cursors: bool) -> bool:
    return all(both_lock(size, "pg_try_advisory_lock"))


def reads_to_the_end(size: int, cursors: bool, within: bool = False) -> bool:
    with pooled(size, "ann", cursors=cursors):
        return outcome(lambda: iterate("ann", within)) == "works"


def answers_beside_atomic(size: int, cursors: bool) -> bool:
    with pooled(size, "ann", "bob", patience=0.3), atomic(using="ann"):
        ask("ann", "SELECT 1")
        return outcome(lambda: ask("bob", "SELECT 1")) == "works"


EFFECTS: dict[str, Callable[[int, bool], bool]] = {
    "A sends `SET statement_timeout`; A's next statement runs under it": keeps_its_setting,
    "A sends `SET statement_timeout`; one of B's next statements, as many as the pool has connections, runs under it": finds_a_setting,
    "A's pg_try_advisory_lock(1) is granted, and then B's in the next statement too": shares_the_lock,
    "`iterator(chunk_size=100)` over 300 rows, outside a transaction, reads to the end": reads_to_the_end,
    "The same iterator() inside atomic() reads to the end": lambda size, cursors: reads_to_the_end(size, cursors, within=True),
    "While A is inside atomic() after a first query, B's query is answered": answers_beside_atomic,
}


@probe
def pool_effects(size: int, setting: str) -> list[str]:
    return [text for text, happens in EFFECTS.items() if happens(size, setting == "False")]


ROUTERS = {
    'always "replica"': "replica",
    'the `_state.db` of `hints["instance"]` if there is one, else "replica"': "instance first",
    'always "primary" for this request, since it has written': "pinned",
}


@probe
def fresh_reads(choice: str) -> list[str]:
    return [read for read in READS if sees(read, ROUTERS[choice])]


@probe
def let_through(limit: int, processes: int, backend: str) -> int:
    return hits("default" if backend == "LocMemCache" else "shared", processes, limit, 40)
