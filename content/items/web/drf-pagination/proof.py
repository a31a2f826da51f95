# %% A real Django REST framework on a real PostgreSQL: orders with an index in the order of the list
# The project is this file: it is its own app.
import functools
import json
import warnings
from collections.abc import Callable

import django
import psycopg
from django.conf import settings

from hotseat.proof import chart, claim, probe, service, show


def database() -> dict[str, object]:
    """The server of this run, as Django's settings want it."""
    place = psycopg.conninfo.conninfo_to_dict(service("postgres"))
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return {"ENGINE": "django.db.backends.postgresql"} | {known[name]: value for name, value in place.items() if name in known}


settings.configure(
    INSTALLED_APPS=["rest_framework", "proof"],
    DATABASES={"default": database()},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    ALLOWED_HOSTS=["*"],
    USE_TZ=True,
    TIME_ZONE="UTC",
    REST_FRAMEWORK={"DEFAULT_AUTHENTICATION_CLASSES": [], "UNAUTHENTICATED_USER": None},
)
django.setup()

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator, UnorderedObjectListWarning
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils.functional import cached_property
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination, LimitOffsetPagination, PageNumberPagination
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory


class Order(models.Model):
    placed = models.DateTimeField(null=True)
    note = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["-placed", "-id"], name="newest_first")]


@functools.cache
def table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS proof_order")
    with connection.schema_editor() as editor:
        editor.create_model(Order)


def orders(count: int, ties: int = 1) -> None:
    """So many orders, `ties` of them in each second, with ids from 1 on; the newest has the highest id."""
    table()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE proof_order RESTART IDENTITY")
        cursor.execute(
            "INSERT INTO proof_order (placed, note) SELECT timestamptz '2026-01-01 00:00Z' + (n - 1) / %s * interval '1 second', "
            "repeat('x', 60) FROM generate_series(1, %s) AS n",
            [ties, count],
        )
        cursor.execute("VACUUM ANALYZE proof_order")


# %% The three styles, as they are configured in most projects
class ByNumber(PageNumberPagination):
    page_size = 20


class ByOffset(LimitOffsetPagination):
    default_limit = 20


class ByCursor(CursorPagination):
    page_size = 20
    ordering = ("-placed", "-id")


STYLES = {"page number": ByNumber, "limit and offset": ByOffset, "cursor": ByCursor}


def page(style: type, url: str, size: int = 20, queryset=None) -> tuple[list[Order], str | None]:
    """One page of the list, newest first, and the link to the next."""
    paginator = style()
    paginator.page_size = paginator.default_limit = size
    rows = Order.objects.order_by("-placed", "-id") if queryset is None else queryset
    found = paginator.paginate_queryset(rows, Request(APIRequestFactory().get(url)))
    return found, paginator.get_paginated_response([]).data["next"]


def url_of(style: type, number: int, size: int) -> str:
    """The address of a page: given by a number, by an offset, or by following `next` to it."""
    if issubclass(style, PageNumberPagination):
        return f"/?page={number}"
    if issubclass(style, LimitOffsetPagination):
        return f"/?limit={size}&offset={(number - 1) * size}"
    # The cursor of a page follows from the row before it: take the page in one step, by one of all the rows before.
    return "/" if number == 1 else page(style, "/", (number - 1) * size)[1]


# %% Rows read, by EXPLAIN ANALYZE
def sent(work: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        work()
    return [query["sql"] for query in captured]


def rows_read(sql: str) -> int:
    """The rows that PostgreSQL takes from tables and indexes for a statement, those too that it throws away."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + sql.replace("%", "%%"), [])
        found = cursor.fetchone()[0]
    nodes = [(json.loads(found) if isinstance(found, str) else found)[0]["Plan"]]
    total = 0.0
    while nodes:
        node = nodes.pop()
        nodes += node.get("Plans", [])
        if "Relation Name" in node:
            total += (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
    return round(total)


def cost(style: type, number: int, size: int = 20) -> tuple[int, int]:
    """The rows read for one request, by its COUNT and by its page."""
    url = url_of(style, number, size)
    statements = sent(lambda: page(style, url, size))
    counting = [sql for sql in statements if sql.startswith("SELECT COUNT(")]
    fetching = [sql for sql in statements if sql not in counting]
    return sum(map(rows_read, counting)), sum(map(rows_read, fetching))


DEPTHS = [1, 10, 100, 400]


@claim("offset-reads-what-it-skips")
def page_n_reads_n_pages() -> bool:
    orders(20_000)
    found = {name: [cost(style, number)[1] for number in DEPTHS] for name, style in STYLES.items()}
    title = "Rows read for one page of 20, without the COUNT"
    chart(title, DEPTHS, found, x_label="page", y_label="rows read", log_x=True, log_y=True)
    show("rows read for page 1, 10, 100, 400 by page number", found["page number"])
    show("by limit and offset", found["limit and offset"])
    return found["page number"] == found["limit and offset"] == [20 * number for number in DEPTHS]


@claim("cursor-reads-one-page")
def a_cursor_reads_its_page_and_one_row_more() -> bool:
    orders(20_000)
    found = [cost(ByCursor, number)[1] for number in DEPTHS]
    show("rows read for page 1, 10, 100, 400 by cursor", found)
    return found == [21] * len(DEPTHS)


# %% The COUNT that comes with every page
class Bounded(Paginator):
    """A paginator that counts no further than a thousand."""

    @cached_property
    def count(self) -> int:
        return self.object_list[:1000].count()


class ByBoundedNumber(ByNumber):
    django_paginator_class = Bounded


def counted(style: type, size: int) -> int:
    """The rows that the COUNT of the first page reads."""
    orders(size)
    return cost(style, 1)[0]


@claim("every-page-counts")
def page_number_and_offset_count_the_whole_list() -> bool:
    found = {name: [counted(style, size) for size in (2_000, 20_000)] for name, style in STYLES.items()}
    for name, rows in found.items():
        show(f"rows read by the COUNT of the first page, for 2,000 and 20,000 orders: {name}", rows)
    return list(found.values()) == [[2_000, 20_000], [2_000, 20_000], [0, 0]]


@claim("a-count-can-be-bounded")
def a_paginator_that_counts_to_a_thousand() -> bool:
    rows = counted(ByBoundedNumber, 20_000)
    last, following = page(ByBoundedNumber, "/?page=50")
    try:
        page(ByBoundedNumber, "/?page=51")
        refused = False
    except NotFound:
        refused = True
    show("rows read by the bounded COUNT", rows)
    show("page 50: rows, link to the next", f"{len(last)}, {following}")
    show("page 51 is a 404", str(refused))
    return rows == 1000 and len(last) == 20 and following is None and refused


# %% What a change between two pages does to the reader
def after_change(style: type, change: Callable[[list[Order]], object], ties: int = 1) -> list[int]:
    """Reads page 1 of 10, changes the table, follows `next` to the end: rows met twice, and rows that were there and stay unmet."""
    orders(60, ties)
    before = set(Order.objects.values_list("pk", flat=True))
    rows, url = page(style, "/", 10)
    seen = [row.pk for row in rows]
    change(rows)
    while url:
        rows, url = page(style, url, 10)
        seen += [row.pk for row in rows]
    remaining = before & set(Order.objects.values_list("pk", flat=True))
    return [len(seen) - len(set(seen)), len(remaining - set(seen))]


def newer(count: int) -> Callable[[list[Order]], object]:
    return lambda rows: Order.objects.bulk_create(Order(placed="2026-06-01T00:00Z") for _ in range(count))


def deleted(count: int) -> Callable[[list[Order]], object]:
    """Deletes the last rows of the page that was read."""
    return lambda rows: Order.objects.filter(pk__in=[row.pk for row in rows[-count:]]).delete()


def same_second(count: int) -> Callable[[list[Order]], object]:
    """Adds orders in the second of the last row that was read."""
    return lambda rows: Order.objects.bulk_create(Order(placed=rows[-1].placed) for _ in range(count))


@claim("positions-slide")
def positions_slide_and_cursors_do_not() -> bool:
    changes = {"3 newer orders": newer(3), "3 orders of page 1 deleted": deleted(3)}
    found = [[after_change(style, change) for style in STYLES.values()] for change in changes.values()]
    for name, row in zip(changes, found, strict=True):
        show(f"{name}: [met twice, never met] by page number, offset, cursor", str(row))
    return found == [[[3, 0], [3, 0], [0, 0]], [[0, 3], [0, 3], [0, 0]]]


# %% Ties: the cursor knows the first field alone, and counts an offset among equal values
@claim("ties-slide-too")
def a_cursor_slides_among_equal_values() -> bool:
    found = {
        "2 newer orders": after_change(ByCursor, newer(2), ties=4),
        "2 orders in the second of the last row": after_change(ByCursor, same_second(2), ties=4),
        "the last row deleted": after_change(ByCursor, deleted(1), ties=4),
    }
    for name, row in found.items():
        show(f"4 orders in each second, read by cursor; {name}: [met twice, never met]", row)
    return list(found.values()) == [[0, 0], [2, 0], [0, 1]]


def followed(same: int, size: int, style: type = ByCursor, at_most: int = 60) -> tuple[int, int]:
    """Different orders that a client meets that follows `next`, where so many share one second; and the pages it asked for."""
    orders(same, ties=same)
    met, url, pages = set(), "/", 0
    while url and pages < at_most:
        rows, url = page(style, url, size)
        met |= {row.pk for row in rows}
        pages += 1
    return len(met), pages


@claim("ties-cost-an-offset")
def deep_in_a_tie_a_cursor_reads_like_an_offset() -> bool:
    orders(20_000, ties=800)
    found = [cost(ByCursor, number)[1] for number in (2, 10, 40)]
    show("800 orders in each second: rows read for page 2, 10, 40 by cursor", found)
    return found == [41, 201, 801]


@claim("a-large-tie-is-a-loop")
def after_a_thousand_equal_values_next_leads_to_itself() -> bool:
    small, large = followed(1_000, 100), followed(3_000, 100)
    orders(3_000, ties=3_000)
    url, links = "/", []
    for _ in range(14):
        url = page(ByCursor, url, 100)[1]
        links.append(url)
    show("1,000 orders in one second, pages of 100: different orders met, pages asked for", str(small))
    show("3,000 orders in one second, the client stopped after 60 pages", str(large))
    show("the last two links to the next page are equal", str(links[-1] == links[-2]))
    return small == (1_000, 10) and large == (1_100, 60) and links[-1] == links[-2]


class ById(CursorPagination):
    page_size = 20
    ordering = "-id"


@claim("a-unique-first-field-mends-ties")
def a_unique_first_field_has_no_ties() -> bool:
    met = followed(3_000, 100, ById)
    slid = [after_change(ById, change(2), ties=4) for change in (newer, same_second, deleted)]
    show('ordering = "-id", 3,000 orders in one second: different orders met, pages asked for', str(met))
    show("2 newer orders, 2 in the same second, 2 deleted: [met twice, never met]", str(slid))
    return met == (3_000, 30) and slid == [[0, 0]] * 3


# %% Nulls, and what a client may ask for
class OldestFirst(ByCursor):
    ordering = ("placed", "id")


def nulls(style: type, without: int) -> list[object]:
    """60 orders, so many of them without a time, in pages of 10: different orders met, and how the reading ended."""
    orders(60)
    Order.objects.filter(pk__lte=without).update(placed=None)
    met, url = set(), "/"
    while url:
        try:
            rows, url = page(style, url, 10)
        except ValidationError:
            return [len(met), "ValidationError"]
        met |= {row.pk for row in rows}
    return [len(met), "no next page"]


@claim("nulls-are-lost")
def rows_without_a_time_are_lost() -> bool:
    ascending = nulls(OldestFirst, 25)
    descending = {without: nulls(ByCursor, without) for without in (25, 20)}
    show("60 orders, 25 without a time, oldest first, pages of 10: orders met, end", str(ascending))
    for without, found in descending.items():
        show(f"60 orders, {without} without a time, newest first: orders met, end", str(found))
    return ascending == [35, "no next page"] and list(descending.values()) == [[60, "no next page"], [20, "ValidationError"]]


@claim("limit-has-no-cap")
def a_client_chooses_the_limit() -> bool:
    orders(2_000)
    plain = ByNumber().paginate_queryset(
        Order.objects.order_by("pk"), Request(APIRequestFactory().get("/?page_size=100000&limit=100000"))
    )
    greedy = ByOffset().paginate_queryset(Order.objects.order_by("pk"), Request(APIRequestFactory().get("/?limit=100000")))
    show("2,000 orders, a client asks for 100,000: rows by page number, by limit and offset", [len(plain), len(greedy)])
    return [len(plain), len(greedy)] == [20, 2_000]


@claim("only-page-numbers-warn")
def an_unordered_list_warns_in_one_style() -> bool:
    orders(60)
    warned = []
    for style in (ByNumber, ByOffset):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            page(style, "/", 10, Order.objects.all())
        warned.append(any(issubclass(one.category, UnorderedObjectListWarning) for one in caught))
    show("a warning about an unordered queryset: by page number, by limit and offset", str(warned))
    return warned == [True, False]


# %% Truths of the probes
@probe
def read_by(style: str, number: int, total: int) -> list[int]:
    orders(total)
    return list(cost(STYLES[style], number))


CHANGES = {
    "4 newer orders arrive": newer(4),
    "2 newer orders arrive": newer(2),
    "the last 2 orders of page 1 are deleted": deleted(2),
    "the last order of page 1 is deleted": deleted(1),
    "1 order arrives in the second of the last order of page 1": same_second(1),
}


@probe
def met(style: str, change: str) -> list[int]:
    return after_change(STYLES[style], CHANGES[change], ties=4)


@probe
def in_one_second(same: int, size: int) -> int:
    return followed(same, size)[0]
