# %% Books with authors and reviews, behind real serializers and views
import sys
import types
from collections.abc import Callable

import django
from django.conf import settings

from hotseat.proof import chart, claim, probe, show

settings.configure(
    INSTALLED_APPS=["rest_framework", "proof"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    REST_FRAMEWORK={"UNAUTHENTICATED_USER": None},
    ROOT_URLCONF="shelf",
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
)
sys.modules["shelf"] = types.ModuleType("shelf")
sys.modules["shelf"].urlpatterns = []
django.setup()

from django.db import connection, models
from django.db.models import Count, QuerySet
from django.test.utils import CaptureQueriesContext
from rest_framework import generics, renderers, serializers
from rest_framework.test import APIRequestFactory

FIELDS = ("one", "two", "three", "four", "five", "six", "seven", "eight")


class Author(models.Model):
    name = models.CharField(max_length=40)


class Book(models.Model):
    title = models.CharField(max_length=40)
    author = models.ForeignKey(Author, on_delete=models.CASCADE)
    editor = models.ForeignKey(Author, null=True, on_delete=models.CASCADE, related_name="edited")
    translator = models.ForeignKey(Author, null=True, on_delete=models.CASCADE, related_name="translated")
    one, two, three, four, five, six, seven, eight = (models.IntegerField(default=number) for number in range(8))


class Review(models.Model):
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="reviews")
    stars = models.IntegerField()


with connection.schema_editor() as editor:
    for model in (Author, Book, Review):
        editor.create_model(model)
for number in range(60):
    book = Book.objects.create(title=f"book {number}", author=Author.objects.create(name=f"author {number}"))
    Review.objects.bulk_create(Review(book=book, stars=stars) for stars in range(number % 4))


class AuthorData(serializers.ModelSerializer):
    class Meta:
        model = Author
        fields = ["name"]


class Listing(serializers.ModelSerializer):
    """As it is usually written: a nested author, and a method that counts."""

    author = AuthorData()
    reviews = serializers.SerializerMethodField()

    def get_reviews(self, book: Book) -> int:
        return book.reviews.count()

    class Meta:
        model = Book
        fields = ["title", "author", "reviews"]


class Stars(Listing):
    """Counts only some of the reviews."""

    def get_reviews(self, book: Book) -> int:
        return book.reviews.filter(stars=2).count()


class Counted(serializers.ModelSerializer):
    """The database has counted already."""

    author = AuthorData()
    counted = serializers.IntegerField()

    class Meta:
        model = Book
        fields = ["title", "author", "counted"]


def queries(run: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        run()
    return len(captured)


def listing(serializer: type, books: QuerySet, rows: int) -> int:
    """The queries of a list of so many rows."""
    return queries(lambda: serializer(books.all()[:rows], many=True).data)


PLAIN = Book.objects.all()
JOINED = Book.objects.select_related("author")
PREFETCHED = JOINED.prefetch_related("reviews")
ANNOTATED = JOINED.annotate(counted=Count("reviews"))
SIZES = (1, 10, 25, 50)


# %% Queries
@claim("two-for-each-row")
def a_nested_object_and_a_count_ask_for_each_row() -> bool:
    found = {rows: listing(Listing, PLAIN, rows) for rows in SIZES}
    show("queries for 1, 10, 25 and 50 rows", list(found.values()))
    return all(count == 1 + 2 * rows for rows, count in found.items())


@claim("one-or-two-for-all")
def joined_and_counted_beforehand_the_number_stands_still() -> bool:
    prefetched = [listing(Listing, PREFETCHED, rows) for rows in SIZES]
    counted = [listing(Counted, ANNOTATED, rows) for rows in SIZES]
    show("queries: author joined and reviews prefetched; author joined and reviews counted", [prefetched, counted])
    return prefetched == [2] * 4 and counted == [1] * 4


@claim("a-filter-asks-again")
def what_was_prefetched_is_not_filtered() -> bool:
    found = [listing(Stars, PREFETCHED, rows) for rows in SIZES]
    show("queries with the reviews prefetched, and a filter in the method", found)
    return found == [2 + rows for rows in SIZES]


# %% Python's part
def calls(run: Callable[[], object]) -> int:
    """Python functions called, once everything that is made only once is there."""
    count = 0

    def profile(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    run()
    sys.setprofile(profile)
    try:
        run()
    finally:
        sys.setprofile(None)
    return count


def flat(names: tuple[str, ...], *, read_only: bool = False) -> type:
    class Flat(serializers.ModelSerializer):
        class Meta:
            model = Book
            fields = list(names)
            read_only_fields = list(names) if read_only else []

    return Flat


def for_each_row(run: Callable[[int], object]) -> float:
    """Calls that a row adds, between 20 and 60 rows."""
    return (calls(lambda: run(60)) - calls(lambda: run(20))) / 40


BOOKS = list(Book.objects.all())


@claim("rows-times-fields")
def each_field_of_each_row_adds_the_same() -> bool:
    """And a row of values() adds next to nothing, however many columns it has."""
    widths = (1, 2, 4, 8)
    serialized = [for_each_row(lambda rows, wide=wide: flat(FIELDS[:wide])(BOOKS[:rows], many=True).data) for wide in widths]
    values = [for_each_row(lambda rows, wide=wide: list(PLAIN.values(*FIELDS[:wide])[:rows])) for wide in widths]
    chart(
        "Python calls for each row",
        list(widths),
        {"ModelSerializer": serialized, "values()": values},
        x_label="fields",
        y_label="calls",
    )
    show("calls for each row with 1, 2, 4 and 8 fields: serializer; values()", [serialized, values])
    by_field = [(serialized[n + 1] - serialized[n]) / (widths[n + 1] - widths[n]) for n in range(3)]
    return min(by_field) > 4 and max(by_field) - min(by_field) < 0.5 and max(values) <= 2


@claim("read-only-saves-once")
def read_only_fields_save_the_same_for_any_number_of_rows() -> bool:
    saved = [
        calls(lambda many=rows: flat(FIELDS)(BOOKS[:many], many=True).data)
        - calls(lambda many=rows: flat(FIELDS, read_only=True)(BOOKS[:many], many=True).data)
        for rows in (1, 20, 60)
    ]
    whole = calls(lambda: flat(FIELDS)(BOOKS, many=True).data)
    show("calls saved by read_only_fields for 1, 20 and 60 rows", saved)
    show("calls for 60 rows in all", whole)
    return len(set(saved)) == 1 and saved[0] < whole / 20


# %% Less is more
def deferred(rows: int, more: int) -> int:
    """Queries when `title` alone is loaded and so many other fields are serialized."""
    return listing(flat(("title", *FIELDS[:more])), PLAIN.only("title"), rows)


@claim("only-asks-again")
def a_field_that_was_left_out_is_a_query_for_each_row() -> bool:
    found = {(rows, more): deferred(rows, more) for rows in (1, 10, 50) for more in (0, 1, 3)}
    show("queries for 10 rows with 0, 1 and 3 fields that were left out", [found[10, more] for more in (0, 1, 3)])
    return all(count == 1 + rows * more for (rows, more), count in found.items())


# %% The same address in a browser
class Writable(serializers.ModelSerializer):
    class Meta:
        model = Book
        fields = ["title", "author"]


class Books(generics.ListCreateAPIView):
    queryset = Book.objects.all()
    serializer_class = Writable
    renderer_classes = [renderers.JSONRenderer, renderers.BrowsableAPIRenderer]


def answered(accept: str) -> list[str]:
    """The tables that are read for one answer."""
    with CaptureQueriesContext(connection) as captured:
        Books.as_view()(APIRequestFactory().get("/", HTTP_ACCEPT=accept)).render()
    return [query["sql"].partition('FROM "')[2].partition('"')[0] for query in captured]


@claim("html-reads-the-choices")
def a_browser_reads_every_author_for_its_form() -> bool:
    asked = {accept: answered(accept) for accept in ("application/json", "text/html")}
    show("tables read for JSON; for HTML", list(asked.values()))
    return asked == {"application/json": ["proof_book"], "text/html": ["proof_book", "proof_author"]}


# %% Probes
WAYS = {
    "Book.objects.all()": (Listing, PLAIN),
    "Book.objects.select_related('author')": (Listing, JOINED),
    "Book.objects.select_related('author').prefetch_related('reviews')": (Listing, PREFETCHED),
    "the same prefetched queryset, and the method counts book.reviews.filter(stars=2)": (Stars, PREFETCHED),
}


@probe
def listing_queries(rows: int, books: str) -> int:
    return listing(*WAYS[books], rows)


@probe
def deferred_queries(rows: int, more: int) -> int:
    return deferred(rows, more)


@probe
def queries_of_a_page(keys: int) -> int:
    """Queries of one HTML answer whose form has so many foreign keys."""
    Writable.Meta.fields = ["title", *("author", "editor", "translator")[:keys]]
    try:
        return len(answered("text/html"))
    finally:
        Writable.Meta.fields = ["title", "author"]
