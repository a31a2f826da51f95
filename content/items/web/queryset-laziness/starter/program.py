import django
from django.conf import settings

settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
django.setup()

from django.db import connection, models
from django.test.utils import CaptureQueriesContext


class Book(models.Model):
    pages = models.IntegerField()

    class Meta:
        app_label = "library"


with connection.schema_editor() as editor:
    editor.create_model(Book)
for pages in (100, 200, 300, 400, 500):
    Book.objects.create(pages=pages)


def step(name, work):
    """Print how many queries `work()` sends, and return what it returns."""
    with CaptureQueriesContext(connection) as sent:
        result = work()
    print(name, len(sent))
    return result


books = step("build", lambda: Book.objects.filter(pages__gt=100).order_by("pages"))
step("count", lambda: books.count())
step("index", lambda: books[0])
step("repr", lambda: repr(books))
step("ask", lambda: bool(books))
step("len", lambda: len(books))
step("count again", lambda: books.count())
step("index again", lambda: books[0])
step("first", lambda: books.first())
step("last", lambda: books.last())
step("filter", lambda: list(books.filter(pages__lt=400)))
step("iterator", lambda: list(books.iterator()))
Book.objects.create(pages=600)
print("rows", len(books), books.count(), books.all().count())
