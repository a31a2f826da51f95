# %% A real Django REST framework: orders in memory, and a way to send requests through a router's patterns
import django
from django.conf import settings

from hotseat.proof import claim, probe, show

settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "rest_framework", "proof"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    ALLOWED_HOSTS=["*"],
    USE_TZ=True,
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    },
)
django.setup()

from django.db import connection, models
from django.urls.resolvers import RegexPattern, URLResolver
from rest_framework import generics, mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.permissions import BasePermission
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.test import APIRequestFactory


class Order(models.Model):
    note = models.CharField(max_length=80, default="")


with connection.schema_editor() as editor:
    editor.create_model(Order)


class OrderData(serializers.ModelSerializer):
    class Meta:
        model = Order
        fields = ["id", "note"]


class Denied(BasePermission):
    def has_permission(self, request, view) -> bool:
        return False


def routes(viewset: type) -> list:
    """The URL patterns that a router builds for a viewset under `orders`."""
    router = SimpleRouter()
    router.register("orders", viewset, basename="order")
    return router.urls


def send(viewset: type, method: str, path: str) -> Response:
    """One request to a viewset behind its router."""
    found = URLResolver(RegexPattern(r"^/"), routes(viewset)).resolve(path)
    return found.func(APIRequestFactory().generic(method, path), *found.args, **found.kwargs)


# %% What a router builds
class Listing(mixins.ListModelMixin, viewsets.GenericViewSet):
    pass


def viewset_of(base: type, extra: str) -> type:
    """A viewset on a base class, with extra actions."""

    class WithActions(base):
        queryset = Order.objects.all()
        serializer_class = OrderData

        if extra != "no extra action":

            @action(detail=False)
            def recent(self, request) -> Response:
                return Response(self.action)

        if extra == "one extra action on the list with GET, and one on the object with POST and DELETE":

            @action(detail=True, methods=["post", "delete"])
            def hold(self, request, pk) -> Response:
                return Response(self.action)

    return WithActions


BASES = {
    "ModelViewSet": viewsets.ModelViewSet,
    "ReadOnlyModelViewSet": viewsets.ReadOnlyModelViewSet,
    "GenericViewSet with ListModelMixin": Listing,
}
EXTRAS = [
    "no extra action",
    "one extra action on the list with GET",
    "one extra action on the list with GET, and one on the object with POST and DELETE",
]


def built(base: str, extra: str) -> list[int]:
    """How many URL patterns a SimpleRouter builds, and how many pairs of a method and an action they bind."""
    patterns = routes(viewset_of(BASES[base], extra))
    return [len(patterns), sum(len(pattern.callback.actions) for pattern in patterns)]


@claim("one-view-per-route")
def a_router_builds_one_view_for_each_route() -> bool:
    found = {base: [built(base, extra) for extra in EXTRAS] for base in BASES}
    bound = {pattern.name: pattern.callback.actions for pattern in routes(viewset_of(viewsets.ModelViewSet, EXTRAS[0]))}
    views = [pattern.callback for pattern in routes(viewset_of(viewsets.ModelViewSet, EXTRAS[0]))]
    for base, counts in found.items():
        show(f"{base}: [patterns, method and action pairs], with none, one and two extra actions", str(counts))
    show("ModelViewSet", str(bound))
    return (
        list(found.values())
        == [
            [[2, 6], [3, 7], [4, 9]],
            [[2, 2], [3, 3], [4, 5]],
            [[1, 1], [2, 2], [3, 4]],
        ]
        and len(set(views)) == 2
    )


# %% One instance for each request, one class for all
@claim("instance-per-request")
def an_instance_lives_for_one_request() -> bool:
    class Counting(viewsets.ViewSet):
        shared: list[int] = []
        own = 0

        def list(self, request) -> Response:
            self.own += 1
            self.shared.append(1)
            return Response([id(self), self.own, len(self.shared)])

    view = Counting.as_view({"get": "list"})
    answers = [view(APIRequestFactory().get("/")).data[1:] for _ in range(3)]
    show("three requests: [counter on self, length of a list on the class]", str(answers))
    return answers == [[1, 1], [1, 2], [1, 3]]


# %% The order of a dispatch, and when `action` is there
class Watched(viewsets.ReadOnlyModelViewSet):
    queryset = Order.objects.all()
    serializer_class = OrderData
    seen: list[tuple[str, str]] = []

    def note(self, step: str) -> None:
        Watched.seen.append((step, str(getattr(self, "action", "not set"))))

    def get_parsers(self):
        self.note("get_parsers")
        return super().get_parsers()

    def get_authenticators(self):
        self.note("get_authenticators")
        return super().get_authenticators()

    def get_permissions(self):
        self.note("get_permissions")
        return super().get_permissions()

    def get_throttles(self):
        self.note("get_throttles")
        return super().get_throttles()

    def get_queryset(self):
        self.note("get_queryset")
        return super().get_queryset()

    def get_serializer_class(self):
        self.note("get_serializer_class")
        return super().get_serializer_class()

    def finalize_response(self, request, response, *args, **kwargs):
        self.note("finalize_response")
        return super().finalize_response(request, response, *args, **kwargs)


def watched(method: str, path: str) -> tuple[list[tuple[str, str]], int]:
    Watched.seen.clear()
    code = send(Watched, method, path).status_code
    return list(Watched.seen), code


@claim("action-comes-late")
def parsers_and_authenticators_are_made_before_the_action_is_known() -> bool:
    seen, _ = watched("GET", "/orders/")
    show("GET of the list: step, self.action", str(seen))
    return seen == [
        ("get_parsers", "not set"),
        ("get_authenticators", "not set"),
        ("get_permissions", "list"),
        ("get_throttles", "list"),
        ("get_queryset", "list"),
        ("get_serializer_class", "list"),
        ("finalize_response", "list"),
    ]


def action_of(method: str, path: str) -> str:
    """What a permission sees as `self.action`."""
    return dict(watched(method, path)[0])["get_permissions"]


@claim("unmapped-is-none")
def a_method_without_an_action_passes_the_permissions_first() -> bool:
    found = {method: [action_of(method, "/orders/"), watched(method, "/orders/")[1]] for method in ("HEAD", "OPTIONS", "POST")}

    class Closed(Watched):
        permission_classes = [Denied]

    refused = send(Closed, "POST", "/orders/").status_code
    for method, row in found.items():
        show(f"{method} of a read-only list: self.action in get_permissions, status", str(row))
    show("POST where the permission refuses", refused)
    return found == {"HEAD": ["list", 200], "OPTIONS": ["metadata", 200], "POST": ["None", 405]} and refused == 403


# %% An action's settings come through the router
class Guarded(viewsets.GenericViewSet):
    queryset = Order.objects.all()

    @action(detail=False, permission_classes=[Denied])
    def purge(self, request) -> Response:
        return Response("purged")


@claim("settings-come-by-the-router")
def as_view_by_hand_drops_the_settings_of_an_action() -> bool:
    by_router = send(Guarded, "GET", "/orders/purge/").status_code
    by_hand = Guarded.as_view({"get": "purge"})(APIRequestFactory().get("/")).status_code
    show("an action with permission_classes=[Denied]: by the router, by as_view({'get': 'purge'})", [by_router, by_hand])
    return by_router == 403 and by_hand == 200


# %% The queryset of the class is shared
USES = {
    "list(self.queryset)": lambda view: list(view.queryset),
    "list(self.get_queryset())": lambda view: list(view.get_queryset()),
    "list(self.queryset.all())": lambda view: list(view.queryset.all()),
    "list(self.queryset.filter(pk__gt=0))": lambda view: list(view.queryset.filter(pk__gt=0)),
    "OrderData(self.queryset, many=True).data": lambda view: OrderData(view.queryset, many=True).data,
}
KINDS = {"GenericViewSet": viewsets.GenericViewSet, "GenericAPIView": generics.GenericAPIView}


def two_requests(kind: str, use: str, first: int = 2, added: int = 3) -> list[object]:
    """The rows answered to a first request, and to a second one after rows were added."""
    Order.objects.all().delete()
    Order.objects.bulk_create(Order() for _ in range(first))

    class Endpoint(KINDS[kind]):
        queryset = Order.objects.order_by("pk")
        serializer_class = OrderData

        def get(self, request) -> Response:
            return Response(len(USES[use](self)))

        listing = get

    view = Endpoint.as_view({"get": "listing"}) if kind == "GenericViewSet" else Endpoint.as_view()
    answers: list[object] = []
    for _ in range(2):
        try:
            answers.append(view(APIRequestFactory().get("/")).data)
        except RuntimeError:
            answers.append("RuntimeError")
        Order.objects.bulk_create(Order() for _ in range(added))
    return answers


@claim("viewset-serves-stale-rows")
def an_evaluated_class_queryset_is_served_again() -> bool:
    stale = {use: two_requests("GenericViewSet", use) for use in USES}
    for use, answers in stale.items():
        show(f"viewset, {use}: rows before and after 3 were added to 2", str(answers))
    return list(stale.values()) == [[2, 2], [2, 5], [2, 5], [2, 5], [2, 2]]


@claim("guard-on-views-alone")
def only_plain_views_refuse_the_evaluation() -> bool:
    found = {kind: two_requests(kind, "list(self.queryset)") for kind in KINDS}
    fresh = two_requests("GenericAPIView", "list(self.get_queryset())")
    for kind, answers in found.items():
        show(f"{kind}, list(self.queryset)", str(answers))
    show("GenericAPIView, list(self.get_queryset())", str(fresh))
    return found == {"GenericViewSet": [2, 2], "GenericAPIView": ["RuntimeError"] * 2} and fresh == [2, 5]


@claim("class-body-runs-once")
def a_value_in_the_class_body_is_fixed() -> bool:
    def now() -> int:
        ticks.append(1)
        return len(ticks)

    ticks: list[int] = []
    Order.objects.all().delete()

    class Body(viewsets.ReadOnlyModelViewSet):
        queryset = Order.objects.filter(pk__gte=now())
        serializer_class = OrderData

    class Method(Body):
        def get_queryset(self):
            return Order.objects.filter(pk__gte=now())

    calls = []
    for viewset in (Body, Method):
        view, before = viewset.as_view({"get": "list"}), len(ticks)
        for _ in range(3):
            view(APIRequestFactory().get("/")).render()
        calls.append(len(ticks) - before)
    show("calls of now() in three requests: in the class body, in get_queryset", calls)
    return calls == [0, 3]


# %% Truths of the probes
@probe
def routes_of(base: str, extra: str) -> list[int]:
    return built(base, extra)


@probe
def action_for(request: str) -> str:
    return action_of(*request.split())


ENDS = {"as many rows as the first": [2, 2], "all rows, the new ones too": [2, 5], "with a RuntimeError": ["RuntimeError"] * 2}


@probe
def second(kind: str, use: str) -> str:
    answers = two_requests(kind, use)
    return next(text for text, end in ENDS.items() if end == answers)
