# %% A real Django REST framework, with a clock that the proof sets
import multiprocessing
import pickle
import random
import tempfile
import threading
from collections.abc import Sequence

import django
from django.conf import settings

from hotseat.proof import chart, claim, probe, show

FILES = tempfile.TemporaryDirectory(dir=".")
settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "rest_framework", "rest_framework.authtoken", "proof"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    CACHES={
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
        "shared": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": FILES.name},
    },
    USE_TZ=True,
)
django.setup()

from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from rest_framework.authentication import TokenAuthentication
from rest_framework.authtoken.models import Token
from rest_framework.permissions import AllowAny, IsAdminUser
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.throttling import AnonRateThrottle, ScopedRateThrottle, UserRateThrottle
from rest_framework.views import APIView

with connection.schema_editor() as editor:
    for model in (ContentType, Permission, Group, User, Token):
        editor.create_model(model)

ann = User.objects.create(username="ann")
TOKEN = Token.objects.create(user=ann).key
MINUTE = 60


class Clock:
    """Seconds that pass when the proof says so."""

    now = 1_800_000_000.0


class Ticking:
    """A throttle that asks this clock."""

    def timer(self) -> float:
        return Clock.now


class Limited(Ticking, UserRateThrottle):
    rate = "5/min"


class Counter(Ticking, UserRateThrottle):
    """A counter for each calendar minute, kept by two operations of the cache that cannot be interleaved."""

    rate = "5/min"

    def allow_request(self, request, view) -> bool:
        key = f"{self.get_cache_key(request, view)}:{self.timer() // self.duration:.0f}"
        self.cache.add(key, 0, self.duration)
        return self.cache.incr(key) <= self.num_requests

    def wait(self) -> None:
        return None


class Ping(APIView):
    permission_classes = [AllowAny]
    handled = 0

    def get(self, request) -> Response:
        type(self).handled += 1
        return Response()


def with_rate(base: type, rate: str, **more) -> type:
    return type(base.__name__, (base,), {"rate": rate, **more})


def ask(throttles: Sequence[type], user: User | None = ann, view: type[APIView] = Ping, **headers) -> Response:
    """One request of a user who is known already, or of nobody."""
    request = APIRequestFactory().get("/", **headers)
    if user is not None:
        force_authenticate(request, user)
    return view.as_view(throttle_classes=throttles)(request)


def answered(throttles: Sequence[type], requests: int = 1, **options) -> int:
    """How many of so many requests are answered by 200."""
    return sum(ask(throttles, **options).status_code == 200 for _ in range(requests))


def log_of(ident: object = ann.pk, scope: str = "user") -> list[float]:
    return caches["default"].get(f"throttle_{scope}_{ident}", [])


def fresh() -> None:
    caches["default"].clear()
    caches["shared"].clear()
    Clock.now = 1_800_000_000.0  # a whole minute


# %% The sliding log
def times_answered(throttle: type, moments: Sequence[float]) -> list[float]:
    """The moments, in seconds from now, whose request is answered."""
    fresh()
    start, passed = Clock.now, []
    for moment in moments:
        Clock.now = start + moment
        if answered([throttle]):
            passed.append(moment)
    return passed


@claim("log-holds-in-every-window")
def no_window_of_a_minute_holds_more_than_the_limit() -> bool:
    chance, ok, refused = random.Random(3), True, 0
    for limit in (1, 2, 5, 20):
        moments = sorted(chance.uniform(0, 4 * MINUTE) for _ in range(12 * limit))
        passed = times_answered(with_rate(Limited, f"{limit}/min"), moments)
        refused += len(moments) - len(passed)
        for moment in moments:
            before = sum(moment - MINUTE < one < moment for one in passed)
            ok = ok and (moment in passed) == (before < limit)
    show("requests refused, of 336, each because a full minute before it held the limit", refused)
    return ok and refused > 0


def over_the_edge(throttle: type, limit: int) -> int:
    """Answered of `limit` requests in the last second of a calendar minute and as many in the first of the next."""
    moments = [MINUTE - 1 + n / (2 * limit) for n in range(limit)] + [MINUTE + n / (2 * limit) for n in range(limit)]
    return len(times_answered(with_rate(throttle, f"{limit}/min"), moments))


@claim("counter-doubles-at-the-edge")
def a_counter_for_each_minute_admits_twice_the_limit() -> bool:
    limits = [1, 5, 20]
    counter, log = ([over_the_edge(throttle, limit) for limit in limits] for throttle in (Counter, Limited))
    show("limits", limits)
    show("answered within 1.5 seconds around the full minute, a counter for each minute", counter)
    show("the same by the sliding log", log)
    return counter == [2, 10, 40] and log == limits


class CountingCache:
    """The cache, and how often it is read and written."""

    def __init__(self) -> None:
        self.gets = self.sets = 0

    def get(self, *args):
        self.gets += 1
        return caches["default"].get(*args)

    def set(self, *args):
        self.sets += 1
        return caches["default"].set(*args)


@claim("refusal-is-not-recorded")
def a_refused_request_reads_once_and_writes_nothing() -> bool:
    fresh()
    spy = CountingCache()
    limited = with_rate(Limited, "3/min", cache=spy)
    passed = answered([limited], 3)
    first = [spy.gets, spy.sets]
    before = log_of()
    Clock.now += 10
    refusals = [ask([limited]) for _ in range(50)]
    second = [spy.gets - first[0], spy.sets - first[1]]
    wait = int(refusals[-1].get("Retry-After", 0))
    Clock.now += wait
    after = answered([limited])
    show("3 answered requests: reads, writes of the cache", first)
    show("50 refused requests: reads, writes of the cache", second)
    show("Retry-After, and answered after so many seconds", [wait, after])
    return passed == 3 and first == [3, 3] and second == [50, 0] and len(before) == 3 and wait == 50 and after == 1


@claim("log-grows-with-the-limit")
def the_log_holds_a_timestamp_for_each_answered_request() -> bool:
    limits, sizes = [10, 100, 400], []
    for limit in limits:
        fresh()
        answered([with_rate(Limited, f"{limit}/day")], limit)
        sizes.append(len(pickle.dumps(log_of())))
    chart(
        "Bytes read and written by one request of a client at its limit",
        limits,
        {"bytes": sizes},
        x_label="limit",
        y_label="bytes",
    )
    show("limits", limits)
    show("bytes of the pickled log", sizes)
    return all(9 * limit < size < 12 * limit for limit, size in zip(limits[1:], sizes[1:], strict=True))


# %% The race between reading and writing
class MeetingCache:
    """A cache at which all requests meet after their first operation, before any of them goes on."""

    def __init__(self, parties: int) -> None:
        self.barrier = threading.Barrier(parties, timeout=20)

    def get(self, *args):
        found = caches["default"].get(*args)
        self.barrier.wait()
        return found

    def add(self, *args):
        added = caches["default"].add(*args)
        self.barrier.wait()
        return added

    def set(self, *args):
        return caches["default"].set(*args)

    def incr(self, *args):
        return caches["default"].incr(*args)


def volley(throttle: type, requests: int) -> int:
    """Answered of requests that meet inside the throttle."""
    meeting = with_rate(throttle, throttle.rate, cache=MeetingCache(requests))
    codes: list[int] = []
    threads = [threading.Thread(target=lambda: codes.append(ask([meeting]).status_code)) for _ in range(requests)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return codes.count(200)


def at_once(throttle: type, requests: int, limit: int, before: int = 0) -> list[int]:
    """Answered of requests that meet inside the throttle, and what is recorded then, after so many earlier ones."""
    fresh()
    answered([with_rate(throttle, f"{limit}/min")], before)
    count = volley(with_rate(throttle, f"{limit}/min"), requests)
    key = f"throttle_user_{ann.pk}:{Clock.now // MINUTE:.0f}"
    return [count, caches["default"].get(key) if throttle is Counter else len(log_of())]


@claim("race-admits-all")
def requests_that_read_together_are_all_answered() -> bool:
    found = {requests: at_once(Limited, requests, limit=5) for requests in (1, 6, 12, 24)}
    for requests, pair in found.items():
        show(f"{requests} requests at once, limit 5: answered, entries in the log", pair)
    fresh()
    volleys = [volley(with_rate(Limited, "5/min"), 12) for _ in range(8)]
    show("8 volleys of 12 requests in one minute, limit 5: answered of each", volleys)
    return all(pair == [requests, 1] for requests, pair in found.items()) and volleys == [12] * 5 + [0] * 3


@claim("counter-survives-the-race")
def an_atomic_counter_admits_the_limit() -> bool:
    found = {requests: at_once(Counter, requests, limit=5) for requests in (1, 6, 12, 24)}
    for requests, pair in found.items():
        show(f"{requests} requests at once, limit 5: answered, counted", pair)
    return all(pair == [min(5, requests), requests] for requests, pair in found.items())


# %% One cache for each process
def worker(pipe, throttle: type) -> None:
    """A process of the server: answers until it is told to end."""
    while pipe.recv():
        pipe.send(answered([throttle]))


def by_processes(workers: int, requests: int, limit: int, cache: str) -> int:
    """Answered of requests that are dealt to the worker processes in turn, one after the other."""
    fresh()
    throttle = with_rate(Limited, f"{limit}/min", cache=caches[cache])
    forking = multiprocessing.get_context("fork")
    pipes, children = [], []
    for _ in range(workers):
        ours, theirs = forking.Pipe()
        child = forking.Process(target=worker, args=(theirs, throttle))
        child.start()
        pipes.append(ours)
        children.append(child)
    count = 0
    for n in range(requests):
        pipes[n % workers].send(True)
        count += pipes[n % workers].recv()
    for pipe, child in zip(pipes, children, strict=True):
        pipe.send(False)
        child.join()
    return count


@claim("processes-multiply-the-limit")
def a_cache_in_each_process_multiplies_the_limit() -> bool:
    own = {workers: by_processes(workers, 30, 5, "default") for workers in (1, 2, 4)}
    shared = {workers: by_processes(workers, 30, 5, "shared") for workers in (1, 2, 4)}
    show("answered of 30, limit 5, 1, 2 and 4 processes: LocMemCache", list(own.values()))
    show("the same with a cache that the processes share", list(shared.values()))
    return own == {1: 5, 2: 10, 4: 20} and shared == {1: 5, 2: 5, 4: 5}


def again_after(others: int) -> int:
    """Answered of 3 requests of a client that was at its limit of 3, after so many other clients came once."""
    fresh()
    limited = with_rate(Limited, "3/min")
    answered([limited], 3)
    for pk in range(1000, 1000 + others):
        answered([limited], user=User(pk=pk))
    return answered([limited], 3)


@claim("a-full-cache-forgets")
def a_full_cache_forgets_who_was_at_the_limit() -> bool:
    counts = [again_after(others) for others in (0, 200, 400)]
    show("a client at its limit asks 3 times more, after 0, 200 and 400 other clients: answered", counts)
    return counts == [0, 0, 3]


# %% Which requests share a budget
class Contacts(Ping):
    throttle_scope = "contacts"


class Birthdays(Ping):
    throttle_scope = "contacts"


class Uploads(Ping):
    throttle_scope = "uploads"


class Scoped(Ticking, ScopedRateThrottle):
    THROTTLE_RATES = {"contacts": "6/min", "uploads": "6/min"}


@claim("scope-is-the-budget")
def views_of_one_scope_share_a_budget() -> bool:
    fresh()
    counts = [answered([Scoped], requests, view=view) for view, requests in ((Contacts, 4), (Birthdays, 9), (Uploads, 9))]
    show("limit 6: answered of 4 in a view, of 9 in another of the same scope, of 9 in one of another scope", counts)
    return counts == [4, 2, 6]


def two_throttles(burst: int, day: int, requests: int, apart: bool) -> list[int]:
    """Answered of requests in one minute under two throttles, and how many entries the longer one's log has."""
    fresh()
    short = with_rate(Limited, f"{burst}/min", scope="burst" if apart else "user")
    long = with_rate(Limited, f"{day}/day", scope="sustained" if apart else "user")
    return [answered([short, long], requests), len(log_of(scope="sustained" if apart else "user"))]


@claim("every-throttle-is-charged")
def a_request_refused_by_one_is_charged_by_the_other() -> bool:
    found = two_throttles(burst=2, day=100, requests=40, apart=True)
    show("2/min and 100/day, 40 requests in one minute: answered, charged for the day", found)
    return found == [2, 40]


@claim("same-scope-counts-twice")
def two_classes_of_one_scope_share_a_log() -> bool:
    found = [two_throttles(burst=10, day=100, requests=40, apart=apart)[0] for apart in (True, False)]
    show("10/min and 100/day, 40 requests in one minute: answered with scopes of their own, with one scope", found)
    return found == [10, 5]


# %% Who is counted
REAL, OTHER, PROXY = "203.0.113.7", "203.0.113.8", "10.0.0.1"


def behind_a_proxy(proxies: int | None, requests: int, limit: int = 3) -> list[int]:
    """Answered of a client that invents addresses, and of one honest request by another client afterwards.

    One proxy appends the address it sees to X-Forwarded-For and is what the application sees as REMOTE_ADDR.
    """
    fresh()
    throttle = with_rate(type("Anon", (Ticking, AnonRateThrottle), {}), f"{limit}/min")
    forged = lambda n: {"HTTP_X_FORWARDED_FOR": f"198.51.100.{n}, {REAL}", "REMOTE_ADDR": PROXY}  # noqa: E731
    with override_settings(REST_FRAMEWORK={"NUM_PROXIES": proxies}):
        forging = sum(answered([throttle], user=None, **forged(n)) for n in range(requests))
        honest = answered([throttle], user=None, HTTP_X_FORWARDED_FOR=OTHER, REMOTE_ADDR=PROXY)
    return [forging, honest]


@claim("forwarded-for-is-believed")
def an_invented_address_is_a_new_client_unless_proxies_are_counted() -> bool:
    found = {proxies: behind_a_proxy(proxies, 40) for proxies in (None, 0, 1, 2)}
    for proxies, pair in found.items():
        show(f"NUM_PROXIES={proxies}, one proxy, limit 3: answered of 40 forged requests, of one by another client", pair)
    return found == {None: [40, 1], 0: [3, 0], 1: [3, 1], 2: [40, 1]}


# %% Where in the request the throttle stands
SENT = {
    "a wrong token": {"HTTP_AUTHORIZATION": "Token wrong"},
    "a valid token of a user who is not permitted": {"HTTP_AUTHORIZATION": f"Token {TOKEN}"},
    "a valid token of a user who is permitted": {"HTTP_AUTHORIZATION": f"Token {TOKEN}"},
}


def in_a_row(sent: str, requests: int, limit: int) -> list[int]:
    """Of so many requests: how many get 429, how many reach the handler, and the database queries of all."""
    fresh()

    class Guarded(Ping):
        handled = 0
        authentication_classes = [TokenAuthentication]
        permission_classes = [IsAdminUser if "not permitted" in sent else AllowAny]

    throttle = with_rate(Limited, f"{limit}/min")
    with CaptureQueriesContext(connection) as captured:
        codes = [ask([throttle], user=None, view=Guarded, **SENT[sent]).status_code for _ in range(requests)]
    return [codes.count(429), Guarded.handled, len(captured)]


@claim("guesses-are-not-throttled")
def what_was_refused_before_is_never_throttled() -> bool:
    found = {sent: in_a_row(sent, 40, 3) for sent in list(SENT)[:2]}
    for sent, counts in found.items():
        show(f"40 requests with {sent}, limit 3: answered by 429, handled, queries", counts)
    return all(counts == [0, 0, 40] for counts in found.values())


@claim("refused-still-authenticates")
def a_throttled_request_has_been_authenticated() -> bool:
    counts = in_a_row("a valid token of a user who is permitted", 40, 3)
    show("40 requests with a valid token, limit 3: answered by 429, handled, queries", counts)
    return counts == [37, 3, 40]


# %% Truths of the probes
@probe
def answered_at(rate: str, seconds: str) -> int:
    return len(times_answered(with_rate(Limited, rate), [float(moment) for moment in seconds.split(", ")]))


@probe
def met(throttle: str, requests: int, limit: int, before: int) -> list[int]:
    return at_once(Counter if "incr" in throttle else Limited, requests, limit, before)


@probe
def dealt(workers: int, requests: int, limit: int, cache: str) -> int:
    return by_processes(workers, requests, limit, "default" if "LocMem" in cache else "shared")


@probe
def charged(burst: int, requests: int, scopes: str) -> list[int]:
    return two_throttles(burst, 100, requests, apart=scopes == "scopes of their own")


@probe
def forged(proxies: str, requests: int, limit: int) -> list[int]:
    return behind_a_proxy(None if proxies == "None" else int(proxies), requests, limit)


@probe
def reached(sent: str, requests: int, limit: int) -> list[int]:
    return in_a_row(sent, requests, limit)
