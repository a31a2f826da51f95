import django
from django.conf import settings

settings.configure(
    INSTALLED_APPS=[__name__],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

from django.db import connection, models
from django.template import Context, Engine


class Author(models.Model):
    name = models.CharField(max_length=20)


class Tag(models.Model):
    name = models.CharField(max_length=20)


class Post(models.Model):
    author = models.ForeignKey(Author, models.CASCADE)
    tags = models.ManyToManyField(Tag)


class Comment(models.Model):
    post = models.ForeignKey(Post, models.CASCADE, related_name="comments")
    spam = models.BooleanField()


def add_posts(count):
    """Posts by two authors in turn. Each has two of the three tags, and three comments, one of which is spam."""
    for number in range(count):
        post = Post.objects.create(author=authors[number % 2])
        post.tags.set(tags[number % 2 :][:2])
        for spam in (False, True, False):
            post.comments.create(spam=spam)


def plain(posts, size):
    return [post.author.name for post in posts[:size]]


def joined(posts, size):
    return [post.author.name for post in posts.select_related("author")[:size]]


def fetched(posts, size):
    page = posts.prefetch_related("author")[:size]
    return [post.author.name for post in page]


def rendered(posts, size):
    page = posts[:size]
    return TEMPLATE.render(Context({"page": page}))


TEMPLATE = Engine().from_string("""
{% for post in page %}
    {% if post.comments.all %} {{ post.comments.all|length }} {% endif %} of {{ post.comments.count }} comments
{% endfor %}
""")


def tagged(posts, size):
    page = posts.prefetch_related("tags")[:size]
    return [[tag.name for tag in post.tags.all()] for post in page]


def clean(posts, size):
    page = posts.prefetch_related("comments")[:size]
    return [[comment.pk for comment in post.comments.all() if not comment.spam] for post in page]


def headed(posts, size):
    total = posts.count()
    return total, list(posts[:size])


def guarded(posts, size):
    page = posts[:size]
    if page:
        return page.count(), [post.pk for post in page]


def measure(way, size):
    """Statements sent / rows received to build one page, or the name of the error that ended it."""
    sent, received = [], []

    def send(execute, sql, *rest):
        sent.append(sql)
        return execute(sql, *rest)

    connection.connection.row_factory = lambda cursor, row: received.append(row) or row
    try:
        with connection.execute_wrapper(send):
            way(Post.objects.order_by("pk"), size)
    except Exception as error:
        return type(error).__name__
    finally:
        connection.connection.row_factory = None
    return f"{len(sent)}/{len(received)}"


with connection.schema_editor() as editor:
    for model in (Author, Tag, Post, Comment):
        editor.create_model(model)
authors = [Author.objects.create(name=name) for name in ("Ada", "Bob")]
tags = [Tag.objects.create(name=name) for name in ("db", "orm", "sql")]

counts = {way: [] for way in (plain, joined, fetched, rendered, tagged, clean, headed, guarded)}
for size, more in ((4, 30), (8, 20)):
    add_posts(more)
    for way, found in counts.items():
        found.append(measure(way, size))
for way, found in counts.items():
    print(way.__name__, *found)
