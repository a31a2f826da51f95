# %% A real Django REST framework: notes with owners, three users, and a way to ask as each of them
from collections.abc import Sequence

import django
from django.conf import settings

from hotseat.proof import claim, probe, show

settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "rest_framework", "proof"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)
django.setup()

from django.contrib.auth.models import AnonymousUser, Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from rest_framework import permissions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.permissions import BasePermission, IsAdminUser, IsAuthenticated
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate


class Note(models.Model):
    owner = models.ForeignKey(User, on_delete=models.CASCADE)
    text = models.CharField(max_length=80)


with connection.schema_editor() as editor:
    for model in (ContentType, Permission, Group, User, Note):
        editor.create_model(model)

ann, bob = (User.objects.create(username=name) for name in ("ann", "bob"))
admin = User.objects.create(username="admin", is_staff=True)
CLIENTS = {"anonymous": AnonymousUser(), "ann": ann, "bob": bob, "admin": admin}


class NoteData(serializers.ModelSerializer):
    class Meta:
        model = Note
        fields = ["id", "owner", "text"]


class Notes(viewsets.ModelViewSet):
    queryset = Note.objects.order_by("pk")
    serializer_class = NoteData

    @action(detail=True)
    def twice(self, request, pk) -> Response:
        """An action that fetches the object two times in the recommended way."""
        self.get_object()
        return Response(self.get_object().text)

    @action(detail=True)
    def direct(self, request, pk) -> Response:
        """An action that fetches the object by itself."""
        return Response(Note.objects.get(pk=pk).text)

    @action(detail=True)
    def purge(self, request, pk) -> Response:
        """An action that changes something on GET."""
        self.get_object().delete()
        return Response()


class OwnNotes(Notes):
    def get_queryset(self):
        return Note.objects.filter(owner=self.request.user.pk)


REQUESTS = {
    "GET of the list": ("get", "list", False),
    "POST of a new note": ("post", "create", False),
    "GET of one note": ("get", "retrieve", True),
    "PATCH of one note": ("patch", "partial_update", True),
    "DELETE of one note": ("delete", "destroy", True),
    "GET of a detail action that calls get_object() twice": ("get", "twice", True),
    "GET of a detail action that reads Note.objects.get(pk=pk)": ("get", "direct", True),
    "GET of a detail action that deletes the note": ("get", "purge", True),
}


def ask(client: str, request: str, classes: Sequence, view: type[Notes] = Notes, data: dict | None = None) -> Response:
    """One request of a client; notes 1 to 3 are ann's, notes 4 and 5 the admin's, and the one asked for is note 1."""
    Note.objects.all().delete()
    Note.objects.bulk_create(Note(pk=pk, owner=ann if pk <= 3 else admin, text=f"note {pk}") for pk in range(1, 6))
    method, handler, detail = REQUESTS[request]
    sent = {"owner": ann.pk, "text": "new"} if data is None and method in ("post", "patch") else data
    raw = APIRequestFactory().generic(method.upper(), "/") if sent is None else getattr(APIRequestFactory(), method)("/", sent)
    force_authenticate(raw, CLIENTS[client])
    view_function = view.as_view({method: handler}, permission_classes=classes)
    return view_function(raw, pk=1) if detail else view_function(raw)


def statuses(request: str, classes: Sequence, view: type[Notes] = Notes) -> list[int]:
    """What each client gets, in the order anonymous, ann (the owner), bob (a stranger), admin."""
    return [ask(client, request, classes, view).status_code for client in CLIENTS]


# %% Who calls what
def counted(grants: bool = True) -> type[BasePermission]:
    """A permission class that counts the calls of both methods on itself."""

    class Counted(BasePermission):
        asked, asked_object = 0, 0

        def has_permission(self, request, view) -> bool:
            type(self).asked += 1
            return grants

        def has_object_permission(self, request, view, obj) -> bool:
            type(self).asked_object += 1
            return grants

    return Counted


@claim("who-calls-what")
def only_fetching_an_object_checks_it() -> bool:
    found = {}
    for request in REQUESTS:
        one = counted()
        ask("bob", request, [one])
        found[request] = (one.asked, one.asked_object)
        show(f"{request}: calls of has_permission, of has_object_permission", list(found[request]))
    return list(found.values()) == [(1, 0), (1, 0), (1, 1), (1, 1), (1, 1), (1, 2), (1, 0), (1, 1)]


class IsOwner(BasePermission):
    """Defines the object's half alone, as most such classes do."""

    message = "This note is not yours."

    def has_object_permission(self, request, view, obj: Note) -> bool:
        return obj.owner_id == request.user.pk


@claim("missing-half-grants")
def the_half_that_is_not_defined_grants() -> bool:
    lists = statuses("GET of the list", [IsOwner])
    creates = statuses("POST of a new note", [IsOwner])
    single = statuses("GET of one note", [IsOwner])
    show("IsOwner alone, for anonymous, owner, stranger, admin: GET of the list", lists)
    show("POST of a new note", creates)
    show("GET of one note", single)
    return lists == [200] * 4 and creates == [201] * 4 and single == [403, 200, 403, 403]


# %% What an object permission cannot see: rows of a list, and values that are not saved yet
@claim("queryset-hides")
def a_filtered_queryset_answers_before_the_permission() -> bool:
    one = counted(grants=False)
    gate = type("Gate", (one,), {"has_permission": lambda self, request, view: True})
    rows = {client: len(ask(client, "GET of the list", [IsOwner], OwnNotes).data) for client in ("ann", "bob", "admin")}
    code = ask("bob", "GET of one note", [gate], OwnNotes).status_code
    show("rows in the filtered list of ann, bob, admin", list(rows.values()))
    show("bob asks for ann's note: status, calls of has_object_permission", [code, gate.asked_object])
    return list(rows.values()) == [3, 0, 2] and code == 404 and gate.asked_object == 0


@claim("new-values-are-not-checked")
def the_permission_sees_the_object_as_it_was() -> bool:
    forged = ask("bob", "POST of a new note", [IsAuthenticated, IsOwner], data={"owner": ann.pk, "text": "by bob"})
    moved = ask("ann", "PATCH of one note", [IsAuthenticated, IsOwner], data={"owner": bob.pk})
    owner = Note.objects.get(pk=1).owner.username
    show("bob creates a note whose owner is ann", forged.status_code)
    show("ann gives her note to bob: status, owner afterwards", f"{moved.status_code}, {owner}")
    return forged.status_code == 201 and forged.data["owner"] == ann.pk and moved.status_code == 200 and owner == "bob"


class IsOwnerOrReadOnly(IsOwner):
    def has_object_permission(self, request, view, obj: Note) -> bool:
        return request.method in permissions.SAFE_METHODS or super().has_object_permission(request, view, obj)


@claim("safe-is-a-name")
def safe_methods_are_safe_by_name() -> bool:
    codes = [ask("bob", request, [IsOwnerOrReadOnly]).status_code for request in ("GET of one note", "DELETE of one note")]
    kept = Note.objects.filter(pk=1).exists()
    purge = ask("bob", "GET of a detail action that deletes the note", [IsOwnerOrReadOnly]).status_code
    left = Note.objects.filter(pk=1).exists()
    show("a stranger: GET, DELETE of one note", codes)
    show("a stranger: GET of an action that deletes it; is the note still there?", f"{purge}, {left}")
    return codes == [200, 403] and kept and purge == 200 and not left


# %% Composition: what or and not do to the two halves
@claim("or-opens-the-list")
def an_or_with_an_object_class_opens_the_list() -> bool:
    loose = [IsAdminUser | IsOwner]
    tight = [IsAuthenticated & (IsAdminUser | IsOwner)]
    rows = len(ask("anonymous", "GET of the list", loose).data)
    codes = [statuses(request, loose) for request in ("GET of the list", "POST of a new note", "GET of one note")]
    strict = statuses("GET of the list", tight)
    show("IsAdminUser | IsOwner, for anonymous, owner, stranger, admin: list, create, one note", str(codes))
    show("rows that an anonymous client lists", rows)
    show("IsAuthenticated & (IsAdminUser | IsOwner): GET of the list", strict)
    return rows == 5 and codes == [[200] * 4, [201] * 4, [403, 200, 403, 200]] and strict == [403, 200, 200, 200]


@claim("not-refuses-all")
def a_not_turns_the_missing_half_into_a_refusal() -> bool:
    banned = {
        "~IsAdminUser": statuses("GET of one note", [~IsAdminUser]),
        "~IsOwner": statuses("GET of one note", [~IsOwner]),
    }
    lists = statuses("GET of the list", [~IsAdminUser])
    for name, codes in banned.items():
        show(f"{name}, for anonymous, owner, stranger, admin: GET of one note", codes)
    show("~IsAdminUser: GET of the list", lists)
    return all(codes == [403] * 4 for codes in banned.values()) and lists == [200, 200, 200, 403]


@claim("composition-loses-the-message")
def a_composed_permission_has_no_message() -> bool:
    as_list = ask("bob", "GET of one note", [IsAuthenticated, IsOwner]).data["detail"]
    as_and = ask("bob", "GET of one note", [IsAuthenticated & IsOwner]).data["detail"]
    show("[IsAuthenticated, IsOwner]", str(as_list))
    show("[IsAuthenticated & IsOwner]", str(as_and))
    return as_list == IsOwner.message and as_and == "You do not have permission to perform this action."


# %% Or before and since 3.14.0. The older class is a model: the method as the 3.13.1 release has it.
class OldOr(permissions.OR):
    def has_object_permission(self, request, view, obj) -> bool:
        return self.op1.has_object_permission(request, view, obj) or self.op2.has_object_permission(request, view, obj)


def either(first: type, second: type, old: bool) -> list:
    return [permissions.OperandHolder(OldOr if old else permissions.OR, first, second)]


@claim("or-pairs-the-halves")
def an_or_asks_both_halves_of_one_class() -> bool:
    old, new = (statuses("GET of one note", either(IsAdminUser, IsOwner, old)) for old in (True, False))
    show("IsAdminUser | IsOwner on one note, for anonymous, owner, stranger, admin: the model of 3.13.1", old)
    show("installed", new)
    return old == [200] * 4 and new == [403, 200, 403, 200]


def calls_of_first(request: str, compose: str) -> list[int]:
    """Calls of has_permission and has_object_permission on A, when A and B both grant everything."""
    a, b = counted(), counted()
    classes = {"A, B": [a, b], "A | B": [a | b], "B | A": [b | a], "A & B": [a & b], "B & A": [b & a]}[compose]
    ask("bob", request, classes)
    return [a.asked, a.asked_object]


@claim("or-asks-again")
def an_or_asks_the_view_half_again_for_each_object() -> bool:
    detail = "GET of one note"
    found = {compose: calls_of_first(detail, compose) for compose in ("A, B", "A & B", "A | B", "B | A")}
    for compose, calls in found.items():
        show(f"{compose}, both grant: calls of A's has_permission, has_object_permission", calls)
    return list(found.values()) == [[1, 1], [1, 1], [2, 1], [0, 0]]


# %% Truths of the probes
@probe
def calls(request: str, compose: str) -> list[int]:
    return calls_of_first(request, compose)


COMPOSED = {
    "IsAdminUser | IsOwner": IsAdminUser | IsOwner,
    "IsAdminUser & IsOwner": IsAdminUser & IsOwner,
    "~IsAdminUser": ~IsAdminUser,
    "~IsOwner": ~IsOwner,
    "~IsAdminUser | IsOwner": ~IsAdminUser | IsOwner,
    "IsAuthenticated & (IsAdminUser | IsOwner)": IsAuthenticated & (IsAdminUser | IsOwner),
}


@probe
def composed(composition: str, request: str) -> list[int]:
    return statuses(request, [COMPOSED[composition]])


@probe
def before_and_since(composition: str, client: str) -> list[int]:
    names = {"IsAdminUser": IsAdminUser, "IsAuthenticated": IsAuthenticated, "IsOwner": IsOwner}
    first, second = (names[name] for name in composition.split(" | "))
    who = client.split(" ")[0]
    return [ask(who, "GET of one note", either(first, second, old)).status_code for old in (True, False)]


class OwnerSet(serializers.ModelSerializer):
    class Meta(NoteData.Meta):
        read_only_fields = ["owner"]


class SettingOwner(Notes):
    serializer_class = OwnerSet

    def perform_create(self, serializer) -> None:
        serializer.save(owner=self.request.user)


class OwnSettingOwner(SettingOwner, OwnNotes):
    pass


VIEWS = {
    ("Note.objects.all()", "writable in the serializer"): Notes,
    ("Note.objects.all()", "read-only there, and set by perform_create to request.user"): SettingOwner,
    ("Note.objects.filter(owner=self.request.user)", "writable in the serializer"): OwnNotes,
    (
        "Note.objects.filter(owner=self.request.user)",
        "read-only there, and set by perform_create to request.user",
    ): OwnSettingOwner,
}
GUARDS = {
    "IsAuthenticated, IsOwner": [IsAuthenticated, IsOwner],
    "IsAuthenticated, IsOwnerOrReadOnly": [IsAuthenticated, IsOwnerOrReadOnly],
    "IsAuthenticated | IsOwner": [IsAuthenticated | IsOwner],
}
ATTEMPTS = {
    "he gets a list with Ann's notes": ("GET of the list", None),
    "he gets Ann's note": ("GET of one note", None),
    "he changes the text of Ann's note by PATCH": ("PATCH of one note", {"text": "by bob"}),
    "he creates a note that belongs to Ann": ("POST of a new note", {"owner": ann.pk, "text": "by bob"}),
    "he deletes Ann's note by GET of `purge`, an action that uses get_object()": (
        "GET of a detail action that deletes the note",
        None,
    ),
    "he reads Ann's note by `direct`, an action that uses Note.objects.get(pk=pk)": (
        "GET of a detail action that reads Note.objects.get(pk=pk)",
        None,
    ),
}


@probe
def succeeds(permission: str, queryset: str, owner: str) -> list[str]:
    """Which of the stranger's attempts reach their end."""
    done = []
    for text, (request, data) in ATTEMPTS.items():
        response = ask("bob", request, GUARDS[permission], VIEWS[queryset, owner], data)
        rows = response.data if request == "GET of the list" else [response.data]
        anns = any(row["owner"] == ann.pk for row in rows) if request in ("GET of the list", "POST of a new note") else True
        if response.status_code < 300 and anns:
            done.append(text)
    return done
