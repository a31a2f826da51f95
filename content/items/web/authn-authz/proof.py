# %% A real Django REST framework: users, sessions, tokens, and a way to send a request through the middleware
import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Sequence

import django
from django.conf import settings

from hotseat.proof import claim, probe, show

settings.configure(
    INSTALLED_APPS=[
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "django.contrib.sessions",
        "rest_framework",
        "rest_framework.authtoken",
        "proof",
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],  # only here: a proof should not wait for PBKDF2
    SECRET_KEY="a key for this proof and nothing else",
    USE_TZ=True,
)
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.middleware import SessionMiddleware
from django.contrib.sessions.models import Session
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from rest_framework import generics, serializers
from rest_framework.authentication import (
    BaseAuthentication,
    BasicAuthentication,
    SessionAuthentication,
    TokenAuthentication,
    get_authorization_header,
)
from rest_framework.authtoken.models import Token
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import AllowAny, BasePermission, IsAdminUser, IsAuthenticated
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView


class Note(models.Model):
    owner = models.ForeignKey(User, on_delete=models.CASCADE)
    text = models.CharField(max_length=80)


with connection.schema_editor() as editor:
    for model in (ContentType, Permission, Group, User, Session, Token, Note):
        editor.create_model(model)

ann, bob = (User.objects.create_user(name, password="correct horse") for name in ("ann", "bob"))
TOKEN = Token.objects.create(user=ann).key

session = SessionStore()
session[SESSION_KEY] = str(ann.pk)
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session[HASH_SESSION_KEY] = ann.get_session_auth_hash()
session.save()
CSRF = "c" * 32

SENT = {
    "nothing": {},
    "token": {"HTTP_AUTHORIZATION": f"Token {TOKEN}"},
    "unknown token": {"HTTP_AUTHORIZATION": "Token nobody-has-this-one"},
    "session": {"HTTP_COOKIE": f"sessionid={session.session_key}"},
    "session, CSRF token": {
        "HTTP_COOKIE": f"sessionid={session.session_key}; csrftoken={CSRF}",
        "HTTP_X_CSRFTOKEN": CSRF,
    },
    "session, token": {
        "HTTP_COOKIE": f"sessionid={session.session_key}",
        "HTTP_AUTHORIZATION": f"Token {TOKEN}",
    },
}


class Hello(APIView):
    """Answers whoever gets through with the name that the request carries."""

    def get(self, request) -> Response:
        return Response({"user": request.user.username})

    post = get


def send(view: type[APIView], headers: dict[str, str], method: str = "GET", **options) -> Response:
    """One request through Django's session and authentication middleware to a view with these policies."""
    request = APIRequestFactory(enforce_csrf_checks=True).generic(method, "/", **headers)
    called = view.as_view(**options)
    return SessionMiddleware(AuthenticationMiddleware(called))(request)


def status(classes: Sequence[type], permission: type, sent: str, method: str = "GET") -> int:
    return send(Hello, SENT[sent], method, authentication_classes=classes, permission_classes=[permission]).status_code


# %% Who asks: the list of classes, in order
class Asked(BaseAuthentication):
    """Counts how often it is asked; knows the user, has no opinion, or refuses."""

    def __init__(self, outcome: str) -> None:
        self.outcome, self.times = outcome, 0

    def authenticate(self, request):
        self.times += 1
        if self.outcome == "raises":
            raise AuthenticationFailed
        return (ann, None) if self.outcome == "user" else None


def times_asked(outcomes: Sequence[str], reads: int = 0, lazy: bool = False) -> list[int]:
    """How often each authentication class is asked in one request whose handler reads request.user `reads` times."""
    asked = [Asked(outcome) for outcome in outcomes]

    class View(APIView):
        permission_classes = [AllowAny]

        def get_authenticators(self):
            return asked

        def get(self, request) -> Response:
            for _ in range(reads):
                request.user
            return Response()

    class Lazy(View):
        def perform_authentication(self, request) -> None:
            pass

    send(Lazy if lazy else View, SENT["nothing"])
    return [one.times for one in asked]


@claim("first-answer-ends-it")
def the_first_class_that_returns_or_raises_ends_the_search() -> bool:
    counts = {first: times_asked([first, "user"]) for first in ("None", "user", "raises")}
    for first, count in counts.items():
        show(f"times each of two classes is asked, when the first answers: {first}", count)
    return list(counts.values()) == [[1, 1], [1, 0], [1, 0]]


@claim("user-is-found-once")
def the_user_is_found_before_the_handler_and_once() -> bool:
    eager = [times_asked(["user"], reads) for reads in (0, 1, 5)]
    lazy = [times_asked(["user"], reads, lazy=True) for reads in (0, 1, 5)]
    show("times the first class is asked, for 0, 1 and 5 reads of request.user", [one[0] for one in eager])
    show("the same with perform_authentication() emptied", [one[0] for one in lazy])
    return [one[0] for one in eager] == [1, 1, 1] and [one[0] for one in lazy] == [0, 1, 1]


@claim("middleware-sees-another-user")
def a_middleware_does_not_know_the_token() -> bool:
    sent, classes = "token", [TokenAuthentication]
    known: list[bool] = []
    view = Hello.as_view(authentication_classes=classes, permission_classes=[IsAuthenticated])

    def middleware(request):
        known.append(request.user.is_authenticated)
        response = view(request)
        known.append(request.user.is_authenticated)
        return response

    response = SessionMiddleware(AuthenticationMiddleware(middleware))(APIRequestFactory().get("/", **SENT[sent]))
    show("a middleware's request.user is authenticated: before the view, after it", str(known))
    return response.data == {"user": "ann"} and known == [False, True]


# %% What a refusal looks like: 401 or 403
ORDERS = {
    "Session, Token": [SessionAuthentication, TokenAuthentication],
    "Token, Session": [TokenAuthentication, SessionAuthentication],
    "Basic, Token": [BasicAuthentication, TokenAuthentication],
    "Token": [TokenAuthentication],
    "Session": [SessionAuthentication],
}


@claim("first-class-decides-401")
def the_first_class_decides_how_a_refusal_looks() -> bool:
    found = {}
    for name, classes in ORDERS.items():
        response = send(Hello, SENT["nothing"], authentication_classes=classes, permission_classes=[IsAuthenticated])
        found[name] = (response.status_code, response.get("WWW-Authenticate"))
        show(f"no credentials, classes {name}", f"{found[name][0]}, WWW-Authenticate: {found[name][1]}")
    mistaken = status(ORDERS["Session, Token"], IsAuthenticated, "unknown token")
    show("an unknown token, classes Session, Token", mistaken)
    return mistaken == 403 and found == {
        "Session, Token": (403, None),
        "Token, Session": (401, "Token"),
        "Basic, Token": (401, 'Basic realm="api"'),
        "Token": (401, "Token"),
        "Session": (403, None),
    }


@claim("known-user-gets-403")
def a_known_user_who_may_not_gets_403_in_every_order() -> bool:
    codes = [status(classes, IsAdminUser, "token") for name, classes in ORDERS.items() if TokenAuthentication in classes]
    show("a valid token, IsAdminUser, in each order with Token", codes)
    return codes == [403] * 4


@claim("bad-token-fails-public-view")
def wrong_credentials_are_refused_where_none_are_needed() -> bool:
    codes = {sent: status([TokenAuthentication], AllowAny, sent) for sent in ("nothing", "token", "unknown token")}
    show("a view that allows anyone: no credentials, a valid token, an unknown one", list(codes.values()))
    return codes == {"nothing": 200, "token": 200, "unknown token": 401}


# %% CSRF: where the browser sends the credentials by itself
POSTED = ["session", "session, CSRF token", "token", "session, token", "nothing"]


@claim("csrf-for-sessions-only")
def only_a_session_needs_a_csrf_token() -> bool:
    codes = [status(ORDERS["Session, Token"], AllowAny, sent, "POST") for sent in POSTED]
    other = status(ORDERS["Token, Session"], AllowAny, "session, token", "POST")
    read = status(ORDERS["Session, Token"], AllowAny, "session", "GET")
    for sent, code in zip(POSTED, codes, strict=True):
        show(f"POST with {sent}, classes Session, Token", code)
    show("POST with session, token, classes Token, Session", other)
    show("GET with session", read)
    return codes == [403, 200, 200, 403, 200] and other == 200 and read == 200


# %% A JWT by the standard library
def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def signature(key: bytes, signed: str) -> str:
    return b64(hmac.new(key, signed.encode(), hashlib.sha256).digest())


def issue(claims: dict, key: bytes, algorithm: str = "HS256") -> str:
    signed = ".".join(b64(json.dumps(part).encode()) for part in ({"alg": algorithm, "typ": "JWT"}, claims))
    return f"{signed}.{signature(key, signed) if algorithm == 'HS256' else ''}"


def payload(token: str) -> dict:
    """What is in a token. No key is needed for that."""
    return json.loads(unb64(token.split(".")[1]))


def trusted(token: str, key: bytes, header_decides: bool = False) -> bool:
    """Whether the signature is right; `header_decides` is the mistake of asking the token how to check it."""
    head, body, sent = token.split(".")
    if header_decides and json.loads(unb64(head))["alg"] == "none":
        return True
    return hmac.compare_digest(signature(key, f"{head}.{body}"), sent)


KEY, NOW = b"a key of thirty-two bytes or more", 1_800_000_000


class JwtAuthentication(BaseAuthentication):
    """A bearer token that is checked and believed. The switches are what this item asks about."""

    header_decides, checks_exp, looks_up, now = False, True, False, NOW

    def authenticate(self, request):
        scheme, _, token = get_authorization_header(request).decode().partition(" ")
        if scheme != "Bearer":
            return None
        if not trusted(token, KEY, self.header_decides):
            raise AuthenticationFailed("bad signature")
        claims = payload(token)
        if self.checks_exp and claims["exp"] <= self.now:
            raise AuthenticationFailed("expired")
        if not self.looks_up:
            return User(pk=claims["sub"], username=claims["name"]), claims
        user = User.objects.filter(pk=claims["sub"], is_active=True).first()
        if user is None:
            raise AuthenticationFailed("unknown or inactive")
        return user, claims

    def authenticate_header(self, request) -> str:
        return "Bearer"


def with_jwt(token: str, **switches) -> Response:
    scheme = type("Scheme", (JwtAuthentication,), switches)
    sent = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    return send(Hello, sent, authentication_classes=[scheme], permission_classes=[IsAuthenticated])


def claims_of(user: User) -> dict:
    return {"sub": user.pk, "name": user.username, "exp": NOW + 900}


@claim("hmac-agrees-with-rfc")
def the_signature_is_that_of_the_rfc() -> bool:
    signed = (
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
        ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    )
    key = unb64("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow")
    found = signature(key, signed)
    show("signature of the example in RFC 7515, A.1", found)
    return found == "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"


@claim("jwt-read-not-changed")
def anyone_reads_it_and_only_the_key_changes_it() -> bool:
    token = issue(claims_of(ann), KEY)
    head, body, sent = token.split(".")
    raw = unb64(body)
    changed = [raw[:n] + bytes([raw[n] ^ 1]) + raw[n + 1 :] for n in range(len(raw))]
    believed = sum(trusted(f"{head}.{b64(one)}.{sent}", KEY) for one in changed)
    minted = issue(claims_of(bob), KEY)  # by any service that holds the key to check with
    show("read without the key", json.dumps(payload(token)))
    show("payloads with one bit flipped: tried, believed", [len(changed), believed])
    show("a token that a verifier made for bob", with_jwt(minted).data["user"])
    return payload(token) == claims_of(ann) and believed == 0 and with_jwt(minted).data == {"user": "bob"}


@claim("header-must-not-choose")
def a_token_must_not_choose_its_own_check() -> bool:
    forged = issue(claims_of(bob), b"", algorithm="none")
    codes = [with_jwt(forged, header_decides=asked).status_code for asked in (True, False)]
    show("a token without a signature: verifier that asks its header, verifier that does not", codes)
    return codes == [200, 401]


def queries_of(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


@claim("jwt-asks-no-database")
def what_each_scheme_asks_the_database() -> bool:
    classes = ORDERS["Session, Token"]
    token = issue(claims_of(ann), KEY)
    counts = {
        "session": queries_of(lambda: status(classes, IsAuthenticated, "session")),
        "token": queries_of(lambda: status([TokenAuthentication], IsAuthenticated, "token")),
        "JWT believed": queries_of(lambda: with_jwt(token)),
        "JWT, user looked up": queries_of(lambda: with_jwt(token, looks_up=True)),
    }
    for name, count in counts.items():
        show(f"queries to authenticate: {name}", count)
    return list(counts.values()) == [2, 1, 0, 1]


def after_leaving() -> dict[str, int]:
    """Statuses after ann was deactivated; she is active again afterwards."""
    token = issue(claims_of(ann), KEY)
    User.objects.filter(pk=ann.pk).update(is_active=False)
    try:
        return {
            "session": status([SessionAuthentication], IsAuthenticated, "session"),
            "token": status([TokenAuthentication], IsAuthenticated, "token"),
            "JWT believed": with_jwt(token).status_code,
            "JWT, user looked up": with_jwt(token, looks_up=True).status_code,
            "JWT believed, after exp": with_jwt(token, now=NOW + 901).status_code,
        }
    finally:
        User.objects.filter(pk=ann.pk).update(is_active=True)


@claim("jwt-outlives-the-user")
def a_jwt_is_believed_until_it_expires() -> bool:
    codes = after_leaving()
    for name, code in codes.items():
        show(f"after the user was deactivated: {name}", code)
    return list(codes.values()) == [403, 401, 200, 401, 401]


# %% Authorization of single objects
class IsOwner(BasePermission):
    def has_object_permission(self, request, view, obj: Note) -> bool:
        return obj.owner_id == request.user.pk


class NoteData(serializers.ModelSerializer):
    class Meta:
        model = Note
        fields = ["id", "owner"]


class Notes(generics.ListAPIView):
    queryset = Note.objects.all()
    serializer_class = NoteData
    authentication_classes = [TokenAuthentication]
    permission_classes = [IsAuthenticated, IsOwner]


class MyNotes(Notes):
    def get_queryset(self):
        return Note.objects.filter(owner=self.request.user)


class OneNote(generics.RetrieveAPIView, Notes):
    pass


class MyOneNote(generics.RetrieveAPIView, MyNotes):
    pass


def as_ann(own: int, others: int, filtered: bool) -> list[int]:
    """Rows in ann's list, and the status when she fetches a note of bob's by its id."""
    Note.objects.all().delete()
    Note.objects.bulk_create(Note(owner=ann) for _ in range(own))
    Note.objects.bulk_create(Note(owner=bob) for _ in range(others))
    request = APIRequestFactory().get("/", **SENT["token"])
    rows = (MyNotes if filtered else Notes).as_view()(request).data
    single = (MyOneNote if filtered else OneNote).as_view()(request, pk=Note.objects.filter(owner=bob).first().pk)
    return [len(rows), single.status_code]


@claim("list-skips-object-permission")
def a_list_checks_no_object() -> bool:
    plain, filtered = as_ann(3, 40, filtered=False), as_ann(3, 40, filtered=True)
    show("3 notes of ann's, 40 of bob's: rows in her list, status of one of his", plain)
    show("with the queryset filtered by owner", filtered)
    return plain == [43, 403] and filtered == [3, 404]


# %% Truths of the probes
SCHEMES = {"SessionAuthentication": SessionAuthentication, "TokenAuthentication": TokenAuthentication}
SCHEMES["BasicAuthentication"] = BasicAuthentication


def scheme_list(names: str) -> list[type]:
    return [SCHEMES[name] for name in names.split(", ")]


@probe
def asked_times(outcomes: str, reads: int, performs: str) -> list[int]:
    return times_asked(outcomes.split(", "), reads, lazy=performs == "overridden by `pass`")


@probe
def statuses(classes: str, permission: str) -> list[int]:
    allowed = {"AllowAny": AllowAny, "IsAuthenticated": IsAuthenticated, "IsAdminUser": IsAdminUser}[permission]
    return [status(scheme_list(classes), allowed, sent) for sent in ("nothing", "unknown token", "token")]


CSRF_OPTIONS = {
    "the session cookie alone": "session",
    "the session cookie and the CSRF token": "session, CSRF token",
    "the token alone": "token",
    "the session cookie and the token": "session, token",
    "no credentials": "nothing",
}


@probe
def refused_posts(classes: str, permission: str) -> list[str]:
    allowed = {"AllowAny": AllowAny, "IsAuthenticated": IsAuthenticated}[permission]
    return [text for text, sent in CSRF_OPTIONS.items() if status(scheme_list(classes), allowed, sent, "POST") >= 400]


@probe
def believed_tokens(verifier: str) -> list[str]:
    """Which of the tokens a verifier lets through."""
    mistakes = {
        "the HS256 signature alone": {"checks_exp": False},
        "the HS256 signature and `exp`": {},
        "the HS256 signature and `exp`, and looks the active user up": {"looks_up": True},
        "the signature by the `alg` of the token's header (`none` needs no signature), and `exp`": {"header_decides": True},
    }[verifier]
    good = issue(claims_of(ann), KEY)
    head, _, sent = good.split(".")
    other = b64(json.dumps(claims_of(bob)).encode())
    User.objects.filter(pk=ann.pk).update(is_active=False)
    inactive = with_jwt(good, **mistakes).status_code
    User.objects.filter(pk=ann.pk).update(is_active=True)
    codes = {
        "one whose user was deactivated a minute ago": inactive,
        "one that expired a minute ago": with_jwt(good, now=NOW + 960, **mistakes).status_code,
        "one whose `sub` was replaced, the signature kept": with_jwt(f"{head}.{other}.{sent}", **mistakes).status_code,
        "one for another user, signed by another service that has the key to check with": with_jwt(
            issue(claims_of(bob), KEY), **mistakes
        ).status_code,
        "one made by the client with `alg` none and an empty signature": with_jwt(
            issue(claims_of(bob), b"", "none"), **mistakes
        ).status_code,
    }
    return [text for text, code in codes.items() if code == 200]


@probe
def list_and_single(own: int, others: int, queryset: str) -> list[int]:
    return as_ann(own, others, filtered=queryset != "Note.objects.all()")
