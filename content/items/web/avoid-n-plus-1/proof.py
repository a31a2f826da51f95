# %% A real Django: models, an in-memory database, and a counter around every statement
# The project is this file: it is its own app, so that reverse relations are known to the ORM.
from collections.abc import Callable, Iterable
from contextlib import contextmanager

import django
from django.conf import settings

from hotseat.proof import chart, claim, probe, show

settings.configure(
    INSTALLED_APPS=["proof"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

from django.core.exceptions import FieldError, FieldFetchBlocked
from django.db import connection, models, transaction
from django.db.models import Count, Prefetch
from django.test.utils import CaptureQueriesContext
from rest_framework import serializers


class Venue(models.Model):
    name = models.CharField(max_length=80)
    plan = models.TextField(default="")  # the seating plan: large, and rarely read


class Band(models.Model):
    name = models.CharField(max_length=80)


class Concert(models.Model):
    title = models.CharField(max_length=80)
    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="concerts")
    bands = models.ManyToManyField(Band, related_name="concerts")


class Ticket(models.Model):
    concert = models.ForeignKey(Concert, on_delete=models.CASCADE, related_name="tickets")
    holder = models.CharField(max_length=80)
    price = models.IntegerField()
    paid = models.BooleanField()


with connection.schema_editor() as editor:
    for model in (Venue, Band, Concert, Ticket):
        editor.create_model(model)


class Rollback(Exception):
    """Ends a `hall` and takes its rows back."""


@contextmanager
def hall(concerts: int, venues: int = 3, bands: int = 2, tickets: int = 4, plan: int = 0):
    """A database with so many rows, for the length of a `with` block. Every second ticket is paid."""
    try:
        with transaction.atomic():
            places = Venue.objects.bulk_create(Venue(name=f"Hall {n}", plan="x" * plan) for n in range(venues))
            groups = Band.objects.bulk_create(Band(name=f"Band {n}") for n in range(bands))
            shows = Concert.objects.bulk_create(Concert(title=f"Night {n}", venue=places[n % venues]) for n in range(concerts))
            Concert.bands.through.objects.bulk_create(
                Concert.bands.through(concert_id=one.pk, band_id=group.pk) for one in shows for group in groups
            )
            Ticket.objects.bulk_create(
                Ticket(concert=one, holder=f"Guest {n}", price=10 * (n + 1), paid=n % 2 == 0)
                for one in shows
                for n in range(tickets)
            )
            yield
            raise Rollback
    except Rollback:
        pass


def queries(work: Callable[[], object]) -> int:
    """How many statements `work()` sends to the database."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def queries_at(work: Callable[[], object], sizes: Iterable[int], **rows: int) -> list[int]:
    """How many statements `work()` sends, for each number of concerts."""
    counts = []
    for size in sizes:
        with hall(size, **rows):
            counts.append(queries(work))
    return counts


SIZES = [1, 2, 5, 10, 30, 100]


# %% The loop: one query for the list, one for each row
def cities_in_a_loop():
    return [concert.venue.name for concert in Concert.objects.all()]


def cities_joined():
    return [concert.venue.name for concert in Concert.objects.select_related("venue")]


def cities_prefetched():
    return [concert.venue.name for concert in Concert.objects.prefetch_related("venue")]


def cities_by_peers():
    return [concert.venue.name for concert in Concert.objects.fetch_mode(models.FETCH_PEERS)]


@claim("loop-asks-per-row")
def a_loop_asks_once_per_row() -> bool:
    counts = {
        "loop": queries_at(cities_in_a_loop, SIZES),
        "select_related": queries_at(cities_joined, SIZES),
        "prefetch_related": queries_at(cities_prefetched, SIZES),
        "FETCH_PEERS": queries_at(cities_by_peers, SIZES),
    }
    title = "Queries to list N concerts with their venue"
    chart(title, SIZES, counts, x_label="concerts", y_label="queries", log_x=True, log_y=True)
    return counts["loop"] == [size + 1 for size in SIZES]


@claim("no-identity-map")
def one_shared_venue_is_fetched_again_for_every_row() -> bool:
    counts = queries_at(cities_in_a_loop, SIZES, venues=1)
    show("queries, all concerts in one venue", counts)
    return counts == [size + 1 for size in SIZES]


@claim("one-row-hides-it")
def a_fixture_of_one_row_hides_it() -> bool:
    loop, fixed = (queries_at(work, [1, 2]) for work in (cities_in_a_loop, cities_prefetched))
    show("queries of the loop, for one and two concerts", loop)
    show("queries of the prefetch, for one and two concerts", fixed)
    return loop[0] == fixed[0] and loop[1] > fixed[1]


@claim("deferred-asks-per-row")
def a_deferred_column_asks_per_row_too() -> bool:
    counts = queries_at(lambda: [venue.plan for venue in Venue.objects.only("name")], [1], venues=40)
    show("queries to read a deferred column of 40 venues", counts[0])
    return counts == [41]


# %% select_related: one JOIN, and what it repeats
def shipped(queryset) -> int:
    """Characters of text that the database hands over for a queryset and its prefetches."""
    with CaptureQueriesContext(connection) as captured:
        list(queryset)
    total = 0
    for query in captured.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute(query["sql"].replace("%", "%%"))
            total += sum(len(str(cell)) for row in cursor.fetchall() for cell in row)
    return total


def venue_objects(queryset) -> int:
    """How many Venue objects the concerts of a queryset hold between them."""
    return len({id(concert.venue) for concert in list(queryset)})


def joined():
    return Concert.objects.select_related("venue")


def prefetched():
    return Concert.objects.prefetch_related("venue")


@claim("join-is-one-query")
def a_join_is_one_query_at_every_size() -> bool:
    counts = queries_at(cities_joined, SIZES)
    show("queries", counts)
    return counts == [1] * len(SIZES)


@claim("join-repeats-the-parent")
def a_join_ships_and_builds_the_parent_for_every_row() -> bool:
    with hall(200, venues=2, plan=5_000):
        texts = [shipped(joined()), shipped(prefetched())]
        objects = [venue_objects(joined()), venue_objects(prefetched())]
    show(
        "200 concerts in 2 venues with a plan of 5 000 characters: shipped by select_related, by prefetch_related",
        texts,
        "characters",
    )
    show("Venue objects built by each", objects)
    return texts[0] > 50 * texts[1] and objects == [200, 2]


@claim("join-refuses-many")
def a_join_refuses_relations_to_many() -> bool:
    refused = []
    for relation in ("tickets", "bands"):
        try:
            list(Concert.objects.select_related(relation))
        except FieldError as error:
            refused.append(relation)
            show(f"select_related({relation!r})", str(error))
    return refused == ["tickets", "bands"]


# %% prefetch_related: one query for each level, joined in Python
LEVELS = ["venue", "bands", "tickets"]


def everything(levels: int):
    """Reads the first `levels` relations of every concert, all of them prefetched."""
    chosen = LEVELS[:levels]
    return [
        concert.venue.name if relation == "venue" else len(getattr(concert, relation).all())
        for concert in Concert.objects.prefetch_related(*chosen)
        for relation in chosen
    ]


@claim("prefetch-asks-per-relation")
def a_prefetch_asks_once_per_relation() -> bool:
    counts = {levels: queries_at(lambda levels=levels: everything(levels), SIZES) for levels in (0, 1, 2, 3)}
    show("queries by number of prefetched relations", [row[-1] for row in counts.values()])
    return all(row == [1 + levels] * len(SIZES) for levels, row in counts.items())


def after_prefetch(use: str) -> Callable[[Concert], object]:
    """One way to use `concert.tickets` after it was prefetched."""
    ways: dict[str, Callable[[Concert], object]] = {
        "all()": lambda concert: list(concert.tickets.all()),
        "count()": lambda concert: concert.tickets.count(),
        "exists()": lambda concert: concert.tickets.exists(),
        "all()[:2]": lambda concert: list(concert.tickets.all()[:2]),
        "filter(paid=True)": lambda concert: list(concert.tickets.filter(paid=True)),
        'order_by("price")': lambda concert: list(concert.tickets.order_by("price")),
        "first()": lambda concert: concert.tickets.first(),
        'values_list("price")': lambda concert: list(concert.tickets.values_list("price")),
        "aggregate(Count)": lambda concert: concert.tickets.aggregate(Count("pk")),
        "get(holder=…)": lambda concert: concert.tickets.get(holder="Guest 0"),
    }
    return ways[use]


FROM_MEMORY = ["all()", "count()", "exists()", "all()[:2]"]
ASKS_AGAIN = ["filter(paid=True)", 'order_by("price")', "first()", 'values_list("price")', "aggregate(Count)", "get(holder=…)"]


def ready():
    return Concert.objects.prefetch_related("tickets")


def extra_queries(use: str, size: int) -> int:
    """Queries beyond those of the prefetch itself, when every concert's tickets are used this way."""
    with hall(size):
        return queries(lambda: [after_prefetch(use)(concert) for concert in ready()]) - 2


@claim("filter-asks-again")
def what_needs_another_sql_asks_again() -> bool:
    extra = {use: extra_queries(use, 20) for use in FROM_MEMORY + ASKS_AGAIN}
    for use, count in extra.items():
        show(f"extra queries for 20 concerts: tickets.{use}", count)
    return all(extra[use] == 0 for use in FROM_MEMORY) and all(extra[use] == 20 for use in ASKS_AGAIN)


def paid_per_concert() -> list[list[bool]]:
    paid = Prefetch("tickets", queryset=Ticket.objects.filter(paid=True), to_attr="paid_tickets")
    return [[ticket.paid for ticket in concert.paid_tickets] for concert in Concert.objects.prefetch_related(paid)]


@claim("prefetch-object-filters-once")
def a_prefetch_object_filters_in_one_query() -> bool:
    counts = queries_at(paid_per_concert, SIZES)
    with hall(5):
        right = paid_per_concert() == [[True, True]] * 5
    show("queries", counts)
    return right and counts == [2] * len(SIZES)


@claim("slice-keeps-top-per-parent")
def a_sliced_prefetch_keeps_the_best_of_each_parent() -> bool:
    dearest = Prefetch("tickets", queryset=Ticket.objects.order_by("-price")[:2], to_attr="dearest")
    with hall(30, tickets=20), CaptureQueriesContext(connection) as captured:
        kept = [[ticket.price for ticket in concert.dearest] for concert in Concert.objects.prefetch_related(dearest)]
    show("queries", len(captured))
    show("tickets loaded, of 600", sum(map(len, kept)))
    return len(captured) == 2 and kept == [[200, 190]] * 30 and "ROW_NUMBER() OVER" in captured[1]["sql"]


@claim("iterator-prefetches-per-chunk")
def an_iterator_prefetches_once_per_chunk() -> bool:
    chunk = 10
    counts = queries_at(lambda: [len(one.tickets.all()) for one in ready().iterator(chunk_size=chunk)], [10, 40, 100])
    show("queries in chunks of 10, for 10, 40 and 100 concerts", counts)
    return counts == [2, 5, 11]


# %% Annotations: a number for each row, computed by the database
def sold_per_concert() -> list[int]:
    return [concert.sold for concert in Concert.objects.annotate(sold=Count("tickets"))]


@claim("annotation-is-one-query")
def an_annotation_is_one_query() -> bool:
    counts = queries_at(sold_per_concert, SIZES, tickets=7)
    with hall(5, tickets=7):
        right = sold_per_concert() == [7] * 5
    show("queries", counts)
    return right and counts == [1] * len(SIZES)


def two_counts(tickets: int, bands: int, distinct: bool) -> list[int]:
    """The ticket and band counts of one concert, both annotated in the same queryset."""
    with hall(1, tickets=tickets, bands=bands):
        counted = Concert.objects.annotate(sold=Count("tickets", distinct=distinct), acts=Count("bands", distinct=distinct))
        concert = counted.get()
        return [concert.sold, concert.acts]


@claim("two-counts-multiply")
def two_counts_multiply_each_other() -> bool:
    plain, distinct = two_counts(4, 3, distinct=False), two_counts(4, 3, distinct=True)
    show("4 tickets and 3 bands, counted together", plain)
    show("with distinct=True", distinct)
    return plain == [12, 12] and distinct == [4, 3]


# %% The serializer that brings it back
class VenueData(serializers.ModelSerializer):
    class Meta:
        model = Venue
        fields = ["name"]


class FlatConcert(serializers.ModelSerializer):
    class Meta:
        model = Concert
        fields = ["title", "venue"]


class KeyListConcert(serializers.ModelSerializer):
    class Meta:
        model = Concert
        fields = ["title", "bands"]


class NestedConcert(serializers.ModelSerializer):
    venue = VenueData()

    class Meta:
        model = Concert
        fields = ["title", "venue"]


class CountingConcert(NestedConcert):
    unpaid = serializers.SerializerMethodField()

    class Meta:
        model = Concert
        fields = ["title", "venue", "unpaid"]

    def get_unpaid(self, concert: Concert) -> int:
        return concert.tickets.filter(paid=False).count()


class MemoryConcert(CountingConcert):
    def get_unpaid(self, concert: Concert) -> int:
        return sum(not ticket.paid for ticket in concert.tickets.all())


QUERYSETS = {
    "all()": Concert.objects.all,
    'select_related("venue")': joined,
    'prefetch_related("venue")': prefetched,
    'prefetch_related("venue", "tickets")': lambda: prefetched().prefetch_related("tickets"),
}


def serialized(serializer: type[serializers.ModelSerializer], queryset: str) -> Callable[[], object]:
    """Work that serializes a list of every concert in the named queryset."""
    return lambda: serializer(QUERYSETS[queryset](), many=True).data


@claim("key-field-is-free")
def a_key_field_reads_no_related_row() -> bool:
    counts = queries_at(serialized(FlatConcert, "all()"), SIZES)
    lists = queries_at(serialized(KeyListConcert, "all()"), SIZES)
    show("queries, the venue's key", counts)
    show("queries, the list of the bands' keys", lists)
    return counts == [1] * len(SIZES) and lists == [size + 1 for size in SIZES]


@claim("nesting-asks-per-row")
def a_nested_serializer_asks_per_row() -> bool:
    bare, mended = (queries_at(serialized(NestedConcert, queryset), SIZES) for queryset in ("all()", 'select_related("venue")'))
    show("queries of all()", bare)
    show('queries of select_related("venue")', mended)
    return bare == [size + 1 for size in SIZES] and mended == [1] * len(SIZES)


@claim("method-field-bypasses-prefetch")
def a_method_field_that_filters_bypasses_the_prefetch() -> bool:
    full = 'prefetch_related("venue", "tickets")'
    filtering, in_memory = (queries_at(serialized(one, full), SIZES) for one in (CountingConcert, MemoryConcert))
    show("queries, the method filters", filtering)
    show("queries, the method reads the prefetched list", in_memory)
    return filtering == [size + 3 for size in SIZES] and in_memory == [3] * len(SIZES)


# %% Fetch modes: the default changed, or lazy loading refused (Django 6.1)
@claim("peers-are-two-queries")
def peers_are_fetched_together() -> bool:
    counts = queries_at(cities_by_peers, SIZES)
    show("queries", counts)
    return counts == [2] * len(SIZES)


def venue_name(concert: Concert) -> str:
    return concert.venue.name


def ticket_count(concert: Concert) -> int:
    return len(concert.tickets.all())


def under_mode(mode: models.fetch_modes.FetchMode, read: Callable[[Concert], object], size: int) -> int | str:
    """Queries of a loop that reads something of every concert under a fetch mode, or the text of the refusal."""
    with hall(size):
        try:
            return queries(lambda: [read(concert) for concert in Concert.objects.fetch_mode(mode)])
        except FieldFetchBlocked as error:
            return str(error)


@claim("modes-spare-managers")
def fetch_modes_do_not_reach_relations_to_many() -> bool:
    peers, refusing = (under_mode(mode, ticket_count, 20) for mode in (models.FETCH_PEERS, models.FETCH_RAISE))
    forward = under_mode(models.FETCH_RAISE, venue_name, 20)
    show("FETCH_PEERS, tickets of 20 concerts", peers)
    show("FETCH_RAISE, tickets of 20 concerts", refusing)
    show("FETCH_RAISE, venue", forward)
    return peers == refusing == 21 and forward == "Fetching of Concert.venue blocked."


# %% Truths of the probes
RENDERED = {
    "nests the venue": NestedConcert,
    "shows the venue's key": FlatConcert,
    "shows the keys of its bands": KeyListConcert,
    "nests the venue and has a method field that returns `concert.tickets.filter(paid=False).count()`": CountingConcert,
}


@probe
def endpoint_queries(size: int, queryset: str, serializer: str) -> int:
    with hall(size):
        return queries(serialized(RENDERED[serializer], queryset))


@probe
def page_queries(size: int, prefetches: str, use: str) -> int:
    """Queries of a page that prefetches some relations and uses the tickets of every concert in one way."""
    page = Concert.objects.prefetch_related(*prefetches.replace('"', "").split(", "))
    with hall(size):
        return queries(lambda: [after_prefetch(use)(concert) for concert in page])


@probe
def venues_built(concerts: int, venues: int) -> list[int]:
    with hall(concerts, venues=venues):
        return [venue_objects(joined()), venue_objects(prefetched())]


@probe
def counted_together(tickets: int, bands: int) -> list[int]:
    return two_counts(tickets, bands, distinct=False)


@probe
def queries_under_mode(size: int, mode: str, relation: str) -> int:
    modes = {"FETCH_PEERS": models.FETCH_PEERS, "FETCH_ONE": models.FETCH_ONE}
    count = under_mode(modes[mode], {"venue.name": venue_name, "tickets.all()": ticket_count}[relation], size)
    assert isinstance(count, int)
    return count
