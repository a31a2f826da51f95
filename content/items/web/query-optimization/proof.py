# %% A real Django on a real PostgreSQL: a table of orders with an index on the e-mail and one on the time
# The project is this file: it is its own app.
import datetime
import functools
import json
from collections.abc import Callable

import django
import psycopg
from django.conf import settings

from hotseat.proof import claim, probe, service, show


def database() -> dict[str, object]:
    """The server of this run, as Django's settings want it."""
    place = psycopg.conninfo.conninfo_to_dict(service("postgres"))
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return {"ENGINE": "django.db.backends.postgresql"} | {known[name]: value for name, value in place.items() if name in known}


settings.configure(
    INSTALLED_APPS=["proof"],
    DATABASES={"default": database()},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
    TIME_ZONE="UTC",
)
django.setup()

from django.db import connection, models
from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Upper
from django.test.utils import CaptureQueriesContext


class Order(models.Model):
    email = models.CharField(max_length=80, db_index=True)
    created = models.DateTimeField(db_index=True)
    total = models.IntegerField(default=0)
    paid = models.BooleanField(default=False)


class Line(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    price = models.IntegerField()


class Payment(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="payments")


BY_UPPER = models.Index(Upper("email"), name="by_upper_email")
DAY = datetime.date(2015, 6, 1)
START = datetime.datetime(2015, 6, 1, tzinfo=datetime.UTC)


@functools.cache
def tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS proof_payment, proof_line, proof_order")
    with connection.schema_editor() as editor:
        for model in (Order, Line, Payment):
            editor.create_model(model)


def shop(size: int, first_paid: int = 1) -> None:
    """So many orders, one a day from 1 January 2013 on; those from the `first_paid`-th on are paid."""
    tables()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE proof_payment, proof_line, proof_order RESTART IDENTITY")
        cursor.execute(
            "INSERT INTO proof_order (email, created, total, paid) "
            "SELECT 'person' || i || '@example.org', '2013-01-01 12:00+00'::timestamptz + (i - 1) * interval '24 hours', 0, i >= %s "
            "FROM generate_series(1, %s) AS i",
            [first_paid, size],
        )
        cursor.execute("ANALYZE proof_order")


def sent(work: Callable[[], object]) -> list[str]:
    """The statements that `work()` sends, without those that open and close a transaction."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return [query["sql"] for query in captured if query["sql"].split()[0] in ("SELECT", "INSERT", "UPDATE")]


def rows_read(work: Callable[[], object]) -> int:
    """The rows that PostgreSQL takes from tables for the statement of `work()`: those it keeps and those its filter removes."""
    (sql,) = sent(work)
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + sql.replace("%", "%%"), [])
        found = cursor.fetchone()[0]
    nodes = [(json.loads(found) if isinstance(found, str) else found)[0]["Plan"]]
    total = 0.0
    while nodes:
        node = nodes.pop()
        nodes += node.get("Plans", [])
        if "Relation Name" in node:
            total += (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
    return round(total)


# %% The shape of a condition decides whether the index serves it
CONDITIONS = {
    'email="person7@example.org"': {"email": "person7@example.org"},
    'email__iexact="person7@example.org"': {"email__iexact": "person7@example.org"},
    "created__year=2015": {"created__year": 2015},
    "created__date=date(2015, 6, 1)": {"created__date": DAY},
    "created__gte=start, created__lt=start + timedelta(days=1)": {
        "created__gte": START,
        "created__lt": START + datetime.timedelta(days=1),
    },
}


def read_for(condition: str) -> int:
    return rows_read(lambda: list(Order.objects.filter(**CONDITIONS[condition])))


@claim("shape-decides-the-index")
def the_shape_of_the_condition_decides() -> bool:
    fine = True
    for size in (3000, 5000):
        shop(size)
        reads = [read_for(condition) for condition in CONDITIONS]
        for condition, count in zip(CONDITIONS, reads, strict=True):
            show(f"rows read of {size}, {condition}", count)
        fine = fine and reads == [1, size, 365, size, 1]
    return fine


@claim("expression-index-serves-iexact")
def an_index_on_the_expression_serves_it() -> bool:
    shop(5000)
    before = read_for('email__iexact="person7@example.org"')
    with connection.schema_editor() as editor:
        editor.add_index(Order, BY_UPPER)
    try:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE proof_order")
        after = read_for('email__iexact="person7@example.org"')
    finally:
        with connection.schema_editor() as editor:
            editor.remove_index(Order, BY_UPPER)
    show("rows read of 5000 without and with an index on UPPER(email)", [before, after])
    return before == 5000 and after == 1


# %% exists() stops at the first match, if there is one
def is_any_paid() -> bool:
    return Order.objects.filter(paid=True).exists()


def how_many_paid() -> int:
    return Order.objects.filter(paid=True).count()


@claim("exists-stops-early")
def exists_stops_at_the_first_match() -> bool:
    fine = True
    for first in (1, 40, 900, 3001):
        shop(3000, first)
        reads = [rows_read(is_any_paid), rows_read(how_many_paid)]
        show(f"rows read by exists() and count(), first match is row {first} of 3000", reads)
        fine = fine and reads == [min(first, 3000), 3000]
    return fine


# %% Writing many rows: how many statements, and whose value
def new(size: int) -> list[Order]:
    return [Order(email="new@example.org", created=START) for _ in range(size)]


def save_each() -> None:
    for order in Order.objects.all():
        order.save()


def write(way: str, size: int, batch: int) -> list[str]:
    """The INSERT and UPDATE statements of one way to write `size` rows."""
    shop(size)
    ways: dict[str, Callable[[], object]] = {
        "a loop that calls save()": save_each,
        "bulk_create(orders, batch_size=…)": lambda: Order.objects.bulk_create(new(size), batch_size=batch),
        "bulk_update(orders, ['total'], batch_size=…)": lambda: Order.objects.bulk_update(
            list(Order.objects.all()), ["total"], batch_size=batch
        ),
        "update(total=F('total') + 1)": lambda: Order.objects.update(total=F("total") + 1),
    }
    return [sql for sql in sent(ways[way]) if not sql.startswith("SELECT")]


@claim("bulk-sends-batches")
def bulk_methods_send_one_statement_for_each_batch() -> bool:
    fine = True
    for size, batch in ((60, 25), (200, 50), (200, 500)):
        batches = -(-size // batch)
        ways = ["a loop that calls save()", "bulk_create(orders, batch_size=…)", "bulk_update(orders, ['total'], batch_size=…)"]
        counts = [len(write(way, size, batch)) for way in [*ways, "update(total=F('total') + 1)"]]
        show(f"statements for {size} rows in batches of {batch}: save, bulk_create, bulk_update, update", counts)
        fine = fine and counts == [size, batches, batches, 1]
    return fine


def two_rounds(way: str, size: int) -> int:
    """What one order's total is after two workers read it, and then each in turn adds 1 to all totals."""
    shop(size)
    copies = [list(Order.objects.all()) for _ in range(2)]
    for orders in copies:
        if way == "update":
            Order.objects.update(total=F("total") + 1)
        else:
            for order in orders:
                order.total = order.total + 1
            Order.objects.bulk_update(orders, ["total"])
    return Order.objects.values_list("total", flat=True).order_by("pk")[0]


@claim("bulk-update-writes-what-it-read")
def bulk_update_loses_what_was_written_meanwhile() -> bool:
    totals = [two_rounds("bulk_update", 20), two_rounds("update", 20)]
    show("total after two additions: bulk_update of values read before, update with F", totals)
    return totals == [1, 2]


# %% Two relations in one query
def sums(lines: int, payments: int, price: int) -> list[int]:
    """The sum of an order's prices beside its payments: joined, joined and distinct, by a subquery."""
    shop(1)
    order = Order.objects.get()
    Line.objects.bulk_create(Line(order=order, price=price) for _ in range(lines))
    Payment.objects.bulk_create(Payment(order=order) for _ in range(payments))
    per_order = Line.objects.filter(order=OuterRef("pk")).values("order").annotate(sum=Sum("price")).values("sum")
    paid = Order.objects.filter(payments__isnull=False)
    return [
        paid.annotate(sum=Sum("lines__price"))[0].sum,
        paid.annotate(sum=Sum("lines__price", distinct=True))[0].sum,
        paid.annotate(sum=Subquery(per_order))[0].sum,
    ]


@claim("subquery-sums-once")
def a_subquery_sums_each_line_once() -> bool:
    fine = True
    for lines, payments in ((3, 2), (5, 4)):
        found = sums(lines, payments, price=10)
        show(f"{lines} lines of 10, {payments} payments: joined, distinct, subquery", found)
        fine = fine and found == [10 * lines * payments, 10, 10 * lines]
    return fine


# %% Truths of the probes
@probe
def rows_for(size: int, condition: str) -> int:
    shop(size)
    return read_for(condition)


@probe
def rows_for_use(size: int, first: int, use: str) -> int:
    shop(size, first)
    return rows_read({"exists()": is_any_paid, "count()": how_many_paid}[use])


@probe
def statements_for(size: int, batch: int, way: str) -> int:
    return len(write(way, size, batch))


@probe
def three_sums(lines: int, payments: int, price: int) -> list[int]:
    return sums(lines, payments, price)
