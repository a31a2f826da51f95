# %% A real Django, and a database that counts its own steps
# The project is this file: it is its own app. Steps are instructions of SQLite's virtual machine.
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

from django.db import connection, models
from django.test.utils import CaptureQueriesContext


class Customer(models.Model):
    name = models.CharField(max_length=20)


class Order(models.Model):
    code = models.CharField(max_length=20, db_index=True)
    group = models.IntegerField(db_index=True)
    note = models.CharField(max_length=20)
    total = models.IntegerField()
    customer = models.ForeignKey(Customer, models.CASCADE)


class Line(models.Model):
    order = models.ForeignKey(Order, models.CASCADE)
    price = models.IntegerField()


class Payment(models.Model):
    order = models.ForeignKey(Order, models.CASCADE)
    paid = models.BooleanField()


MODELS = (Customer, Order, Line, Payment)
with connection.schema_editor() as editor:
    for model in MODELS:
        editor.create_model(model)


@contextmanager
def orders(size):
    """A table with so many orders: keys from 1 on; ten share a code, a hundred a group; notes and totals differ."""
    rows = [(n + 1, f"c{n // 10}", n // 100, f"n{n}", n * 7919 % size, 1) for n in range(size)]
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {Customer._meta.db_table} VALUES (1, 'Ada')")
        cursor.executemany(f"INSERT INTO {Order._meta.db_table} VALUES (%s, %s, %s, %s, %s, %s)", rows)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for model in reversed(MODELS):
                cursor.execute(f"DELETE FROM {model._meta.db_table}")


def steps(work):
    """Instructions of the database's virtual machine while `work` runs."""
    count = 0

    def follow():
        nonlocal count
        count += 1
        return 0

    connection.connection.set_progress_handler(follow, 1)
    try:
        work()
    finally:
        connection.connection.set_progress_handler(None, 1)
    return count


SIZES = [100, 1000, 10_000]
LARGER = [1000, 10_000]


def steps_at(work, sizes=SIZES):
    """Steps of `work(size)` for each size of the table."""
    counts = []
    for size in sizes:
        with orders(size):
            counts.append(steps(lambda: work(size)))  # noqa: B023
    return counts


def tenfold(counts, low=9, high=11):
    return all(low < later / earlier < high for earlier, later in zip(counts, counts[1:], strict=False))


# %% Finding rows
@claim("key-look-up-does-not-grow")
def by_key():
    counts = steps_at(lambda size: Order.objects.get(pk=size // 2))
    show("steps at 100, 1000 and 10,000 rows", counts)
    return len(set(counts)) == 1


@claim("filter-without-index-walks-all")
def by_note():
    one = steps_at(lambda size: list(Order.objects.filter(note="n7")))
    none = steps_at(lambda size: list(Order.objects.filter(note="no such")))
    key = steps_at(lambda size: list(Order.objects.filter(code="c3")))
    chart(
        "Steps of one statement",
        SIZES,
        {"no index, one match": one, "no index, no match": none, "index, ten matches": key},
        x_label="rows",
        y_label="steps",
        log_x=True,
        log_y=True,
    )
    return tenfold(one) and tenfold(none)


@claim("index-follows-the-matches")
def by_code_and_group():
    ten, hundred = (steps_at(work) for work in (
        lambda size: list(Order.objects.filter(code="c3")), lambda size: list(Order.objects.filter(group=0))
    ))  # fmt: skip
    show("steps when 10 match, and when 100 match", [ten[-1], hundred[-1]])
    return len(set(ten)) == 1 and 8 < hundred[-1] / ten[-1] < 11


@claim("icontains-walks-all")
def by_part_of_a_text():
    counts = steps_at(lambda size: list(Order.objects.filter(code__icontains="no such")))
    show("steps at 100, 1000 and 10,000 rows", counts)
    return tenfold(counts)


@claim("no-match-walks-all")
def exists_or_not():
    first = steps_at(lambda size: Order.objects.filter(note="n0").exists())
    absent = steps_at(lambda size: Order.objects.filter(note="no such").exists())
    show("steps when the first row matches, and when none does, by size", [str(first), str(absent)])
    return len(set(first)) == 1 and tenfold(absent)


# %% Order and pages
@claim("limit-needs-an-ordered-index")
def twenty_in_order():
    indexed, plain = (steps_at(lambda size, field=field: list(Order.objects.order_by(field)[:20])) for field in ("code", "total"))
    show("steps for the first twenty by an indexed column, by one without, by size", [str(indexed), str(plain)])
    return len(set(indexed)) == 1 and tenfold(plain[1:], 8, 11)


@claim("offset-walks-what-it-skips")
def last_page():
    by_offset = steps_at(lambda size: list(Order.objects.order_by("pk")[size - 20 : size]), LARGER)
    by_key = steps_at(lambda size: list(Order.objects.filter(pk__gt=size - 20).order_by("pk")[:20]), LARGER)
    show("steps for the last page of 1000 and of 10,000 rows: by offset, by key", [str(by_offset), str(by_key)])
    return tenfold(by_offset, 8, 11) and len(set(by_key)) == 1


# %% What comes back
USES = {
    "if orders: …": lambda orders: bool(orders),
    "len(orders)": lambda orders: len(orders),
    "list(orders)": lambda orders: list(orders),
    "orders.count()": lambda orders: orders.count(),
    "orders.exists()": lambda orders: orders.exists(),
    "orders.first()": lambda orders: orders.first(),
    "orders[0]": lambda orders: orders[0],
    "orders[:10]": lambda orders: list(orders[:10]),
}


def handed_over(work):
    """(statements sent, rows that they return)"""
    with CaptureQueriesContext(connection) as captured:
        work()
    rows = 0
    for query in captured.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute(query["sql"].replace("%", "%%"))
            rows += len(cursor.fetchall())
    return len(captured), rows


@claim("use-decides-the-rows")
def rows_by_use():
    with orders(200):
        found = {use: handed_over(lambda work=work: work(Order.objects.filter(total__gte=0))) for use, work in USES.items()}
    for use, (sent, rows) in found.items():
        show(f"{use}: statements, rows", [sent, rows])
    all_rows = [found[use] for use in ("if orders: …", "len(orders)", "list(orders)")]
    one_row = [found[use] for use in ("orders.count()", "orders.exists()", "orders.first()")]
    return all_rows == [(1, 200)] * 3 and one_row == [(1, 1)] * 3


@probe
def rows_handed_over(size, use):
    with orders(size):
        return handed_over(lambda: USES[use](Order.objects.filter(total__gte=0)))[1]


@claim("count-walks-the-matches")
def counting():
    with orders(1000):
        few = steps(lambda: Order.objects.filter(code="c3").count())
        many = steps(lambda: Order.objects.filter(group=3).count())
        rows = handed_over(lambda: Order.objects.filter(group=3).count())[1]
    show("steps to count 10 matches, and 100", [few, many])
    return rows == 1 and many > 5 * few


# %% Multiplied
def steps_for_loop(size, work):
    with orders(size):
        return steps(lambda: [work(order) for order in Order.objects.all()])


@claim("loop-multiplies")
def one_more_for_each():
    sent = []
    for size in (10, 50):
        with orders(size):
            sent.append(handed_over(lambda: [order.customer.name for order in Order.objects.all()])[0])
    nested = [steps_for_loop(size, lambda order: Order.objects.filter(note="no such").exists()) for size in (40, 400)]
    show("statements for 10 and 50 rows", sent)
    show("steps of a scan in each round, 40 and 400 rows", nested)
    return sent == [11, 51] and 80 < nested[1] / nested[0] < 120


def with_lines_and_payments(count, lines, payments):
    Line.objects.bulk_create(Line(order_id=key + 1, price=5) for key in range(count) for _ in range(lines))
    Payment.objects.bulk_create(Payment(order_id=key + 1, paid=True) for key in range(count) for _ in range(payments))


def joined(count, lines, payments):
    """(rows of the filter over both relations, rows with distinct)"""
    with orders(count):
        with_lines_and_payments(count, lines, payments)
        found = Order.objects.filter(line__price__gt=0, payment__paid=True)
        return len(found), len(found.distinct())


@claim("two-joins-multiply")
def rows_of_two_joins():
    pairs = [(1, 1), (2, 3), (4, 1), (5, 5)]
    rows = [joined(6, *pair) for pair in pairs]
    show("rows for 6 orders with 5 lines and 5 payments each: plain, distinct", list(rows[-1]))
    return rows == [(6 * lines * payments, 6) for lines, payments in pairs]


@probe
def rows_of_a_join(count, lines, payments):
    return joined(count, lines, payments)[0]


def a_scan():
    return list(Order.objects.filter(note="no such"))


@claim("one-statement-can-scan")
def statements_do_not_show_it():
    sent, taken = [], []
    for size in (100, 10_000):
        with orders(size):
            sent.append(handed_over(a_scan)[0])
            taken.append(steps(a_scan))
    show("statements and steps at 100 and at 10,000 rows", [str(sent), str(taken)])
    return sent == [1, 1] and 80 < taken[1] / taken[0] < 120


@claim("writing-in-bulk")
def statements_to_write():
    with orders(10):
        made = [Order(code="x", group=1, note="x", total=1, customer_id=1) for _ in range(120)]
        with CaptureQueriesContext(connection) as one_by_one:
            for order in made:
                order.save()
        for order in made:
            order.pk, order._state.adding = None, True
        with CaptureQueriesContext(connection) as in_bulk:
            Order.objects.bulk_create(made, batch_size=50)
        with CaptureQueriesContext(connection) as at_once:
            Order.objects.filter(code="x").update(note="y")
        inserts = [sum("INSERT" in query["sql"] for query in captured.captured_queries) for captured in (one_by_one, in_bulk)]
    show("statements for 120 rows: save, bulk_create in batches of 50, update", [*inserts, len(at_once)])
    return inserts == [120, 3] and len(at_once) == 1


# %% Growth, for the probes
WORK = {
    "Order.objects.get(pk=key)": lambda size: Order.objects.get(pk=size // 2),
    'list(Order.objects.filter(note="no such"))': a_scan,
    'Order.objects.filter(note="no such").exists()': lambda size: Order.objects.filter(note="no such").exists(),
    'list(Order.objects.filter(code__icontains="no such"))': lambda size: list(Order.objects.filter(code__icontains="no such")),
    'list(Order.objects.order_by("code")[:20])': lambda size: list(Order.objects.order_by("code")[:20]),
    'list(Order.objects.order_by("total")[:20])': lambda size: list(Order.objects.order_by("total")[:20]),
    'list(Order.objects.order_by("pk")[n - 20 : n])': lambda size: list(Order.objects.order_by("pk")[size - 20 : size]),
    "[order.customer.name for order in Order.objects.all()]": lambda size: [o.customer.name for o in Order.objects.all()],
    'for order in Order.objects.all(): Order.objects.filter(note="no such").exists()': lambda size: [
        Order.objects.filter(note="no such").exists() for _ in Order.objects.all()
    ],
}
WORK['list(Order.objects.filter(note="no such"))'] = lambda size: a_scan()
GROWTH = {1: "stays about the same", 10: "about 10 times", 100: "about 100 times", 1000: "about 1000 times"}


@probe
def growth_of(code):
    sizes = [40, 400] if "for order" in code else LARGER
    before, after = steps_at(WORK[code], sizes)
    nearest = min(GROWTH, key=lambda factor: max(factor / (after / before), after / before / factor))
    return GROWTH[nearest]
