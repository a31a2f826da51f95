# %% A real Django: authors, books and tags in SQLite, and a PostgreSQL for what only a server shows
# The project is this file: it is its own app.
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import django
import psycopg
from django.conf import settings

from hotseat.proof import chart, claim, probe, service, show

settings.configure(
    INSTALLED_APPS=["proof"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

from django.core.exceptions import EmptyResultSet, FieldError
from django.db import DatabaseError, connection, connections, models, transaction
from django.db.models import Count, Q, QuerySet
from django.db.models.query_utils import DeferredAttribute
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext


class Author(models.Model):
    name = models.CharField(max_length=80)


class Tag(models.Model):
    name = models.CharField(max_length=80)


class Book(models.Model):
    author = models.ForeignKey(Author, on_delete=models.CASCADE, null=True, related_name="books")
    tags = models.ManyToManyField(Tag, related_name="books")
    title = models.CharField(max_length=80)
    body = models.TextField(default="")
    notes = models.TextField(default="")
    long = models.BooleanField(default=False)
    english = models.BooleanField(default=False)


MODELS = (Author, Tag, Book)
with connection.schema_editor() as editor:
    for model in MODELS:
        editor.create_model(model)


@contextmanager
def counted(owner: type, name: str) -> Iterator[list[int]]:
    """Counts the calls of a method of Django's, without changing what it does."""
    original = getattr(owner, name)
    calls: list[int] = []

    def method(self, *args, **kwargs):
        calls.append(1)
        return original(self, *args, **kwargs)

    setattr(owner, name, method)
    try:
        yield calls
    finally:
        setattr(owner, name, original)


def sent(work: Callable[[], object]) -> list[str]:
    """The statements that `work()` sends, those that begin or end a transaction left out."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return [query["sql"] for query in captured if query["sql"].split()[0] in ("SELECT", "INSERT", "UPDATE", "DELETE")]


# %% A queryset is a copy around a Query
def chain(length: int) -> QuerySet:
    books = Book.objects.all()
    for number in range(length):
        books = books.filter(pk__gt=number)
    return books


@claim("chain-copies-the-query")
def each_step_copies_the_query() -> bool:
    lengths = [1, 5, 20]
    copies, statements = [], []
    for length in lengths:
        with counted(Query, "clone") as clones:
            statements += sent(lambda length=length: chain(length))
        copies.append(len(clones))
    base = chain(3)
    before = str(base.query)
    base.filter(title="nobody keeps the result")
    show("copies of the Query for 1, 5, 20 filters in a chain", copies)
    show("statements sent", len(statements))
    show("the queryset is the same after a filter() whose result is dropped", str(base.query) == before)
    return copies == lengths and statements == [] and str(base.query) == before


@claim("names-now-sql-later")
def names_are_resolved_now_and_sql_made_each_time() -> bool:
    refused = 0
    try:
        Book.objects.filter(titel="a slip of the pen")
    except FieldError:
        refused += 1
    books = chain(3)
    with counted(SQLCompiler, "as_sql") as building:
        again = books.filter(title="x")
    with counted(SQLCompiler, "as_sql") as running:
        for _ in range(5):
            list(again.all())
    show("a filter() on a field that does not exist raises before any use", refused == 1)
    show("SQL made while building, and by five evaluations of the same queryset", [len(building), len(running)])
    return refused == 1 and (len(building), len(running)) == (0, 5)


# %% The SQL that one reads
def books_of(count: int = 3) -> list[Book]:
    for model in (Book, Author, Tag):
        model.objects.all().delete()
    return Book.objects.bulk_create(Book(title=f"volume {number}", body="b", notes="n") for number in range(count))


def runs(text: str, params: tuple | None = None) -> str:
    """What comes of running a statement as it stands: "rows", or the name of the error."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(text, params)
            cursor.fetchall()
    except DatabaseError as error:
        return type(error).__name__
    return "rows"


@claim("str-is-not-the-statement")
def the_string_of_a_query_is_not_what_is_sent() -> bool:
    books_of()
    books = Book.objects.filter(title="volume 1")
    printed = str(books.query)
    template, params = books.query.sql_with_params()
    outcome = {"str(query)": runs(printed), "sql_with_params()": runs(template, params)}
    asked = sent(lambda: books.exists())[0]
    show("end of str(query)", printed[-28:])
    show("run as it stands: str(query), sql_with_params()", list(outcome.values()))
    show("exists() sends the printed statement", asked == printed)
    return printed.endswith("= volume 1") and list(outcome.values()) == ["OperationalError", "rows"] and asked != printed


@claim("empty-in-asks-nothing")
def an_impossible_condition_is_never_sent() -> bool:
    books_of()
    uses: dict[str, Callable[[QuerySet], object]] = {
        "list()": list,
        "count()": lambda books: books.count(),
        "exists()": lambda books: books.exists(),
        "aggregate()": lambda books: books.aggregate(Count("pk")),
        "update()": lambda books: books.update(title="new"),
    }
    none, some = (
        [len(sent(lambda use=use: use(Book.objects.filter(pk__in=keys)))) for use in uses.values()] for keys in ([], [0])
    )
    try:
        printed = str(Book.objects.filter(pk__in=[]).query)
    except EmptyResultSet:
        printed = "EmptyResultSet"
    show("statements for pk__in=[]: " + ", ".join(uses), none)
    show("for pk__in=[0], which matches nothing either", some)
    show("str(query) of the first", printed)
    return none == [0] * 5 and some == [1] * 5 and printed == "EmptyResultSet"


# %% Joins
QUESTIONS: dict[str, Callable[[], QuerySet]] = {
    'filter(author__name="Ann")': lambda: Book.objects.filter(author__name="Ann"),
    "filter(author__pk=3)": lambda: Book.objects.filter(author__pk=3),
    "filter(author__isnull=True)": lambda: Book.objects.filter(author__isnull=True),
    "filter(author__name__isnull=True)": lambda: Book.objects.filter(author__name__isnull=True),
    'order_by("author__name")': lambda: Book.objects.order_by("author__name"),
    'filter(author__name="Ann").order_by("author__name")': lambda: Book.objects.filter(author__name="Ann").order_by(
        "author__name"
    ),
    'filter(Q(author__name="Ann") | Q(title="x"))': lambda: Book.objects.filter(Q(author__name="Ann") | Q(title="x")),
    'exclude(tags__name="old")': lambda: Book.objects.exclude(tags__name="old"),
    'exclude(author__name="Ann")': lambda: Book.objects.exclude(author__name="Ann"),
}


def join_of(question: str) -> str:
    sql = str(QUESTIONS[question]().query)
    if sql.count("SELECT") > 1:
        return "a subquery"
    return "LEFT OUTER JOIN" if "LEFT OUTER JOIN" in sql else "INNER JOIN" if "INNER JOIN" in sql else "no join"


@claim("joins-follow-the-question")
def the_join_depends_on_what_must_survive() -> bool:
    found = {question: join_of(question) for question in QUESTIONS}
    for question, join in found.items():
        show(f"Book.objects.{question}", join)
    inner, left, none, inside = "INNER JOIN", "LEFT OUTER JOIN", "no join", "a subquery"
    return list(found.values()) == [inner, none, none, left, left, inner, left, inside, left]


def library(both: int, only_long: int, only_english: int) -> None:
    """One author with so many books of each kind."""
    books_of(0)
    author = Author.objects.create(name="Ann")
    kinds = [(True, True)] * both + [(True, False)] * only_long + [(False, True)] * only_english
    Book.objects.bulk_create(Book(author=author, long=long, english=english) for long, english in kinds)


def one_filter() -> QuerySet:
    return Author.objects.filter(books__long=True, books__english=True)


def two_filters() -> QuerySet:
    return Author.objects.filter(books__long=True).filter(books__english=True)


@claim("two-filters-two-joins")
def two_filters_over_many_are_two_joins() -> bool:
    rows, joins = [], [str(books().query).count("JOIN") for books in (one_filter, two_filters)]
    for counts in [(2, 1, 3), (0, 1, 1), (1, 0, 0), (3, 4, 5)]:
        library(*counts)
        rows.append([one_filter().count(), two_filters().count()])
    show("joins: both conditions in one filter(), in two", joins)
    show("rows for books that are both, only long, only English: 2 1 3, 0 1 1, 1 0 0, 3 4 5", str(rows))
    return joins == [1, 2] and rows == [[2, 15], [0, 1], [1, 1], [3, 56]]


# %% Instances: a dictionary, and descriptors that fill it
def reads(book: Book, names: list[str]) -> tuple[int, int]:
    """Reads attributes of a book: calls of the fields' descriptor, and statements."""
    with counted(DeferredAttribute, "__get__") as calls:
        statements = sent(lambda: [getattr(book, name) for name in names])
    return len(calls), len(statements)


@claim("loaded-values-bypass-the-descriptor")
def a_loaded_value_lies_in_the_dictionary() -> bool:
    books_of(1)
    loaded, key = reads(Book.objects.get(), ["body", "body", "notes"]), reads(Book.objects.get(), ["author_id"])
    deferred = Book.objects.only("title").get()
    missing = sorted({"body", "notes"} - deferred.__dict__.keys())
    first, again = reads(deferred, ["body", "notes"]), reads(deferred, ["body", "notes"])
    show("a loaded book, three reads: calls of DeferredAttribute.__get__, statements", list(loaded))
    show("the loaded column of a foreign key, one read: calls, statements", list(key))
    show('only("title"): missing in the instance\'s __dict__', missing)
    show("two deferred fields read once, and again: calls, statements", [*first, *again])
    found = missing == ["body", "notes"] and "body" in deferred.__dict__
    return (loaded, key) == ((0, 0), (1, 0)) and (first, again) == ((2, 2), (0, 0)) and found


LOADS: dict[str, Callable[[], Book]] = {
    "Book.objects.get()": lambda: Book.objects.get(),
    'Book.objects.only("title").get()': lambda: Book.objects.only("title").get(),
    'Book.objects.defer("body").get()': lambda: Book.objects.defer("body").get(),
}


def columns_written(book: Book) -> int:
    """How many columns the UPDATE of book.save() sets."""
    statement = next(one for one in sent(book.save) if one.startswith("UPDATE"))
    return len(re.findall(r'"\w+" = ', statement.split(" WHERE ")[0]))


@claim("deferred-columns-are-not-saved")
def save_writes_the_loaded_columns_alone() -> bool:
    found = {}
    for load, get in LOADS.items():
        books_of(1)
        book = get()
        Book.objects.update(body="changed by another")
        book.title = "new"
        found[load] = [columns_written(book), Book.objects.get().body == "changed by another"]
        show(f"{load}, then save(): columns that are set; another's change of body survives", str(found[load]))
    return list(found.values()) == [[6, False], [1, True], [5, True]]


# %% Chunks
def at_the_first(rows: int, loop: str) -> list[int]:
    """When the body of a loop runs for the first time: rows that have been taken from the cursor, objects made."""
    books_of(rows)
    taken: Counter[str] = Counter()
    wrapper = type(connection.cursor().cursor)
    fetchmany, from_db = wrapper.fetchmany, Book.from_db.__func__

    def counting_fetch(self, *args, **kwargs):
        found = fetchmany(self, *args, **kwargs)
        taken["rows"] += len(found)
        return found

    def counting_object(cls, *args, **kwargs):
        taken["objects"] += 1
        return from_db(cls, *args, **kwargs)

    wrapper.fetchmany, Book.from_db = counting_fetch, classmethod(counting_object)
    try:
        for _ in LOOPS[loop]():
            return [taken["rows"], taken["objects"]]
    finally:
        wrapper.fetchmany = fetchmany
        del Book.from_db
    raise AssertionError("the table is empty")


LOOPS: dict[str, Callable[[], object]] = {
    "Book.objects.all()": lambda: Book.objects.all(),
    "Book.objects.iterator(chunk_size=50)": lambda: Book.objects.iterator(chunk_size=50),
    'Book.objects.values_list("title")': lambda: Book.objects.values_list("title"),
    'Book.objects.values_list("title").iterator(chunk_size=50)': lambda: Book.objects.values_list("title").iterator(
        chunk_size=50
    ),
}


@claim("iterator-works-in-chunks")
def an_iterator_takes_a_chunk_and_makes_an_object() -> bool:
    sizes = [60, 120, 400]
    found = {loop: [at_the_first(size, loop) for size in sizes] for loop in LOOPS}
    series = {loop: [row[0] for row in rows] for loop, rows in found.items() if "values" not in loop}
    chart("Rows taken from the database before the first turn of the loop", sizes, series, x_label="rows", y_label="rows taken")
    for loop, rows in found.items():
        show(f"{loop}, 400 rows: rows taken, objects made", rows[-1])
    expected = [[[size, size] for size in sizes], [[50, 1]] * 3, [[size, 0] for size in sizes], [[50, 0]] * 3]
    return list(found.values()) == expected


def on_the_server(streamed: bool, atomic: bool) -> str:
    """What PostgreSQL says of the session's cursors while Django loops over a queryset."""
    server = using_postgres()
    books = Book.objects.using("server")
    block = transaction.atomic(using="server") if atomic else None
    if block:
        block.__enter__()
    for _ in books.iterator(chunk_size=10) if streamed else books.all():
        with server.cursor() as cursor:
            cursor.execute("SELECT is_holdable FROM pg_cursors WHERE name LIKE '\\_django\\_curs\\_%%'", [])
            found = cursor.fetchall()
        break
    if block:
        block.__exit__(None, None, None)
    return {0: "no cursor"}.get(len(found)) or ("WITH HOLD" if found[0][0] else "without hold")


def using_postgres():
    """The server of this run as a second database, with thirty books."""
    if "server" not in connections.settings:
        place = psycopg.conninfo.conninfo_to_dict(service("postgres"))
        known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
        given = {known[name]: value for name, value in place.items() if name in known}
        connections.settings["server"] = connections.settings["default"] | given | {"ENGINE": "django.db.backends.postgresql"}
        with connections["server"].cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS proof_book_tags, proof_book, proof_tag, proof_author")
        with connections["server"].schema_editor() as editor:
            for model in MODELS:
                editor.create_model(model)
        Book.objects.using("server").bulk_create(Book(title="x") for _ in range(30))
    return connections["server"]


@claim("server-side-cursor")
def on_postgresql_iterator_is_a_cursor_of_the_server() -> bool:
    found = [on_the_server(False, False), on_the_server(True, False), on_the_server(True, True)]
    show("during a plain loop", found[0])
    show("during iterator(), in autocommit mode", found[1])
    show("during iterator(), in atomic", found[2])
    return found == ["no cursor", "WITH HOLD", "without hold"]


# %% Truths of the probes
@probe
def rows_of_filters(both: int, only_long: int, only_english: int) -> list[int]:
    library(both, only_long, only_english)
    return [one_filter().count(), two_filters().count()]


@probe
def join_in_sql(question: str) -> str:
    return join_of(question)


@probe
def reads_and_columns(load: str, names: str) -> list[int]:
    books_of(1)
    book = LOADS[load]()
    statements = reads(book, names.split(", "))[1]
    return [statements, columns_written(book)]


@probe
def rows_and_objects(rows: int, loop: str) -> list[int]:
    return at_the_first(rows, loop)
