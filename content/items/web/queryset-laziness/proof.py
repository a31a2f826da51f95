# %% A model with a few rows, and a counter around every statement
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import django
from django.conf import settings

from hotseat.proof import claim, show

settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
django.setup()

from django.db import connection, models, transaction
from django.db.models import Count
from django.test.utils import CaptureQueriesContext


class Book(models.Model):
    pages = models.IntegerField()
    made = 0

    class Meta:
        app_label = "library"

    @classmethod
    def from_db(cls, *values, **options):
        Book.made += 1
        return super().from_db(*values, **options)


with connection.schema_editor() as editor:
    editor.create_model(Book)


@contextmanager
def library(rows: int) -> Iterator[models.QuerySet]:
    """An ordered queryset over so many books, none of them loaded yet. The rows are taken back at the end."""
    with transaction.atomic():
        Book.objects.bulk_create(Book(pages=100 * (number + 1)) for number in range(rows))
        yield Book.objects.order_by("pages")
        transaction.set_rollback(True)


type Use = Callable[[models.QuerySet], object]


def queries(work: Callable[[], object]) -> int:
    """How many statements `work()` sends."""
    with CaptureQueriesContext(connection) as sent:
        work()
    return len(sent)


def alone_and_after(use: Use, before: Use) -> tuple[int, int]:
    """Queries of one use of a fresh queryset, and of the same use after another one."""
    with library(5) as books:
        alone = queries(lambda: use(books))
    with library(5) as books:
        before(books)
        return alone, queries(lambda: use(books))


# %% Building asks nothing
@claim("building-asks-nothing")
def building_a_queryset_asks_nothing() -> bool:
    def build(books: models.QuerySet) -> object:
        books = books.order_by().filter(pages__gt=100).exclude(pages=300).annotate(times=Count("pk")).only("pages")
        books = books.distinct().values("pages")
        return books.union(Book.objects.values("pages")).order_by("-pages")[1:3]

    with library(5) as books:
        asked = queries(lambda: build(books))
        read = queries(lambda: list(build(books)))
    show("queries to build a chain of nine methods and a slice", asked)
    show("queries to build and read it", read)
    return (asked, read) == (0, 1)


# %% Three kinds of use
def loop_with_break(books: models.QuerySet) -> None:
    for _book in books:
        break


LOADS: dict[str, Use] = {
    "list(books)": list,
    "len(books)": len,
    "bool(books)": bool,
    "book in books": lambda books: Book(pk=0) in books,
    "for book in books: break": loop_with_break,
}
"""Uses that load all rows into the queryset."""

ANSWERED_FROM_ROWS: dict[str, Use] = {
    "books.count()": lambda books: books.count(),
    "books.exists()": lambda books: books.exists(),
    "books.contains(book)": lambda books: books.contains(Book(pk=0, pages=1)),
    "books[0]": lambda books: books[0],
    "list(books[:2])": lambda books: list(books[:2]),
    "repr(books)": repr,
    "books.first()": lambda books: books.first(),
}
"""Uses that ask for a little, and are answered from the rows once these are loaded."""

ALWAYS_ASK: dict[str, Use] = {
    "books.last()": lambda books: books.last(),
    "books.get(pages=300)": lambda books: books.get(pages=300),
    "list(books.all())": lambda books: list(books.all()),
    "list(books.filter(pages__gt=100))": lambda books: list(books.filter(pages__gt=100)),
    "list(books.values())": lambda books: list(books.values()),
    "books.aggregate(Count)": lambda books: books.aggregate(Count("pk")),
    "list(books.iterator())": lambda books: list(books.iterator()),
}
"""Uses that ask each time: they make another queryset, or keep nothing."""


@claim("loading-fills-the-cache")
def what_loads_all_rows_fills_the_cache() -> bool:
    found = {name: alone_and_after(use, before=use) for name, use in LOADS.items()}
    for name, (first, second) in found.items():
        show(f"{name}: queries the first and the second time", [first, second])
    return set(found.values()) == {(1, 0)}


@claim("small-questions-fill-nothing")
def what_asks_for_a_little_fills_nothing() -> bool:
    repeated = {name: alone_and_after(use, before=use) for name, use in ANSWERED_FROM_ROWS.items()}
    loading = {name: alone_and_after(len, before=use)[1] for name, use in ANSWERED_FROM_ROWS.items()}
    for name, (first, second) in repeated.items():
        show(f"{name}: queries the first and the second time, and of len(books) afterwards", [first, second, loading[name]])
    return set(repeated.values()) == {(1, 1)} and set(loading.values()) == {1}


@claim("loaded-rows-answer")
def loaded_rows_answer_small_questions() -> bool:
    found = {name: alone_and_after(use, before=len) for name, use in ANSWERED_FROM_ROWS.items()}
    for name, (alone, after) in found.items():
        show(f"{name}: queries on a fresh queryset, and on a loaded one", [alone, after])
    return set(found.values()) == {(1, 0)}


@claim("other-sql-asks-again")
def what_needs_other_sql_asks_again() -> bool:
    found = {name: alone_and_after(use, before=len) for name, use in ALWAYS_ASK.items()}
    for name, (alone, after) in found.items():
        show(f"{name}: queries on a fresh queryset, and on a loaded one", [alone, after])
    return set(found.values()) == {(1, 1)}


# %% Four consequences
@claim("first-depends-on-order")
def first_is_answered_from_rows_only_if_they_are_ordered() -> bool:
    def first_after_loading(books: models.QuerySet) -> int:
        len(books)
        return queries(books.first)

    with library(5) as books:
        found = [first_after_loading(chosen) for chosen in (books, Book.objects.all(), books.order_by())]
    show("queries of first() on a loaded queryset: ordered, never ordered, and with its order taken off by order_by()", found)
    return found == [0, 1, 0]


@claim("exists-before-loading-costs-one")
def exists_before_a_loop_costs_a_query_more() -> bool:
    def asking_first(books: models.QuerySet, ask: Use) -> int:
        return queries(lambda: [book.pages for book in books] if ask(books) else [])

    with library(5) as books:
        by_bool, by_exists = asking_first(books.all(), bool), asking_first(books.all(), lambda books: books.exists())
    show("queries of `if books: for book in books`, and of the same with exists()", [by_bool, by_exists])
    return (by_bool, by_exists) == (1, 2)


@claim("break-saves-nothing")
def a_break_saves_no_row() -> bool:
    made = []
    with library(3_000) as books:
        for rows in (books.all(), books.iterator(chunk_size=100)):
            Book.made = 0
            loop_with_break(rows)
            made.append(Book.made)
    show("objects made by a loop that breaks at the first of 3 000 rows: queryset, iterator(chunk_size=100)", made)
    return made == [3_000, 1]


@claim("loaded-rows-go-out-of-date")
def loaded_rows_do_not_notice_changes() -> bool:
    with library(5) as books:
        len(books)
        Book.objects.create(pages=600)
        found = [len(books), books.count(), books.all().count()]
    show("len(books), books.count(), books.all().count() after another row was created", found)
    return found == [5, 5, 6]
