# %% A real Django: authors and books, methods that are overridden, and receivers that count
# The project is this file: it is its own app.
import contextlib
import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator

import django
from django.conf import settings

from hotseat.proof import chart, claim, probe, show

settings.configure(
    INSTALLED_APPS=["proof"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()
logging.disable(logging.CRITICAL)

from django.core import serializers
from django.db import connection, models, transaction
from django.db.models.signals import ModelSignal, m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.dispatch import Signal
from django.test.utils import CaptureQueriesContext

overridden: Counter[str] = Counter()  # calls of the methods below


class Author(models.Model):
    name = models.CharField(max_length=80)
    volumes = models.IntegerField(default=0)


class Book(models.Model):
    author = models.ForeignKey(Author, on_delete=models.CASCADE)
    title = models.CharField(max_length=80)

    def save(self, *args, **kwargs) -> None:
        overridden["save"] += 1
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs) -> tuple[int, dict[str, int]]:
        overridden["delete"] += 1
        return super().delete(*args, **kwargs)


class Reprint(Book):
    """The same table under another class."""

    class Meta:
        proxy = True


class Shelf(models.Model):
    books = models.ManyToManyField(Book)


class Tag(models.Model):
    """Nothing refers to it."""


with connection.schema_editor() as editor:
    for model in (Author, Book, Shelf, Tag):
        editor.create_model(model)

SIGNALS: dict[str, ModelSignal] = {
    "pre_save": pre_save,
    "post_save": post_save,
    "pre_delete": pre_delete,
    "post_delete": post_delete,
}


@contextlib.contextmanager
def listening(signal: Signal, *receivers: Callable, sender: type | None = Book) -> Iterator[None]:
    """These receivers, connected in this order, for the length of a `with` block."""
    for receiver in receivers:
        signal.connect(receiver, sender=sender)
    try:
        yield
    finally:
        for receiver in receivers:
            signal.disconnect(receiver, sender=sender)


def emptied() -> Author:
    """No books, and one author for those to come."""
    for model in (Shelf.books.through, Shelf, Tag, Book, Author):
        model.objects.all()._raw_delete("default")
    overridden.clear()
    return Author.objects.create(name="Ann")


# %% Which writes reach a receiver, and which an overridden method
def books(author: Author, count: int) -> list[Book]:
    return Book.objects.bulk_create(Book(author=author, title=f"volume {number}") for number in range(count))


def by_create(author: Author, count: int) -> None:
    for number in range(count):
        Book.objects.create(author=author, title=f"volume {number}")


def by_bulk_create(author: Author, count: int) -> None:
    books(author, count)


def by_update(author: Author, count: int) -> None:
    books(author, count)
    Book.objects.update(title="new")


def by_bulk_update(author: Author, count: int) -> None:
    changed = books(author, count)
    Book.objects.bulk_update(changed, ["title"])


def by_update_or_create(author: Author, count: int) -> None:
    for book in books(author, count):
        Book.objects.update_or_create(pk=book.pk, defaults={"title": "new"})


def by_fixture(author: Author, count: int) -> None:
    rows = [{"model": "proof.book", "pk": pk + 1, "fields": {"author": author.pk, "title": ""}} for pk in range(count)]
    for loaded in serializers.deserialize("python", rows):
        loaded.save()


def by_deleting_each(author: Author, count: int) -> None:
    for book in books(author, count):
        book.delete()


def by_deleting_the_queryset(author: Author, count: int) -> None:
    books(author, count)
    Book.objects.all().delete()


def by_cascade(author: Author, count: int) -> None:
    books(author, count)
    author.delete()


WRITES: dict[str, Callable[[Author, int], None]] = {
    "create() in a loop": by_create,
    "update_or_create() of existing rows, in a loop": by_update_or_create,
    "bulk_create()": by_bulk_create,
    "bulk_update()": by_bulk_update,
    "QuerySet.update()": by_update,
    "a fixture that is loaded": by_fixture,
    "delete() of each object, in a loop": by_deleting_each,
    "QuerySet.delete()": by_deleting_the_queryset,
    "delete() of their author, which cascades": by_cascade,
}


def reached(write: str, count: int) -> list[int]:
    """Calls of a receiver of post_save and post_delete together, and of the overridden save() and delete() together."""
    author = emptied()
    heard: list[str] = []

    def receiver(**named) -> None:
        heard.append("called")

    with listening(post_save, receiver), listening(post_delete, receiver):
        WRITES[write](author, count)
    return [len(heard), overridden.total()]


@claim("who-reaches-what")
def some_writes_reach_neither_and_some_only_the_receiver() -> bool:
    found = {write: [reached(write, count) for count in (2, 7)] for write in WRITES}
    for write, (_, of_seven) in found.items():
        show(f"{write}, 7 books: calls of the receiver, of the overridden method", of_seven)
    both = [[2, 2], [7, 7]]
    neither = [[0, 0], [0, 0]]
    receiver_only = [[2, 0], [7, 0]]
    return list(found.values()) == [both, both, neither, neither, neither, receiver_only, both, receiver_only, receiver_only]


@claim("sender-is-exact")
def a_receiver_hears_of_its_own_class_alone() -> bool:
    author = emptied()
    heard: list[str] = []

    def receiver(sender, **named) -> None:
        heard.append(sender.__name__)

    with listening(post_save, receiver):
        Reprint.objects.create(author=author, title="again")
        of_book = list(heard)
    with listening(post_save, receiver, sender=None):
        Reprint.objects.create(author=author, title="again")
    show("a proxy is saved: heard by a receiver of the model, of every sender", str([of_book, heard]))
    return of_book == [] and heard == ["Reprint"]


# %% A signal is a call
@claim("a-call-in-place")
def a_receiver_runs_inside_the_call_that_sends() -> bool:
    author = emptied()
    order: list[str] = []
    threads = set()

    def first(**named) -> None:
        threads.add(threading.get_ident())
        order.append("first")

    def second(**named) -> None:
        order.append("second")

    with listening(post_save, first, second):
        Book.objects.create(author=author)
        order.append("create() returns")
    with listening(post_save, second, first):
        Book.objects.create(author=author)
    show("order", order)
    show("in the caller's thread", threads == {threading.get_ident()})
    return order == ["first", "second", "create() returns", "second", "first"] and threads == {threading.get_ident()}


def failing(signal: str, context: str, raising: int) -> list[int]:
    """One of three receivers raises, and the caller catches it: the books there are then, and the receivers that ran.

    The book is created for the save signals, and was there before for the delete signals, where it is deleted.
    """
    author = emptied()
    ran: list[int] = []

    def receiver(number: int) -> Callable[..., None]:
        def called(**named) -> None:
            ran.append(number)
            if number == raising:
                raise ValueError("the mail server is down")

        return called

    book = None if "save" in signal else books(author, 1)[0]
    receivers = [receiver(number) for number in (1, 2, 3)]
    with listening(SIGNALS[signal], *receivers), contextlib.suppress(ValueError):
        with transaction.atomic() if "atomic" in context else contextlib.nullcontext():
            book.delete() if book else Book.objects.create(author=author)
    return [Book.objects.count(), len(ran)]


ALONE, INSIDE = "in autocommit mode", "as the only statement of an atomic block, which the exception leaves"


@claim("error-reaches-the-caller")
def a_failing_receiver_fails_the_caller() -> bool:
    found = {(signal, context): failing(signal, context, 2) for signal in SIGNALS for context in (ALONE, INSIDE)}
    for (signal, context), row in found.items():
        show(f"the second of three receivers of {signal} raises {context}: books, receivers that ran", row)
    return list(found.values()) == [[0, 2], [0, 2], [1, 2], [0, 2], [1, 2], [1, 2], [1, 2], [1, 2]]


@claim("sending-stops-or-goes-on")
def send_robust_calls_the_rest_and_returns_the_error() -> bool:
    paid = Signal()
    ran: list[str] = []

    def broken(**named) -> None:
        raise ValueError("the mail server is down")

    def good(**named) -> str:
        ran.append("called")
        return "done"

    with listening(paid, broken, good, sender=None):
        try:
            paid.send(sender=None)
        except ValueError:
            ran.append("send raised")
        plain = list(ran)
        ran.clear()
        answers = paid.send_robust(sender=None)
    kinds = [type(answer).__name__ for _, answer in answers]
    show("send: the receiver after the broken one", plain)
    show("send_robust: the receiver after it, and what is returned", ran + kinds)
    return plain == ["send raised"] and ran == ["called"] and kinds == ["ValueError", "str"]


# %% Before the commit
def mails(in_on_commit: bool, rolled_back: bool) -> list[int]:
    """A receiver sends a mail for each saved book; two are saved in one block. Mails sent, and books saved."""
    author = emptied()
    sent: list[str] = []

    def receiver(instance: Book, **named) -> None:
        def mail() -> None:
            sent.append(instance.title)

        transaction.on_commit(mail) if in_on_commit else mail()

    with listening(post_save, receiver), contextlib.suppress(ValueError), transaction.atomic():
        by_create(author, 2)
        if rolled_back:
            raise ValueError
    return [len(sent), Book.objects.count()]


@claim("post-save-is-not-commit")
def post_save_comes_before_the_commit() -> bool:
    now, later = mails(False, True), mails(True, True)
    committed = [mails(False, False), mails(True, False)]
    show("the block is rolled back: mails, books; mail sent in the receiver, in on_commit", now + later)
    show("the block is committed", committed[0] + committed[1])
    return (now, later) == ([2, 0], [0, 0]) and committed == [[2, 2], [2, 2]]


# %% Who keeps the receiver alive, and how often it is registered
def calls_after(times: int, receiver: str) -> int:
    """Calls for one sending, after `ready()` has connected a receiver so many times."""
    signal = Signal()
    calls: list[str] = []

    def at_module_level(**named) -> None:
        calls.append("called")

    class Mailer:
        def receive(self, **named) -> None:
            calls.append("called")

    kept = Mailer()

    def ready() -> None:
        def defined_inside(**named) -> None:
            calls.append("called")

        match receiver:
            case "a function of the module":
                signal.connect(at_module_level)
            case "a function that ready() defines":
                signal.connect(defined_inside)
            case "a function that ready() defines, with weak=False":
                signal.connect(defined_inside, weak=False)
            case "a function that ready() defines, with weak=False and one dispatch_uid":
                signal.connect(defined_inside, weak=False, dispatch_uid="mail")
            case "a method of an object that ready() makes and does not keep":
                signal.connect(Mailer().receive)
            case "a method of one object that the module keeps":
                signal.connect(kept.receive)

    for _ in range(times):
        ready()
    signal.send(sender=None)
    return len(calls)


RECEIVERS = [
    "a function of the module",
    "a method of one object that the module keeps",
    "a function that ready() defines",
    "a method of an object that ready() makes and does not keep",
    "a function that ready() defines, with weak=False",
    "a function that ready() defines, with weak=False and one dispatch_uid",
]


@claim("weak-receivers-vanish")
def a_receiver_that_nobody_keeps_is_gone() -> bool:
    found = {receiver: calls_after(1, receiver) for receiver in RECEIVERS}
    for receiver, count in found.items():
        show(f"connected once: {receiver}: calls", count)
    return list(found.values()) == [1, 1, 0, 0, 1, 1]


@claim("same-object-once")
def the_same_receiver_is_registered_once() -> bool:
    found = {receiver: [calls_after(times, receiver) for times in (1, 2, 5)] for receiver in RECEIVERS}
    for receiver in RECEIVERS:
        show(f"connected 1, 2, 5 times: {receiver}: calls", found[receiver])
    once = [1, 1, 1]
    return [found[RECEIVERS[number]] for number in (0, 1, 4, 5)] == [once, once, [1, 2, 5], once]


# %% What listening costs
def statements(work: Callable[[], object]) -> int:
    """How many statements `work()` sends, those that begin or end a transaction left out."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return sum(query["sql"].split()[0] in ("SELECT", "INSERT", "UPDATE", "DELETE") for query in captured)


def deleting(count: int, signal: str, sender: type | None = Tag) -> list[int]:
    """Deleting so many tags by a queryset, with a receiver of a signal or without: statements, and objects made of rows."""
    emptied()
    Tag.objects.bulk_create(Tag() for _ in range(count))
    made: list[int] = []

    def from_db(cls, *args, **kwargs):
        made.append(1)
        return models.Model.from_db.__func__(cls, *args, **kwargs)

    def nothing(**named) -> None:
        pass

    Tag.from_db = classmethod(from_db)
    try:
        with listening(SIGNALS[signal], nothing, sender=sender) if signal else contextlib.nullcontext():
            sent = statements(lambda: Tag.objects.all().delete())
    finally:
        del Tag.from_db
    return [sent, len(made)]


def adding(receiver: bool) -> int:
    """Statements to put three books on a shelf, with a receiver of m2m_changed or without."""
    author = emptied()
    shelf, three = Shelf.objects.create(), books(author, 3)

    def nothing(**named) -> None:
        pass

    with listening(m2m_changed, nothing, sender=Shelf.books.through) if receiver else contextlib.nullcontext():
        return statements(lambda: shelf.books.add(*three))


@claim("listening-changes-the-sql")
def a_receiver_changes_the_statements() -> bool:
    sizes = [1, 50, 500]
    silent, heard = ([deleting(count, signal) for count in sizes] for signal in ("", "post_delete"))
    added = [adding(False), adding(True)]
    show("1, 50, 500 tags deleted by a queryset: statements", [row[0] for row in silent])
    show("objects made", [row[1] for row in silent])
    show("with a receiver of post_delete that does nothing: statements", [row[0] for row in heard])
    show("objects made", [row[1] for row in heard])
    show("shelf.books.add() of three books: statements without a receiver of m2m_changed, and with one", added)
    return silent == [[1, 0]] * 3 and [row[1] for row in heard] == sizes and heard[2][0] > 2 and added == [1, 2]


# %% The explicit way: a function that says what happens
def recount(author: Author) -> None:
    author.volumes = Book.objects.filter(author=author).count()
    author.save(update_fields=["volumes"])


def import_volumes(author: Author, count: int) -> None:
    """The explicit hook: the one place that imports books, and what belongs to it."""
    with transaction.atomic():
        books(author, count)
        recount(author)


def importing(count: int, explicit: bool) -> list[int]:
    """Statements to import so many books, and the number of volumes that the author has afterwards."""
    author = emptied()

    def receiver(instance: Book, **named) -> None:
        recount(instance.author)

    if explicit:
        sent = statements(lambda: import_volumes(author, count))
    else:
        with listening(post_save, receiver):
            sent = statements(lambda: by_create(author, count))
    author.refresh_from_db()
    return [sent, author.volumes]


@claim("hook-sees-the-batch")
def an_explicit_hook_works_once_for_a_batch() -> bool:
    sizes = [1, 10, 40]
    found = {
        "receiver of post_save": [importing(count, False) for count in sizes],
        "explicit function": [importing(count, True) for count in sizes],
    }
    counts = {name: [row[0] for row in rows] for name, rows in found.items()}
    chart("Statements to import N books and keep the author's count", sizes, counts, x_label="books", y_label="statements")
    right = all([row[1] for row in rows] == sizes for rows in found.values())
    return right and list(counts.values()) == [[3 * count for count in sizes], [3, 3, 3]]


# %% Truths of the probes
@probe
def calls_of_both(write: str, count: int) -> list[int]:
    return reached(write, count)


@probe
def books_and_receivers(signal: str, context: str, raising: int) -> list[int]:
    return failing(signal, context, raising)


@probe
def calls_of_receiver(receiver: str, times: int) -> int:
    return calls_after(times, receiver)


LISTENERS = {
    "no receiver is connected": ("", None),
    "a receiver of post_delete is connected for another model": ("post_delete", Book),
    "a receiver of post_save is connected for Tag": ("post_save", Tag),
    "a receiver of post_delete that does nothing is connected for Tag": ("post_delete", Tag),
    "an audit app has connected a receiver of pre_delete without a sender": ("pre_delete", None),
}


@probe
def objects_made(count: int, listener: str) -> int:
    signal, sender = LISTENERS[listener]
    return deleting(count, signal, sender)[1]
